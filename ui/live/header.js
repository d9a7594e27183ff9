// The header: name, device menu (triggers 'device'), links to the other languages, light or dark.
const $ = (selector) => element.querySelector(selector);
const words = props.words;

$('.brand-mark').innerHTML = props.mark; // our own file
$('.brand h1').textContent = words.name;
$('.brand p').textContent = words.tagline;

const { address } = window.terrarium;
// The link to another language's page: at the tab that is shown, with the draft as it is here.
const linkTo = (other) => {
  const link = document.createElement('a');
  link.className = 'chip language';
  link.textContent = other.name;
  link.lang = other.tag;
  const point = () => {
    link.href = address.inLanguage(other.address);
  };
  ['pointerenter', 'focus', 'click'].forEach((kind) => link.addEventListener(kind, point));
  link.addEventListener('click', () => {
    document.cookie = `terrarium-language=${other.language}; path=${address.home}/; max-age=31536000; samesite=lax`;
    if (props.value?.begun) address.carryDraft(props.drafts[props.language], props.drafts[other.language]);
  });
  point();
  return link;
};
$('.device').after(...props.others.map(linkTo));

const theme = $('.theme-toggle');
theme.setAttribute('aria-label', words.theme);
theme.addEventListener('click', () => window.terrarium.setDark(!document.body.classList.contains('dark')));

const chip = $('.device-chip'),
  menu = $('.menu'),
  note = document.createElement('p');
note.textContent = words['device.note'];
let devices = props.devices;

const show = (chosen) => {
  const device = devices.find((one) => one.key === chosen) || devices[0];
  $('.device-name').textContent = device.name;
  $('.device-about').textContent = device.about ? ` · ${device.about}` : '';
  chip.setAttribute('aria-label', words['device.change'].replace('{device}', `${device.name}, ${device.about}`));
  menu
    .querySelectorAll('button')
    .forEach((item) => item.setAttribute('aria-checked', String(item.dataset.key === device.key)));
};
const open = (yes) => {
  menu.hidden = !yes;
  chip.setAttribute('aria-expanded', String(yes));
  if (yes) (menu.querySelector('[aria-checked=true]') || menu.querySelector('button')).focus();
};
const fill = () => {
  menu.replaceChildren(
    ...devices.map((device) => {
      const item = document.createElement('button'),
        name = document.createElement('b'),
        about = document.createElement('span');
      item.type = 'button';
      item.dataset.key = device.key;
      item.setAttribute('role', 'menuitemradio');
      name.textContent = device.choice;
      about.textContent = device.help;
      item.append(name, about);
      item.addEventListener('click', () => {
        props.value = { ...props.value, device: device.key };
        show(device.key);
        open(false);
        chip.focus();
        window.terrarium.choices.choose('device', (heard) => trigger('device', { device: device.key, heard }));
      });
      return item;
    }),
    note,
  );
  show(props.value?.device || 'auto');
};

chip.addEventListener('click', () => open(menu.hidden));
element.addEventListener('keydown', (event) => {
  if (menu.hidden) return;
  const items = [...menu.querySelectorAll('button')],
    at = items.indexOf(document.activeElement);
  if (event.key === 'Escape') {
    open(false);
    chip.focus();
  }
  if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
    event.preventDefault();
    items[(at + (event.key === 'ArrowDown' ? 1 : items.length - 1)) % items.length].focus();
  }
});
document.addEventListener('click', (event) => {
  if (!element.contains(event.target)) open(false);
});
// It stands on every tab, so that choices are heard of where no settings are in sight.
watch('value', () => {
  window.terrarium.choices.heard(props.value?.heard);
  show(props.value?.device || 'auto');
});
fill();
// GPUs are looked for once the page stands: it needs torch, which takes seconds to import
setTimeout(async () => {
  try {
    const found = await window.terrarium.link.ask(() => server.look_for_devices({}));
    if (!found) return;
    if (JSON.stringify(found) === JSON.stringify(devices)) return;
    devices = found;
    const focused = menu.contains(document.activeElement);
    fill();
    if (focused) open(true);
  } catch {
    /* the processor stays on the chip */
  }
}, 2500);

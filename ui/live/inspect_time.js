// How the model came to be: the steps whose weights are kept, as a slider that plays.
function showTime(answer) {
  const steps = answer.steps,
    here = steps.findIndex(([step]) => step === answer.step);
  slider.max = Math.max(0, steps.length - 1);
  slider.value = here;
  slider.disabled = steps.length < 2;
  $('.play').disabled = steps.length < 2;
  slider.style.setProperty('--v', `${steps.length > 1 ? (here / (steps.length - 1)) * 100 : 100}%`);
  const loss = steps[here]?.[1],
    room = innerWidth < 600 ? 5 : 11,
    every = Math.max(1, Math.ceil((steps.length - 1) / room));
  slider.setAttribute(
    'aria-valuetext',
    `${say('step', { step: number(answer.step) })}${loss == null ? '' : `, ${say('loss', { loss: loss.toFixed(2) })}`}`,
  );
  $('.now span').textContent = say('step', { step: number(answer.step) });
  $('.now small').textContent = loss == null ? W['loss.none'] : say('loss', { loss: loss.toFixed(2) });
  $('.marks').replaceChildren(
    ...steps.map(([step], i) => {
      const last = steps.length - 1,
        seen = i === last || (i % every === 0 && last - i >= every * 0.7);
      const mark = make('span', { textContent: seen ? number(step) : '' });
      mark.style.left = `${last ? (i / last) * 100 : 0}%`;
      return mark;
    }),
  );
  $('.about').textContent = say(steps.length === 1 ? 'snapshots.one' : 'snapshots', {
    name: answer.name,
    count: steps.length,
  });
}
async function goTo(index) {
  const steps = data?.steps || [];
  if (!steps[index]) return;
  state.step = index === steps.length - 1 && !playing ? null : steps[index][0];
  await look();
}
async function play() {
  playing = !playing;
  showPlay();
  if (playing && Number(slider.value) >= Number(slider.max)) slider.value = -1;
  for (
    let index = Number(slider.value) < 0 ? 0 : Number(slider.value);
    playing && data && index < data.steps.length;
    index++
  ) {
    const began = performance.now();
    await goTo(index);
    if (data.steps[index + 1]) answerOf(data.steps[index + 1][0], null);
    await new Promise((done) => setTimeout(done, Math.max(60, 620 - (performance.now() - began))));
  }
  playing = false;
  showPlay();
}
function showPlay() {
  $('.play path').setAttribute('d', playing ? 'M3 2h3v10H3zM8 2h3v10H8z' : 'M3 1.5v11l9-5.5z');
  $('.play span').textContent = playing ? W.pause : W.play;
  $('.play').setAttribute('aria-label', playing ? W.pause : W['play.help']);
}

slider.addEventListener('input', () => {
  playing = false;
  showPlay();
  goTo(Number(slider.value));
});
$('.play').addEventListener('click', play);

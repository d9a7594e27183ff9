// A person's run that has learnt a task isn't offered here: a line says where it answers.
const showElsewhere = (box, other) => {
  box.hidden = !other;
  if (other)
    box.replaceChildren(
      say('elsewhere', other),
      ' ',
      make('button', {
        type: 'button',
        className: 'btn small bare',
        textContent: W['elsewhere.go'],
        onclick: () => document.dispatchEvent(new CustomEvent('terrarium:task', { detail: other.task })),
      }),
    );
};
// What a tab shows while there is no run: the mark, a sentence, and the way to Train.
const emptyState = () => {
  const mark = make('span', { innerHTML: props.mark }); // our own file
  mark.setAttribute('aria-hidden', 'true');
  return make(
    'div',
    { className: 'empty' },
    mark,
    make('p', { className: 'h', textContent: W['no-run.title'] }),
    make('p', { textContent: W['no-run'] }),
    make('button', {
      type: 'button',
      className: 'btn go',
      textContent: W['no-run.go'],
      onclick: () => window.terrarium.open('train'),
    }),
  );
};

// What a tab shows while there is no run: the mark, a sentence, and the way to Train.
const emptyState = () => {
  const mark = make('span', { innerHTML: props.mark });                // our own file
  mark.setAttribute('aria-hidden', 'true');
  return make('div', { className: 'empty' }, mark, make('p', { className: 'h', textContent: W['no-run.title'] }), make('p', { textContent: W['no-run'] }),
    make('button', { type: 'button', className: 'btn go', textContent: W['no-run.go'], onclick: () => window.terrarium.open('train') }));
};

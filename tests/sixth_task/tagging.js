// The answer of the sixth task: each word with its tag below it, as a project would put it into its own file.

/** @type {import('../../ui/tabs/tasks/types.js').Evidence} */
export const evidence = {
  views: ['tags'],
  title: 'tags.title',
  help: 'tags.help',
  answer: (found) => [document.createTextNode(found.answer)],
  draw(host, found) {
    for (const { text, tag } of found.words) {
      const word = document.createElement('span');
      word.className = 'tagged';
      word.dataset.tag = tag;
      word.textContent = `${text} `;
      host.append(word);
    }
  },
};

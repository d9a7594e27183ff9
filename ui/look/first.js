// What must stand before the first paint: dark where it was asked for, chosen before, or the system's. The only script of ours
// that is no module, since modules run once the page is read.
(() => {
  const remembered = () => {
    try {
      return localStorage.getItem('terrarium-dark');
    } catch {
      return null;
    }
  };
  const wanted = () => {
    const asked = new URLSearchParams(location.search).get('__theme');
    if (asked === 'dark' || asked === 'light') return asked === 'dark';
    return remembered() === null ? matchMedia('(prefers-color-scheme: dark)').matches : remembered() === 'yes';
  };
  document.documentElement.classList.toggle('dark', wanted());
})();

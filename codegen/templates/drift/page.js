'use strict';
(() => {
  const root = document.documentElement;
  const find = (id) => document.getElementById(id);
  const all = (selector) => [...document.querySelectorAll(selector)];
  root.classList.add('has-script');

  // A page opened as a file may have no storage: then the choice lasts as long as the page.
  const storage = {
    get: () => { try { return localStorage.getItem('drift-theme'); } catch { return null; } },
    set: (theme) => { try { localStorage.setItem('drift-theme', theme); } catch { /* as above */ } },
  };
  const systemIsDark = matchMedia('(prefers-color-scheme: dark)');
  const theme = () => root.dataset.theme || (systemIsDark.matches ? 'dark' : 'light');
  const button = find('theme');
  const name = () => { button.textContent = theme() === 'dark' ? 'Light theme' : 'Dark theme'; };
  const remembered = storage.get();
  if (remembered === 'dark' || remembered === 'light') root.dataset.theme = remembered;
  button.addEventListener('click', () => {
    root.dataset.theme = theme() === 'dark' ? 'light' : 'dark';
    storage.set(root.dataset.theme);
    name();
  });
  systemIsDark.addEventListener('change', name);
  name();

  const form = find('filters');
  if (!form) return;
  const changes = all('.change').map((element) => ({
    element,
    level: element.dataset.level,
    tags: element.dataset.tags.split(' '),
    approved: element.classList.contains('approved'),
    text: (element.textContent + ' ' + element.parentElement.querySelector('h2').textContent).toLowerCase(),
  }));
  const filter = () => {
    const levels = new Set(all('input[name=level]:checked').map((it) => it.value));
    const words = find('text').value.toLowerCase().split(/\s+/).filter(Boolean);
    const tag = find('tag').value;
    const approved = find('approved');
    let shown = 0;
    for (const it of changes) {
      const matches = levels.has(it.level) && (tag === '' || it.tags.includes(tag)) &&
        (!it.approved || !approved || approved.checked) && words.every((word) => it.text.includes(word));
      it.element.hidden = !matches;
      shown += matches;
    }
    for (const section of all('.section')) {
      section.hidden = !section.querySelector('.change:not([hidden])');
    }
    find('shown').textContent = `${shown} of ${changes.length} changes`;
    find('none').hidden = shown > 0;
  };
  form.addEventListener('input', filter);
  form.addEventListener('submit', (event) => event.preventDefault());
  // The values are reset after the event.
  form.addEventListener('reset', () => setTimeout(filter));
  find('all').addEventListener('click', () => form.reset());
  document.addEventListener('keydown', (event) => {
    const typing = event.target.closest('input, select, textarea');
    if (event.key !== '/' || typing || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    find('text').focus();
  });

  const reveal = () => {
    const target = find(location.hash.slice(1));
    if (!target || !target.closest('.change')) return;
    if (target.closest('.change').hidden) form.reset();
    for (let it = target; it; it = it.parentElement) {
      if (it.tagName === 'DETAILS') it.open = true;
    }
    setTimeout(() => target.scrollIntoView({ block: 'start' }));
  };
  addEventListener('hashchange', reveal);
  reveal();

  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open])');
    closed.forEach((it) => { it.open = true; });
  });
  addEventListener('afterprint', () => closed.forEach((it) => { it.open = false; }));
})();

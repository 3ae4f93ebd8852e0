// Ctrl-K: any page, customer or item by how it begins.
import { h, replace } from './dom.js';
import { get, link } from './api.js';
import { status } from './format.js';

let open = null;

export function openPalette(go, navigation) {
  if (open) return;
  const field = h('input', { type: 'search', role: 'combobox', 'aria-expanded': 'true', 'aria-controls': 'palette-list', 'aria-label': 'Find a page, customer or item', placeholder: 'A page, a customer, an item, or customer/item', autocomplete: 'off', spellcheck: 'false' });
  const list = h('ul', { id: 'palette-list', role: 'listbox', 'aria-label': 'Found' });
  const dialog = h('dialog', { class: 'palette', 'aria-label': 'Find' }, field, list);
  let choices = [];
  let at = 0;
  let asked = null;
  let timer = 0;

  function paint() {
    replace(list, choices.length === 0
      ? h('li', { class: 'none', role: 'option', 'aria-disabled': 'true', 'aria-selected': 'false' }, 'Nothing begins like that.')
      : choices.map((choice, i) => h('li', { role: 'option', id: `choice-${i}`, 'aria-selected': String(i === at), onclick: () => take(choice), onmousemove: () => { if (at !== i) { at = i; paint(); } } },
        h('span', { class: 'kind' }, choice.kind), h('span', { class: 'name' }, choice.name), choice.status && status(choice.status))));
    if (choices.length) field.setAttribute('aria-activedescendant', `choice-${at}`);
    const chosen = list.children[at];
    if (chosen) chosen.scrollIntoView({ block: 'nearest' });
  }

  function take(choice) {
    dialog.close();
    go(choice.href);
  }

  const pages = text => navigation.filter(([, name]) => name.toLowerCase().includes(text.toLowerCase()))
    .map(([href, name]) => ({ kind: 'Page', name, href }));

  async function look() {
    const text = field.value.trim();
    choices = pages(text);
    at = 0;
    paint();
    if (asked) asked.abort();
    if (!text) return;
    asked = new AbortController();
    try {
      const found = await get('find', { q: text }, asked.signal);
      if (field.value.trim() !== text) return;
      choices = [...pages(text),
        ...found.customers.map(name => ({ kind: 'Customer', name, href: link('/jobs', { customer: name }) })),
        ...found.jobs.map(row => ({ kind: 'Item', name: `${row.customer} / ${row.item}`, status: row.status, href: link('/job', { customer: row.customer, item: row.item }) }))];
      paint();
    } catch (error) {
      if (error.name !== 'AbortError') replace(list, h('li', { class: 'none', role: 'option', 'aria-selected': 'false' }, error.message));
    }
  }

  field.addEventListener('input', () => { clearTimeout(timer); timer = setTimeout(look, 120); });
  field.addEventListener('keydown', event => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      at = Math.max(0, Math.min(choices.length - 1, at + (event.key === 'ArrowDown' ? 1 : -1)));
      paint();
    } else if (event.key === 'Enter' && choices[at]) {
      event.preventDefault();
      take(choices[at]);
    }
  });
  dialog.addEventListener('close', () => { open = null; dialog.remove(); });
  dialog.addEventListener('click', event => { if (event.target === dialog) dialog.close(); });
  document.body.append(dialog);
  open = dialog;
  dialog.showModal();
  look();
}

// Jobs by customer, item, status and pipeline, newest first.
import { h, replace, empty, problem, skeleton } from '../dom.js';
import { get, link, session } from '../api.js';
import { bytes, status, time } from '../format.js';
import { thumbnail } from '../views/thumbnail.js';

export const title = 'Jobs';
const STATUSES = ['pending', 'processing', 'completed', 'failed', 'deleted'];

export function jobRow(row, before) {
  return h('tr', null, before,
    h('td', { class: 'picture' }, thumbnail(row)),
    h('td', { class: 'main-cell' },
      h('a', { href: link('/job', { customer: row.customer, item: row.item }) }, row.item),
      h('span', { class: 'faint clip' }, row.headline || row.reason || '')),
    h('td', { 'data-name': 'Customer' }, h('a', { class: 'quiet', href: link('/jobs', { customer: row.customer }) }, row.customer)),
    h('td', { 'data-name': 'Pipeline' }, row.pipeline || '–'),
    h('td', { 'data-name': 'Status' }, status(row.status)),
    h('td', { class: 'number', 'data-name': 'Size' }, bytes(row.size)),
    h('td', { class: 'nowrap', 'data-name': 'Changed' }, time(row.updatedAt)));
}

export const jobHead = first => h('thead', null, h('tr', null, first,
  h('th', { class: 'picture' }, h('span', { class: 'hidden' }, 'Picture')), ['Item', 'Customer', 'Pipeline', 'Status'].map(n => h('th', null, n)), h('th', { class: 'number' }, 'Size'), h('th', null, 'Changed')));

export function render(main, query, go) {
  const wanted = Object.fromEntries(['customer', 'item', 'status', 'pipeline', 'reason'].map(name => [name, query.get(name) || '']));
  const field = (name, label, hint) => h('label', null, label, h('input', { name, value: wanted[name], placeholder: hint, autocomplete: 'off', spellcheck: 'false' }));
  const choice = (name, label, options) => h('label', null, label,
    h('select', { name, onchange: search }, h('option', { value: '' }, 'Any'), options.map(o => h('option', { value: o, selected: o === wanted[name] }, o))));
  const form = h('form', { class: 'filters card', role: 'search', onsubmit: search },
    field('customer', 'Customer', 'whole name'), field('item', 'Item', 'part of its name'),
    choice('status', 'Status', STATUSES), choice('pipeline', 'Pipeline', session.pipelines),
    h('div', { class: 'actions' }, h('button', { class: 'button strong' }, 'Search'),
      Object.values(wanted).some(Boolean) && h('a', { class: 'button', href: '/jobs' }, 'Clear')));
  const body = h('tbody');
  const results = h('section', { class: 'card', 'aria-live': 'polite' }, skeleton(8));
  const more = h('div', { class: 'more' });
  main.append(h('div', { class: 'heading' }, h('h1', null, 'Jobs'), wanted.reason && h('span', { class: 'tag' }, wanted.reason)), form, results, more);

  function search(event) {
    if (event.type === 'submit') event.preventDefault();
    const values = Object.fromEntries(new FormData(form));
    for (const name of Object.keys(values)) values[name] = values[name].trim();
    go(link('/jobs', values));
  }

  let shown = 0;
  const aborted = new AbortController();
  async function load(next) {
    const button = more.querySelector('button');
    if (button) { button.disabled = true; button.textContent = 'Looking …'; }
    try {
      const found = await get('jobs', { ...wanted, next }, aborted.signal);
      if (shown === 0 && found.rows.length > 0) {
        replace(results, h('table', { class: 'jobs' }, jobHead(), body));
      }
      shown += found.rows.length;
      body.append(...found.rows.map(row => jobRow(row)));
      if (shown === 0) {
        replace(results, empty(found.next ? 'None among the newest' : 'No such jobs',
          found.next ? `Looked back to ${found.back || 'the last ones'}.` : 'Try fewer words, or another status.'));
      }
      replace(more,
        found.order === 'name' && h('p', { class: 'faint' }, 'This customer has more uploads than can be sorted without the index recent; these are the first by name.'),
        found.next && h('button', { class: 'button', type: 'button', onclick: () => load(found.next) }, found.rows.length > 0 ? 'Older' : 'Look further back'),
        found.next && found.back && h('span', { class: 'faint' }, `Looked back to ${found.back}`));
    } catch (error) {
      if (error.name !== 'AbortError') replace(shown === 0 ? results : more, problem(error));
    }
  }
  load('');
  return () => aborted.abort();
}

// Who changed what from here, and when.
import { h, replace, empty, problem, skeleton } from '../dom.js';
import { get } from '../api.js';
import { time } from '../format.js';

export const title = 'Activity';

export function render(main) {
  const card = h('section', { class: 'card' }, skeleton(6));
  main.append(h('div', { class: 'heading' }, h('h1', null, 'Activity'), h('span', { class: 'faint' }, 'What was changed from this dashboard, kept for a year')), card);
  async function load() {
    try {
      const all = await get('activity');
      replace(card, all.length === 0
        ? empty('Nothing was changed yet', 'Retries, uploads and pauses are recorded here before they are made.')
        : h('table', { class: 'stacked' },
          h('thead', null, h('tr', null, ['When', 'Who', 'What', 'Of', 'Outcome'].map(n => h('th', null, n)))),
          h('tbody', null, all.map(e => h('tr', null,
            h('td', { class: 'nowrap', 'data-name': 'When' }, time(e.at)), h('td', { 'data-name': 'Who' }, e.who), h('td', { 'data-name': 'What' }, h('span', { class: 'tag' }, e.what)),
            h('td', { class: 'break', 'data-name': 'Of' }, e.about), h('td', { 'data-name': 'Outcome' }, e.outcome))))));
    } catch (error) {
      replace(card, problem(error));
    }
  }
  load();
  const timer = setInterval(load, 5000);
  return () => clearInterval(timer);
}

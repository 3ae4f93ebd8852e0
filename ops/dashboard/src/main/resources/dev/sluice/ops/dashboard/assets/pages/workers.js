// The programs of the fleet, as they tell of themselves every ten seconds.
import { h, replace, empty } from '../dom.js';
import { watch } from '../api.js';
import { ago, count, percent, rate, status, time } from '../format.js';

export const title = 'Workers';

export function render(main) {
  const body = h('tbody');
  const card = h('section', { class: 'card' });
  const gpu = h('p', { class: 'faint' });
  main.append(h('div', { class: 'heading' }, h('h1', null, 'Workers')), card, gpu);
  const table = h('table', { class: 'stacked programs' }, h('thead', null, h('tr', null, ['Program', 'State', 'Pipelines'].map(n => h('th', null, n)), ['In hand', 'Jobs/s', 'Batch'].map(n => h('th', { class: 'number' }, n)), ['Started', 'Seen'].map(n => h('th', null, n)))), body);

  return watch(now => {
    if (now.workers.length === 0) {
      replace(card, empty('No program runs', 'Workers and dispatchers appear here within ten seconds of their start.'));
      return;
    }
    if (!table.isConnected) replace(card, table);
    replace(body, now.workers.map(w => h('tr', { class: w.state === 'ended' ? 'past' : '' },
      h('td', { class: 'main-cell' }, h('span', { class: 'strong' }, `${w.kind} ${w.id}`), h('span', { class: 'faint clip' }, w.host)),
      h('td', { 'data-name': 'State' }, status(w.state), w.reason && h('span', { class: 'faint clip' }, w.reason)),
      h('td', { 'data-name': 'Pipelines' }, Object.entries(w.pipelines).map(([name, version]) => h('span', { class: 'tag' }, `${name} ${version}`))),
      h('td', { class: 'number', 'data-name': 'In hand' }, count(w.inFlight)),
      h('td', { class: 'number', 'data-name': 'Jobs/s' }, rate(w.jobsPerSecond)),
      h('td', { class: 'number', 'data-name': 'Batch' }, w.kind === 'worker' ? percent(w.batchFill) : '–'),
      h('td', { class: 'nowrap', 'data-name': 'Started' }, time(w.startedAt)),
      h('td', { class: 'nowrap', 'data-name': 'Seen' }, ago(w.updatedAt)))));
    gpu.textContent = now.totals.gpu === undefined ? '' : `GPU ${percent(now.totals.gpu)} busy, ${percent(now.totals.gpuMemory)} of its memory in use.`;
  });
}

// What requests to AWS cost now, beside the least they can.
import { h, replace, empty, problem, skeleton } from '../dom.js';
import { get } from '../api.js';
import { count, dollars, rate } from '../format.js';

export const title = 'Costs';

export function render(main) {
  const page = h('div', null, h('section', { class: 'card' }, skeleton(8)));
  main.append(h('div', { class: 'heading' }, h('h1', null, 'Costs'), h('span', { class: 'faint' }, 'Requests to AWS; machines and storage are not in them')), page);

  function meter(costs) {
    const width = value => `${Math.min(100, Math.max(1, (value / Math.max(costs.now || 0, costs.floor) || 0) * 100))}%`;
    const bar = (name, value, kind) => {
      const fill = h('span', { class: `bar ${kind}` });
      fill.style.width = value === undefined ? '0' : width(value);
      return [h('span', { class: 'bar-name' }, name), h('span', { class: 'bar-track' }, fill), h('span', { class: 'number' }, dollars(value))];
    };
    return h('div', { class: 'bars' }, bar('Now', costs.now, 'stage-0'), bar('Floor', costs.floor, 'stage-2'));
  }

  async function load() {
    try {
      const costs = await get('costs');
      replace(page,
        h('section', { class: 'card' },
          h('div', { class: 'card-head' }, h('h2', null, 'Dollars a million jobs'), h('span', { class: 'faint' }, costs.jobs ? `${count(Math.round(costs.jobs))} jobs of the last ten minutes` : 'No job ended in the last ten minutes')),
          meter(costs),
          h('p', { class: 'faint' }, 'Floor: one GET, one write unit a row, tenths of SQS’s calls, and packed results. Artifacts, and rows while jobs wait, cost more by choice.')),
        h('div', { class: 'columns' },
          h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'By request')),
            costs.lines.length === 0 ? empty('No requests were told', 'Workers and dispatchers tell them at /metrics; name theirs with --metrics.')
              : h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Requests' }, h('table', null, h('thead', null, h('tr', null, h('th', null, 'Request'), ['A second', 'A job', '$ a million jobs'].map(n => h('th', { class: 'number' }, n)))),
                h('tbody', null, costs.lines.map(l => h('tr', null, h('th', { scope: 'row' }, l.name), h('td', { class: 'number' }, rate(l.perSecond)), h('td', { class: 'number' }, l.perJob === undefined ? '–' : l.perJob.toFixed(2)), h('td', { class: 'number' }, dollars(l.dollars)))))))),
          h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'By customer')),
            costs.customers.length === 0 ? empty('No customer yet', 'The twenty busiest are told apart.')
              : h('table', null, h('thead', null, h('tr', null, h('th', null, 'Customer'), ['Jobs', '$ a million jobs'].map(n => h('th', { class: 'number' }, n)))),
                h('tbody', null, costs.customers.map(c => h('tr', null, h('th', { scope: 'row' }, c.name), h('td', { class: 'number' }, count(c.jobs)), h('td', { class: 'number' }, dollars(c.dollars)))))))),
        h('p', { class: 'faint' }, `By the list of prices of ${costs.prices}.`));
    } catch (error) {
      replace(page, problem(error));
    }
  }
  load();
  const timer = setInterval(load, 5000);
  return () => clearInterval(timer);
}

// What failed, by why: many are chosen and retried at once.
import { h, replace, empty, problem, skeleton, toast } from '../dom.js';
import { get, post, session } from '../api.js';
import { count, time } from '../format.js';
import { jobHead, jobRow } from './jobs.js';

export const title = 'Failures';
const MOST = 500;

export function render(main) {
  const chosen = new Map();
  const list = h('div', { class: 'groups' }, skeleton(6));
  const said = h('span', { class: 'chosen', 'aria-live': 'polite' });
  const send = h('button', { class: 'button strong', type: 'button', onclick: retryChosen }, 'Retry');
  const bar = h('div', { class: 'action-bar', hidden: true }, said, send, h('button', { class: 'button', type: 'button', onclick: none }, 'None'));
  const summary = h('span', { class: 'faint' });
  main.append(h('div', { class: 'heading' }, h('h1', null, 'Failures'), summary), list, bar);

  const id = row => JSON.stringify([row.customer, row.item]);
  function tell() {
    bar.hidden = chosen.size === 0;
    said.textContent = `${count(chosen.size)} chosen`;
    send.disabled = chosen.size > MOST;
    send.textContent = chosen.size > MOST ? `At most ${MOST} at once` : 'Retry';
  }
  function none() {
    chosen.clear();
    for (const box of list.querySelectorAll('input[type=checkbox]')) box.checked = false;
    tell();
  }
  async function retryChosen() {
    send.disabled = true;
    try {
      const { outcome } = await post('retry', { jobs: [...chosen.values()].map(({ customer, item }) => ({ customer, item })) });
      toast(`Retry: ${outcome}`);
      none();
      load();
    } catch (error) {
      toast(error.message, 'bad');
    }
    send.disabled = false;
  }

  function group(g) {
    const rows = h('div', { class: 'group-rows' });
    const details = h('details', { class: 'card group' },
      h('summary', null,
        h('span', { class: 'group-count number' }, count(g.count)),
        h('span', { class: 'group-text' },
          h('span', { class: 'group-name' }, h('span', { class: 'strong' }, g.reason || 'no reason'), g.pipeline && h('span', { class: 'tag' }, g.pipeline)),
          h('span', { class: 'faint clip' }, g.sentence)),
        h('span', { class: 'faint nowrap group-last' }, `${count(g.customers)} ${g.customers === 1 ? 'customer' : 'customers'} · last `, time(g.latest))),
      rows);
    let loaded = false;
    details.addEventListener('toggle', () => {
      if (details.open && !loaded) {
        loaded = true;
        open(g, rows);
      }
    });
    return details;
  }

  async function open(g, place) {
    replace(place, skeleton(3));
    const body = h('tbody');
    const all = h('input', { type: 'checkbox', 'aria-label': 'Choose all that are shown' });
    const boxes = [];
    all.addEventListener('change', () => { for (const [box, row] of boxes) { box.checked = all.checked; mark(box, row); } tell(); });
    function mark(box, row) {
      if (box.checked) chosen.set(id(row), row); else chosen.delete(id(row));
    }
    const more = h('div', { class: 'more' });
    async function next(from) {
      const found = await get('jobs', { status: 'failed', reason: g.reason, pipeline: g.pipeline, next: from });
      for (const row of found.rows) {
        const box = h('input', { type: 'checkbox', 'aria-label': `Choose ${row.item}` });
        box.addEventListener('change', () => { mark(box, row); tell(); });
        boxes.push([box, row]);
        body.append(jobRow(row, !session.readOnly && h('td', { class: 'check' }, box)));
      }
      replace(more,
        found.next && h('button', { class: 'button', type: 'button', onclick: () => next(found.next).catch(fail) }, 'Older'),
        !session.readOnly && h('button', { class: 'button', type: 'button', onclick: () => retryAll(g) }, `Retry all ${count(g.count)}`));
    }
    const fail = error => replace(more, problem(error));
    try {
      await next('');
      replace(place, h('table', { class: 'jobs' }, jobHead(!session.readOnly && h('th', { class: 'check' }, all)), body), more);
    } catch (error) {
      replace(place, problem(error));
    }
  }

  async function retryAll(g) {
    try {
      toast((await post('retry-all', { pipeline: g.pipeline, reason: g.reason })).outcome);
      setTimeout(load, 2000);
    } catch (error) {
      toast(error.message, 'bad');
    }
  }

  async function load() {
    try {
      const found = await get('failures');
      summary.textContent = found.groups.length === 0 ? '' : `${count(found.groups.reduce((n, g) => n + g.count, 0))}${found.more ? ' of the latest' : ''} failed uploads`;
      replace(list, found.groups.length === 0
        ? h('section', { class: 'card' }, empty('Nothing has failed', 'What fails is listed here by its reason, with a way to try it again.'))
        : found.groups.map(group),
      found.more && h('p', { class: 'faint' }, 'There are more; the latest ten megabytes of rows were counted.'));
    } catch (error) {
      replace(list, problem(error));
    }
  }
  load();
}

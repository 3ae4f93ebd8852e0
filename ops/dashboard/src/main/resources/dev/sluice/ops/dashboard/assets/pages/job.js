// One job: its picture with what was found, the result, how long each stage took, what its row says.
import { h, replace, problem, skeleton, toast } from '../dom.js';
import { get, post, link, session } from '../api.js';
import { bytes, millis, status, time } from '../format.js';
import { viewer } from '../views/viewer.js';
import { resultTable } from '../views/table.js';
import { stagesCard } from '../views/stages.js';

export const title = 'Job';
const SETTLED = ['completed', 'failed', 'deleted'];

function facts(row, attributes) {
  const line = (name, value) => value !== null && value !== undefined && [h('dt', null, name), h('dd', null, value)];
  return h('dl', { class: 'facts' },
    line('Customer', h('a', { href: link('/jobs', { customer: row.customer }) }, row.customer)),
    line('Pipeline', row.pipeline && `${row.pipeline} ${attributes.modelVersion ? `· model ${attributes.modelVersion}` : ''}`),
    line('Uploaded', time(row.createdAt)), line('Changed', time(row.updatedAt)),
    line('Size', bytes(row.size)),
    line('Attempts', attributes.attempt),
    line('Material', attributes.materialType),
    line('Key', row.key && h('code', { class: 'break' }, row.key)));
}

function timeline(row, document) {
  const stages = Object.entries((document && document.milliseconds) || {}).filter(([, ms]) => typeof ms === 'number');
  const total = row.updatedAt && row.createdAt ? row.updatedAt - row.createdAt : null;
  if (stages.length === 0 && total === null) return null;
  const sum = stages.reduce((all, [, ms]) => all + ms, 0) || 1;
  return h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Timeline'), total !== null && h('span', { class: 'faint' }, `${millis(total)} from upload to row`)),
    stages.length > 0 && h('div', { class: 'bars' }, stages.map(([name, ms], i) => {
      const bar = h('span', { class: `bar stage-${i % 6}` });
      bar.style.width = `${Math.max(1, (ms / sum) * 100)}%`;
      return [h('span', { class: 'bar-name' }, name), h('span', { class: 'bar-track' }, bar), h('span', { class: 'number' }, millis(ms))];
    })));
}

function reason(row) {
  return row.status === 'failed' && h('div', { class: 'banner', role: 'status' },
    h('p', { class: 'strong' }, row.reasonCode || 'failed'), h('p', null, row.reason || 'The row does not say why.'),
    row.reasonCode && h('p', null, h('a', { href: link('/jobs', { status: 'failed', reason: row.reasonCode }) }, 'Others that failed for it')));
}

function tabs(parts, kept) {
  const pane = h('div', { class: 'pane', role: 'tabpanel', tabindex: '0', id: 'pane' });
  const buttons = parts.map(([name, make], i) => {
    const button = h('button', { class: 'tab', role: 'tab', type: 'button', 'aria-controls': 'pane', onclick: () => choose(i) }, name);
    button.addEventListener('keydown', event => {
      const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
      if (step) { const n = (i + step + parts.length) % parts.length; choose(n); buttons[n].focus(); }
    });
    return button;
  });
  function choose(n) {
    buttons.forEach((b, i) => { b.setAttribute('aria-selected', String(i === n)); b.tabIndex = i === n ? 0 : -1; });
    kept.tab = parts[n][0];
    pane.setAttribute('aria-label', parts[n][0]);
    replace(pane, parts[n][1]());
  }
  choose(Math.max(0, parts.findIndex(([name]) => name === kept.tab)));
  return h('section', { class: 'card' }, h('div', { class: 'tabs', role: 'tablist', 'aria-label': 'Result' }, buttons), pane);
}

const raw = value => () => h('pre', { class: 'raw', tabindex: '0', role: 'region', 'aria-label': 'As stored' }, JSON.stringify(value, null, 2));

export function render(main, query, go) {
  const key = { customer: query.get('customer') || '', item: query.get('item') || '' };
  const page = h('div');
  main.append(page);
  replace(page, skeleton(10));
  let ended = false;
  let timer = 0;
  let shown = '';
  let view = null;
  let stored = [];
  const kept = { tab: '' };
  const openLogs = new Set();

  async function load() {
    try {
      const job = await get('job', key);
      const seen = JSON.stringify(job);
      if (ended) return;
      if (seen !== shown) {
        shown = seen;
        await paint(job);
      }
      if (!SETTLED.includes(job.row.status)) timer = setTimeout(load, 1000);
    } catch (error) {
      if (!ended) replace(page, problem(error), h('p', null, h('a', { href: '/jobs', class: 'button' }, 'All jobs')));
    }
  }

  async function paint(job) {
    const { row } = job;
    let document = null;
    let trouble = null;
    if (job.document) {
      try {
        document = await get('document', key);
      } catch (error) {
        trouble = error;
      }
      if (ended) return;
    }
    if (job.stages.length > 0) {
      try {
        stored = await get('stages', key);
      } catch (error) {
        trouble = error;
      }
      if (ended) return;
    }
    window.document.title = `${row.item} · Sluice`;
    show(job, document);
    const retry = h('button', { class: 'button strong', type: 'button' }, 'Retry');
    retry.addEventListener('click', () => act(retry, 'retry', { jobs: [key] }, 'Retry'));
    const goOn = h('button', { class: 'button strong', type: 'button' }, 'Resume');
    const at = h('select', { 'aria-label': 'Resume at' }, job.stages.filter(stage => stage.state !== 'waiting').reverse().map(stage => h('option', { value: stage.name }, `at ${stage.name}`)));
    goOn.addEventListener('click', () => act(goOn, 'resume', { stage: at.value }, 'Resume'));
    const stop = h('button', { class: 'button', type: 'button' }, 'Stop');
    stop.addEventListener('click', () => act(stop, 'stop', {}, 'Stop'));
    const long = job.stages.length > 0;
    const file = (what, name) => h('a', { class: 'button', href: link('/api/file', { ...key, what, download: 1 }), download: '' }, name);
    replace(page,
      h('div', { class: 'heading' },
        h('div', null, h('p', { class: 'crumbs' }, h('a', { href: '/jobs' }, 'Jobs'), ' / ', h('a', { href: link('/jobs', { customer: row.customer }) }, row.customer)),
          h('h1', { class: 'break' }, row.item)),
        status(row.status),
        h('div', { class: 'actions' },
          row.status === 'failed' && !session.readOnly && (long ? [at, goOn] : retry),
          long && !SETTLED.includes(row.status) && !session.readOnly && stop,
          row.key && row.status !== 'deleted' && file('original', 'Original'),
          job.artifacts.filter(a => !a.startsWith('thumbnail')).map(a => file(a, a)),
          job.document && h('a', { class: 'button', href: link('/api/document', { ...key, download: 1 }), download: '' }, 'JSON'))),
      row.headline && h('p', { class: 'headline' }, row.headline),
      reason(row),
      !long && row.status === 'pending' && h('div', { class: 'waiting' }, h('span', { class: 'spinner' }), 'Waiting for a worker; this page shows the result as soon as it is there.'),
      !long && row.status === 'processing' && h('div', { class: 'waiting' }, h('span', { class: 'spinner' }), String(job.attributes.progress || 'A worker is on it.')),
      trouble && problem(trouble),
      h('div', { class: 'columns job' },
        h('div', null, view && h('section', { class: 'card flush' }, view.element),
          long && stagesCard(job, stored, openLogs),
          tabs([
            ...(document ? [['Result', () => resultTable(document)], ['JSON', raw(document)]] : []),
            ['Row', raw(job.attributes)],
          ], kept)),
        h('div', null, view && view.side, h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Facts')), facts(row, job.attributes)), !long && timeline(row, document))));
    if (view && view.ready && !view.begun) {
      view.begun = true;
      view.ready();
    }
  }

  /** A scene that is shown already turns on; everything else is made anew. */
  function show(job, document) {
    const next = viewer(job, document, stored);
    if (view && next && view.of && view.of === next.of) return;
    if (view && view.end) view.end();
    view = next;
  }

  async function act(button, what, more, name) {
    button.disabled = true;
    try {
      const { outcome } = await post(what, { ...key, ...more });
      toast(`${name}: ${outcome}`);
      clearTimeout(timer);
      load();
    } catch (error) {
      toast(error.message, 'bad');
      button.disabled = false;
    }
  }
  load();
  return () => {
    ended = true;
    clearTimeout(timer);
    if (view && view.end) view.end();
  };
}

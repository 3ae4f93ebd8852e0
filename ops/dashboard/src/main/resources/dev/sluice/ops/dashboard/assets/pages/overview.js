// The fleet at a glance, live.
import { h, replace, empty } from '../dom.js';
import { get, link, session, watch } from '../api.js';
import { chart } from '../charts.js';
import { ago, count, dollars, millis, percent, rate, seconds, status } from '../format.js';
import { thumbnail } from '../views/thumbnail.js';

export const title = 'Overview';

function stat(name, href) {
  const value = h('span', { class: 'stat-value' }, '–');
  const note = h('span', { class: 'stat-note' }, ' ');
  const element = h(href ? 'a' : 'div', { class: 'stat', href }, h('span', { class: 'stat-name' }, name), value, note);
  return {
    element,
    set(text, more, kind) {
      value.textContent = text;
      note.textContent = more || ' ';
      element.classList.toggle('bad', kind === 'bad');
    },
  };
}

export function render(main) {
  const stats = {
    waiting: stat('Waiting', '/pipelines'),
    backlog: stat('Backlog', '/pipelines'),
    rate: stat('Throughput'),
    workers: stat('Workers', '/workers'),
    fill: stat('Batch fill', '/workers'),
    failed: stat('Failed', '/failures'),
    cost: stat('Per million jobs', '/costs'),
  };
  const problems = h('div', { role: 'alert' });
  const choice = h('select', { 'aria-label': 'Pipeline of the charts' }, h('option', { value: '' }, 'All pipelines'), session.pipelines.map(name => h('option', { value: name }, name)));
  const depth = chart([{ name: 'waiting', colour: '--accent', fill: '--accent-soft' }], { format: count, label: 'Messages that wait, over the last hours' });
  const through = chart([{ name: 'done', colour: '--good', fill: '--good-soft' }, { name: 'failed', colour: '--bad' }], { format: rate, label: 'Jobs completed and failed a second, over the last hours' });
  const backlog = chart([{ name: 'backlog', colour: '--warn', fill: '--warn-soft' }], { format: seconds, label: 'Backlog in seconds, over the last hours' });
  const pipelines = h('tbody');
  const newest = h('div', { class: 'newest' });
  const reasons = h('div', { class: 'ranks' });
  const slowest = h('div', { class: 'ranks' });
  const seen = new Map();

  main.append(
    h('div', { class: 'heading' }, h('h1', null, 'Overview')),
    problems,
    h('div', { class: 'stats' }, Object.values(stats).map(s => s.element)),
    h('section', { class: 'card' },
      h('div', { class: 'card-head' }, h('h2', null, 'Last hours'), choice),
      h('div', { class: 'charts' },
        h('figure', null, h('figcaption', null, 'Waiting messages'), depth.element),
        h('figure', null, h('figcaption', null, 'Backlog'), backlog.element),
        h('figure', null, h('figcaption', null, 'Jobs a second'), through.element))),
    h('div', { class: 'columns' },
      h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'Newest uploads'), h('a', { href: '/jobs' }, 'All jobs')), newest),
      h('div', null, h('section', { class: 'card' },
        h('div', { class: 'card-head' }, h('h2', null, 'Pipelines'), h('a', { href: '/pipelines' }, 'Details')),
        h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': 'Pipelines' }, h('table', null,
          h('thead', null, h('tr', null, h('th', null, 'Pipeline'), ['Waiting', 'In hand', 'Backlog', 'Jobs/s', 'Batch', 'Dead'].map(n => h('th', { class: 'number' }, n)))),
          pipelines))),
      h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Top reasons'), h('a', { href: '/failures' }, 'All failures')), reasons),
      h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Slowest of the newest'), h('span', { class: 'faint' }, 'from upload to row')), slowest))));

  function paint(now) {
    const t = now.totals;
    replace(problems, now.problems.length > 0 && h('div', { class: 'banner' }, now.problems.map(p => h('p', null, p))));
    stats.waiting.set(count(t.waiting), `${count(t.inFlight)} in hand` + (t.waiting && t.ageSeconds ? ` · oldest ${seconds(t.ageSeconds)}` : ''));
    stats.backlog.set(seconds(t.backlogSeconds), t.backlogSeconds === undefined ? 'nobody works on it' : t.events ? `${count(t.events)} events behind` : 'until all is done');
    stats.rate.set(rate(t.jobsPerSecond), 'jobs a second');
    const alive = now.workers.filter(w => w.kind === 'worker' && !['ended', 'lost'].includes(w.state));
    const ready = alive.filter(w => w.state === 'ready').length;
    const lost = now.workers.filter(w => w.kind === 'worker' && (w.state === 'lost' || w.state === 'broken')).length;
    stats.workers.set(count(ready), lost ? `${lost} lost or broken` : alive.length > ready ? `${alive.length - ready} starting or draining` : 'ready', lost ? 'bad' : '');
    stats.fill.set(percent(t.batchFill), t.gpu !== undefined ? `GPU ${percent(t.gpu)} · memory ${percent(t.gpuMemory)}` : 'of a full batch');
    stats.failed.set(count(t.failedLastHour), t.dead ? `last hour · ${count(t.dead)} dead letters` : 'last hour', t.failedLastHour ? 'bad' : '');
    stats.cost.set(dollars(t.dollarsPerMillion), `floor ${dollars(t.floor)}`);
    replace(pipelines, now.pipelines.map(p => h('tr', null,
      h('th', { scope: 'row' }, h('a', { href: link('/jobs', { pipeline: p.name }) }, p.name), p.paused && h('span', { class: 'tag warn' }, 'paused')),
      h('td', { class: 'number' }, count(p.waiting)), h('td', { class: 'number' }, count(p.inFlight)),
      h('td', { class: 'number' }, seconds(p.backlogSeconds)), h('td', { class: 'number' }, rate(p.jobsPerSecond)),
      h('td', { class: 'number' }, percent(p.batchFill)),
      h('td', { class: p.dead ? 'number bad-text' : 'number' }, count(p.dead)))));
    uploads(now);
  }

  function uploads(now) {
    if (now.newest.length === 0) {
      replace(newest, empty('No uploads yet', 'Drop a file into the bucket, or here.', !session.readOnly && h('a', { class: 'button strong', href: '/upload' }, 'Upload')));
      seen.clear();
      return;
    }
    // Rows that are as they were stay the same elements: their pictures must not blink.
    const elements = now.newest.map(row => {
      const key = `${row.customer} ${row.item} ${row.updatedAt} ${row.status}`;
      const had = seen.get(key);
      if (had) {
        had.when.textContent = ago(row.updatedAt);
        return [key, had];
      }
      const when = h('span', { class: 'faint nowrap', title: new Date(row.updatedAt).toISOString() }, ago(row.updatedAt));
      const element = h('a', { class: 'upload', href: link('/job', { customer: row.customer, item: row.item }) },
        thumbnail(row),
        h('span', { class: 'upload-text' },
          h('span', { class: 'upload-name' }, `${row.customer} / ${row.item}`),
          h('span', { class: 'faint clip' }, row.headline || row.reason || row.pipeline || '')),
        status(row.status), when);
      return [key, { element, when }];
    });
    seen.clear();
    elements.forEach(([key, value]) => seen.set(key, value));
    if ([...newest.children].some((child, i) => elements[i] === undefined || child !== elements[i][1].element) || newest.children.length !== elements.length) {
      replace(newest, elements.map(([, value]) => value.element));
    }
  }

  let ended = false;
  async function charts() {
    try {
      const history = await get('history', { pipeline: choice.value });
      if (ended) return;
      depth.set([history.at, history.waiting]);
      backlog.set([history.at, history.backlog]);
      through.set([history.at, history.done, history.failed]);
    } catch {
      // the banner says what does not answer
    }
  }
  const rank = (href, name, value) => h('a', { class: 'rank', href }, h('span', { class: 'clip' }, name), h('span', { class: 'number' }, value));
  async function ranks() {
    try {
      const found = await get('failures');
      if (ended) return;
      replace(reasons, found.groups.length === 0 ? h('p', { class: 'faint' }, 'Nothing has failed.')
        : found.groups.slice(0, 4).map(g => rank(link('/jobs', { status: 'failed', reason: g.reason, pipeline: g.pipeline }), `${g.reason} · ${g.pipeline}`, count(g.count))));
      const { rows } = await get('jobs', session.indexes.includes('recent') ? {} : { status: 'failed' });
      if (ended) return;
      const timed = rows.filter(r => r.status === 'completed' && r.createdAt).sort((a, b) => (b.updatedAt - b.createdAt) - (a.updatedAt - a.createdAt)).slice(0, 4);
      replace(slowest, timed.length === 0 ? h('p', { class: 'faint' }, 'No job was completed of late.')
        : timed.map(r => rank(link('/job', { customer: r.customer, item: r.item }), `${r.customer} / ${r.item}`, millis(r.updatedAt - r.createdAt))));
    } catch {
      // the banner says what does not answer
    }
  }
  choice.addEventListener('change', charts);
  charts();
  ranks();
  const timer = setInterval(() => { charts(); ranks(); }, 15000);
  const end = watch(paint);
  return () => {
    ended = true;
    clearInterval(timer);
    end();
    [depth, through, backlog].forEach(each => each.end());
  };
}


// The pipelines: what they take, their limits, and how they do now.
import { h, replace, empty, problem, skeleton, toast } from '../dom.js';
import { get, post, link, session, watch } from '../api.js';
import { bytes, count, percent, rate, seconds, time } from '../format.js';

export const title = 'Pipelines';

/** What is known of several lanes together: the queues of a pipeline's stages. */
function sum(lanes) {
  const of = (name, how) => {
    const known = lanes.map(lane => lane[name]).filter(value => value !== null && value !== undefined);
    return known.length ? how(known) : null;
  };
  const total = values => values.reduce((all, value) => all + value, 0);
  const longest = values => Math.max(...values);
  return {
    paused: lanes.some(lane => lane.paused), waiting: of('waiting', total), inFlight: of('inFlight', total), dead: of('dead', total),
    backlogSeconds: of('backlogSeconds', longest), jobsPerSecond: of('jobsPerSecond', longest), batchFill: of('batchFill', longest),
  };
}

export function render(main) {
  const list = h('div', { class: 'cards' }, skeleton(6));
  main.append(h('div', { class: 'heading' }, h('h1', null, 'Pipelines')), list);
  const live = new Map();

  function versions(all) {
    const does = v => v.does.map(d => h('span', { class: `tag ${d === 'live' ? 'good' : d === 'canary' || d === 'shadow' ? 'info' : ''}` }, d,
      d === 'canary' ? ` · ${v.percent} % of customers` : '', d === 'shadow' ? ` · ${v.percent} % of jobs` : ''));
    const found = c => c && (c.jobs === 0 ? 'nothing compared yet' : `${count(c.jobs)} jobs compared: ${percent(c.agreement)} the same, ${percent(c.failures)} without an answer, ${c.slowdown.toFixed(2)} times as long`);
    return all.length > 0 && h('div', { class: 'versions' }, h('h3', null, 'Versions'),
      h('ul', null, all.map(v => h('li', null, h('code', null, v.version), does(v), h('span', { class: 'faint' }, v.workers === 1 ? '1 worker has it' : v.workers > 1 ? `${count(v.workers)} workers have it` : ''),
        v.compared && h('span', { class: 'faint line' }, found(v.compared))))));
  }

  /** By `pipeline check --keep`, on some machine beside the fleet. */
  function measured(b) {
    if (!b) return h('span', { class: 'faint' }, 'none kept');
    const model = b.batch ? `${rate(b.perSecond)} pictures/s in batches of ${b.batch}, ` : '';
    return [`${model}${b.cpuMillis.toFixed(1)} CPU-ms a picture`, h('span', { class: 'faint line' }, `version ${b.version} on ${b.machine}, `, time(b.at))];
  }

  function card({ pipeline: p, versions: all, note, jobSeconds, benchmark }) {
    const now = h('dl', { class: 'now' });
    const paused = h('span', { class: 'tag warn', hidden: true }, 'paused');
    const button = h('button', { class: 'button', type: 'button', hidden: session.readOnly }, 'Pause');
    let isPaused = false;
    button.addEventListener('click', async () => {
      button.disabled = true;
      try {
        const { outcome } = await post('pause', { pipeline: p.name, paused: !isPaused });
        toast(`${isPaused ? 'Resumed' : 'Paused'} ${p.name}: ${outcome}`);
      } catch (error) {
        toast(error.message, 'bad');
      }
      button.disabled = false;
    });
    live.set(p.name, state => {
      isPaused = state.paused;
      paused.hidden = !isPaused;
      button.textContent = isPaused ? 'Resume' : 'Pause';
      const line = (name, value) => h('div', null, h('dt', null, name), h('dd', null, value));
      replace(now, line('Waiting', count(state.waiting)), line('In hand', count(state.inFlight)), line('Backlog', seconds(state.backlogSeconds)),
        line('Jobs/s', rate(state.jobsPerSecond)), line('Batch', percent(state.batchFill)), line('Dead', count(state.dead)));
    });
    const fact = (name, value) => [h('dt', null, name), h('dd', null, value)];
    return h('section', { class: 'card' },
      h('div', { class: 'card-head' }, h('h2', null, p.name), h('span', { class: 'tag' }, `version ${(all[0] || p).version}`), paused, h('span', { class: 'space' }), button),
      now,
      h('dl', { class: 'facts wide' },
        p.stages.length === 0 && fact('Task', p.task), fact('Takes', h('code', { class: 'break' }, p.match)),
        p.models.map(m => fact(p.models.length > 1 ? `Model ${m.name}` : 'Model', `${m.file} ${m.version} · up to ${m.batch} in a batch, ${m.delayMillis} ms`)),
        fact('Limits', p.stages.length > 0 ? bytes(p.largest) : `${bytes(p.largest)} · ${p.attempts} attempts of ${seconds(p.timeoutSeconds)} · lease ${seconds(p.leaseSeconds)}`),
        p.stages.map((s, i) => fact(`Stage ${i + 1}`, `${s.name} · ${s.attempts} attempts of ${seconds(s.timeoutSeconds)}${s.jobs > 1 ? ` · ${s.jobs} at once` : ''}`)),
        fact('Measured', jobSeconds == null ? h('span', { class: 'faint' }, 'nothing by the workers that are there') : `${seconds(jobSeconds)} a job, as its workers say`),
        p.stages.length === 0 && fact('Last benchmark', measured(benchmark)),
        fact('Results', `${p.results.toLowerCase()}${p.artifacts.length ? `, ${p.artifacts.join(', ')}` : ''} · kept ${count(p.retentionDays)} days`)),
      versions(all),
      note && h('p', { class: 'faint break' }, note),
      h('p', { class: 'card-foot' }, h('a', { href: link('/jobs', { pipeline: p.name }) }, 'Jobs'), h('a', { href: link('/jobs', { pipeline: p.name, status: 'failed' }) }, 'Failed ones')));
  }

  let end = () => {};
  get('pipelines').then(all => {
    replace(list, all.length > 0 ? all.map(card) : empty('No pipelines', 'MODEL_PATH has none.'));
    end = watch(now => all.forEach(({ pipeline: p }) => live.get(p.name)(sum(now.pipelines.filter(each => each.name === p.name || p.stages.some(s => each.name === `${p.name}-${s.name}`))))));
  }).catch(error => replace(list, problem(error)));
  return () => end();
}

// The pipelines: what they take, their limits, and how they do now.
import { h, replace, problem, skeleton, toast } from '../dom.js';
import { get, post, link, session, watch } from '../api.js';
import { bytes, count, percent, rate, seconds } from '../format.js';

export const title = 'Pipelines';

export function render(main) {
  const list = h('div', { class: 'cards' }, skeleton(6));
  main.append(h('div', { class: 'heading' }, h('h1', null, 'Pipelines')), list);
  const live = new Map();

  function card(p) {
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
      h('div', { class: 'card-head' }, h('h2', null, p.name), h('span', { class: 'tag' }, `version ${p.version}`), paused, h('span', { class: 'space' }), button),
      now,
      h('dl', { class: 'facts wide' },
        fact('Task', p.task), fact('Takes', h('code', { class: 'break' }, p.match)),
        p.models.map(m => fact(p.models.length > 1 ? `Model ${m.name}` : 'Model', `${m.file} ${m.version} · up to ${m.batch} in a batch, ${m.delayMillis} ms`)),
        fact('Limits', `${bytes(p.largest)} · ${p.attempts} attempts of ${seconds(p.timeoutSeconds)} · lease ${seconds(p.leaseSeconds)}`),
        fact('Results', `${p.results.toLowerCase()}${p.artifacts.length ? `, ${p.artifacts.join(', ')}` : ''} · kept ${count(p.retentionDays)} days`)),
      h('p', { class: 'card-foot' }, h('a', { href: link('/jobs', { pipeline: p.name }) }, 'Jobs'), h('a', { href: link('/jobs', { pipeline: p.name, status: 'failed' }) }, 'Failed ones')));
  }

  let end = () => {};
  get('pipelines').then(all => {
    replace(list, all.map(card));
    end = watch(now => now.pipelines.forEach(p => live.get(p.name) && live.get(p.name)(p)));
  }).catch(error => replace(list, problem(error)));
  return () => end();
}

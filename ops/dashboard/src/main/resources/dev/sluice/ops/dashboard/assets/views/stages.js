// The stages of a long job: how far each is, what it left, and the last of what its program wrote.
import { h } from '../dom.js';
import { link } from '../api.js';
import { bytes, millis, percent, seconds } from '../format.js';

const MARKS = { done: '✓', current: '●', failed: '✕', waiting: '○' };
const WORDS = { done: 'done', current: 'at work', failed: 'ended here', waiting: 'to come' };
const SCENE = /\.(sog|ply)$/i;

const what = (stage, name) => `stage:${stage}/${name}`;

/** What a file of a stage is asked for by; of another run it is another address. */
function address(job, stage, name, more) {
  const { row, attributes } = job;
  return link('/api/file', { customer: row.customer, item: row.item, what: what(stage, name), at: attributes.generation, ...more });
}

/** The last scene that a stage has left, and where its photos were taken: {file, cameras}; null if there is none. */
export function sceneOf(job, stored) {
  const all = stored.flatMap(stage => stage.files.map(file => ({ ...file, stage: stage.stage })));
  const scene = all.findLast(file => SCENE.test(file.name));
  const poses = all.find(file => /(^|\/)images\.txt$/.test(file.name));
  return scene ? {
    file: { address: address(job, scene.stage, scene.name), name: scene.name.split('/').pop().toLowerCase(), bytes: scene.bytes },
    cameras: poses ? address(job, poses.stage, poses.name) : null,
  } : null;
}

function files(job, left) {
  const all = left.files.reduce((sum, file) => sum + file.bytes, 0);
  return left.count > 0 && h('details', null, h('summary', null, left.count === 1 ? `1 file, ${bytes(all)}` : `${left.count} files${left.count === left.files.length ? `, ${bytes(all)}` : ''}`),
    h('ul', { class: 'stage-files' }, left.files.map(file => h('li', null, h('a', { href: address(job, left.stage, file.name, { download: 1 }), download: '' }, file.name), h('span', { class: 'faint' }, bytes(file.bytes)))),
      left.count > left.files.length && h('li', { class: 'faint' }, `and ${left.count - left.files.length} more`)));
}

/** Asked for when it is opened, and again with each news of the job while it is. */
function log(job, stage, opened) {
  const text = h('pre', { class: 'raw', tabindex: '0', role: 'region', 'aria-label': `Log of ${stage.name}` }, '…');
  const show = async () => {
    try {
      const answer = await fetch(address(job, stage.name, '_log.txt', { at: Date.now() }));
      text.textContent = answer.ok ? (await answer.text()).replaceAll(/[^\P{Cc}\n\t]/gu, '?') : 'Nothing is stored yet; it is within 20 s of what the program writes.';
      text.scrollTop = text.scrollHeight;
    } catch {
      text.textContent = 'The dashboard does not answer.';
    }
  };
  const box = h('details', { open: opened.has(stage.name) }, h('summary', null, 'Log'), text);
  box.addEventListener('toggle', () => {
    if (box.open) { opened.add(stage.name); show(); } else opened.delete(stage.name);
  });
  return box;
}

/** opened: the names of the stages whose logs are open, kept by whoever paints again. */
export function stagesCard(job, stored, opened) {
  const { attributes, row } = job;
  const settled = ['completed', 'failed', 'deleted'].includes(row.status);
  const left = attributes.estimatedCompletionSeconds;
  const since = settled ? attributes.elapsedSeconds : attributes.startTime && (Date.now() - attributes.startTime) / 1000;
  const line = [settled ? null : attributes.details, since !== undefined && `${settled ? 'took' : 'since'} ${seconds(Math.round(since))}`, !settled && left !== undefined && `about ${seconds(left)} left`].filter(Boolean).join(' · ');
  const list = h('ol', { class: 'stages' }, job.stages.map(stage => {
    const own = stored.find(each => each.stage === stage.name);
    const took = own ? own.seconds : stage.seconds;
    const share = stage.state === 'done' ? 1 : stage.share ?? null;
    const bar = h('progress', { max: 1, 'aria-label': `${stage.name}: ${WORDS[stage.state]}`, ...(stage.state === 'current' && share === null ? {} : { value: share || 0 }) });
    const begun = stage.state !== 'waiting';
    return h('li', { class: `stage-line ${stage.state}`, 'aria-current': stage.state === 'current' ? 'step' : null },
      h('span', { class: 'stage-mark', 'aria-hidden': 'true' }, MARKS[stage.state]),
      h('div', null,
        h('div', { class: 'stage-head' }, h('span', { class: 'strong' }, stage.name),
          h('span', { class: 'faint' }, WORDS[stage.state], stage.state === 'current' && share !== null ? ` · ${percent(share)}` : ''), h('span', { class: 'space' }),
          h('span', { class: 'number faint' }, took != null ? millis(took * 1000) : stage.expectedSeconds != null && stage.state !== 'failed' ? `expected ${seconds(stage.expectedSeconds)}` : '')),
        begun && bar,
        own && own.headline && own.headline !== 'done' && h('p', { class: 'faint break' }, own.headline),
        begun && h('div', { class: 'stage-more' }, own && files(job, own), log(job, stage, opened))));
  }));
  return h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Stages'), h('span', { class: 'faint' }, line)), list);
}

// Valence and arousal of the parts of a capture, and of all of them together, as points of a plane.
import { h, s } from '../dom.js';
import { link } from '../api.js';
import { percent } from '../format.js';
import { waveform } from './sound.js';

const SIZE = 300, PAD = 30;
export const PARTS = ['face', 'voice', 'text'];
const at = v => PAD + v * (SIZE - 2 * PAD);

/** The parts that tell a state. */
export const statesOf = document => PARTS.filter(name => document && document[name] && typeof document[name].valence === 'number');

function plane(document, names) {
  const fused = typeof document.valence === 'number' && typeof document.arousal === 'number';
  const point = (state, colour, name, radius) => s('circle', { class: `dot c${colour}`, cx: at(state.valence), cy: SIZE - at(state.arousal), r: radius }, s('title', null, `${name}: valence ${state.valence.toFixed(2)}, arousal ${state.arousal.toFixed(2)}`));
  const half = SIZE / 2;
  return s('svg', { class: 'plot plane', viewBox: `0 0 ${SIZE} ${SIZE}`, role: 'img', 'aria-label': names.map(n => `${n}: valence ${document[n].valence}, arousal ${document[n].arousal}`).join('; ') },
    s('rect', { class: 'plane-box', x: PAD, y: PAD, width: SIZE - 2 * PAD, height: SIZE - 2 * PAD, rx: 6 }),
    s('line', { class: 'grid', x1: half, x2: half, y1: PAD, y2: SIZE - PAD }), s('line', { class: 'grid', x1: PAD, x2: SIZE - PAD, y1: half, y2: half }),
    s('text', { x: half, y: PAD - 10, 'text-anchor': 'middle' }, 'excited'), s('text', { x: half, y: SIZE - PAD + 18, 'text-anchor': 'middle' }, 'calm'),
    s('text', { x: PAD - 8, y: half, 'text-anchor': 'middle', transform: `rotate(-90 ${PAD - 12} ${half})` }, 'unpleasant'), s('text', { x: SIZE - PAD + 12, y: half, 'text-anchor': 'middle', transform: `rotate(90 ${SIZE - PAD + 12} ${half})` }, 'pleasant'),
    fused && names.map(n => s('line', { class: 'grid', x1: at(document.valence), y1: SIZE - at(document.arousal), x2: at(document[n].valence), y2: SIZE - at(document[n].arousal) })),
    names.map(n => point(document[n], PARTS.indexOf(n), n, 4 + 5 * document[n].confidence)),
    fused && s('path', { class: 'fused', d: `M${at(document.valence) - 7} ${SIZE - at(document.arousal)}h14m-7 -7v14` }, s('title', null, `together: valence ${document.valence}, arousal ${document.arousal}`)));
}

export function affectSide(document) {
  const names = statesOf(document);
  return h('section', { class: 'card' },
    h('div', { class: 'card-head' }, h('h2', null, 'Valence and arousal'), document.dominant && h('span', { class: 'tag' }, `led by ${document.dominant}`)),
    plane(document, names),
    h('div', { class: 'bars' }, names.map(n => {
      const bar = h('span', { class: `bar c${PARTS.indexOf(n)} own` });
      bar.style.width = `${Math.max(1, document[n].confidence * 100)}%`;
      return [h('span', { class: 'bar-name' }, n), h('span', { class: 'bar-track' }, bar), h('span', { class: 'number' }, percent(document[n].confidence))];
    })),
    h('p', { class: 'faint' }, names.length > 1 ? 'Bars: how sure each part is. The cross is all of them together.' : 'The bar: how sure it is.'));
}

/** A text that was uploaded, or its beginning. */
export function words(address) {
  const quote = h('blockquote', { class: 'words' }, '…');
  fetch(address)
    .then(answer => answer.ok ? answer.text() : Promise.reject(new Error('it is gone')))
    .then(text => { quote.textContent = text.slice(0, 5000); })
    .catch(() => { quote.textContent = 'This text cannot be shown.'; });
  return quote;
}

/** The files of a capture that comes in parts. */
export function captureView(job) {
  const { row } = job;
  const parts = (job.attributes && job.attributes.parts) || {};
  const file = name => link('/api/file', { customer: row.customer, item: row.item, what: `part:${name}`, at: row.updatedAt });
  const ends = [];
  const shown = PARTS.filter(name => parts[name]).map(name => {
    const part = parts[name];
    let body;
    if (name === 'face') {
      body = h('img', { class: 'capture-face', src: file(name), alt: 'The face that was uploaded' });
    } else if (name === 'voice') {
      const sound = waveform(file(name));
      ends.push(sound.end);
      body = sound.element;
    } else {
      body = words(file(name));
    }
    return h('section', { class: 'capture-part' }, h('h3', null, name, ' ', h('span', { class: 'faint' }, part.file)), body, part.failureReason && h('p', { class: 'bad-text' }, part.failureReason));
  });
  return shown.length === 0 ? null : { element: h('div', { class: 'capture' }, shown), end: () => ends.forEach(end => end()) };
}

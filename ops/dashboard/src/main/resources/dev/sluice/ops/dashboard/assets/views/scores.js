// Classes with how sure the model is of each.
import { h } from '../dom.js';
import { percent } from '../format.js';

export function scores(classification) {
  const top = classification.top && classification.top.length ? classification.top : [classification];
  const gate = classification.gate;
  return h('div', { class: 'scores' },
    h('p', { class: 'found' }, h('span', { class: 'strong' }, classification.class), ' ', h('span', { class: 'faint' }, percent(classification.confidence))),
    h('div', { class: 'bars' }, top.map((c, i) => {
      const bar = h('span', { class: `bar stage-${c.class === classification.class ? 0 : 5}` });
      bar.style.width = `${Math.max(0.5, c.confidence * 100)}%`;
      return [h('span', { class: 'bar-name' }, c.class), h('span', { class: 'bar-track' }, bar), h('span', { class: 'number' }, percent(c.confidence))];
    })),
    gate && h('p', { class: 'faint' }, `Gate ${gate.output}: ${percent(gate.value)}, ${gate.open ? 'open' : 'shut'} (above ${percent(gate.above)})`),
    classification.advice && classification.advice.length > 0 && h('ul', { class: 'advice' }, classification.advice.map(a => h('li', null, a))));
}

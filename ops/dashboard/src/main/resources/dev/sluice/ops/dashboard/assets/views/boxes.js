// Objects of a detector as boxes, and switches for their classes.
import { h } from '../dom.js';
import { percent } from '../format.js';

export const corners = ([x1, y1, x2, y2]) => [[x1, y1], [x2, y1], [x2, y2], [x1, y2]];

export function detectionShapes(detections) {
  const names = [...new Set(detections.map(d => d.class))];
  return detections.map(d => ({ group: d.class, colour: names.indexOf(d.class) % 8, points: corners(d.bbox), label: `${d.class} ${percent(d.confidence)}` }));
}

/** A switch for each group of shapes. */
export function chips(shapes, picture) {
  const groups = new Map();
  for (const shape of shapes) {
    const had = groups.get(shape.group) || { colour: shape.colour, count: 0 };
    had.count++;
    groups.set(shape.group, had);
  }
  return h('div', { class: 'chips', role: 'group', 'aria-label': 'Shown on the picture' }, [...groups].map(([name, { colour, count }]) => {
    const chip = h('button', { class: `chip c${colour}`, type: 'button', 'aria-pressed': 'true' }, h('span', { class: 'chip-dot' }), name, h('span', { class: 'chip-count' }, count));
    chip.addEventListener('click', () => {
      const on = chip.getAttribute('aria-pressed') !== 'true';
      chip.setAttribute('aria-pressed', String(on));
      picture.show(name, on);
    });
    return chip;
  }));
}

// Flakes: switches for the layer classes, and the contrasts by which they were told apart.
import { h, s } from '../dom.js';
import { chips, corners } from './boxes.js';

const WIDTH = 300, HEIGHT = 220, LEFT = 56, BOTTOM = 34, TOP = 10, RIGHT = 10;

/** Such as 1 layer, 2 layers, thicker. */
const named = thickness => thickness === '1' ? '1 layer' : /^\d+$/.test(thickness) ? `${thickness} layers` : thickness;

export function flakeShapes(flakes) {
  const names = [...new Set(flakes.map(f => f.thickness))].sort();
  return flakes.map(f => ({
    group: named(f.thickness),
    colour: names.indexOf(f.thickness) % 8,
    points: f.polygon && f.polygon.length > 2 ? f.polygon : corners(f.bbox),
    label: `${named(f.thickness)} · ${Math.round(f.area_um2)} µm² · ${Math.round(f.confidence * 100)} %`,
  }));
}

/** Green against red contrast, a dot a flake. */
function plot(flakes, shapes, picture) {
  const xs = flakes.map(f => f.mean_contrast[1]);
  const ys = flakes.map(f => f.mean_contrast[2]);
  const range = values => {
    const low = Math.min(...values), high = Math.max(...values), pad = Math.max(0.02, (high - low) * 0.15);
    return [low - pad, high + pad];
  };
  const [x0, x1] = range(xs);
  const [y0, y1] = range(ys);
  const x = v => LEFT + ((v - x0) / (x1 - x0)) * (WIDTH - LEFT - RIGHT);
  const y = v => HEIGHT - BOTTOM - ((v - y0) / (y1 - y0)) * (HEIGHT - BOTTOM - TOP);
  const ticks = (a, b) => [0, 1, 2, 3].map(i => a + ((b - a) * (i + 0.5)) / 4);
  const dots = flakes.map((f, i) => {
    const dot = s('circle', { class: `dot c${shapes[i].colour}`, cx: x(xs[i]), cy: y(ys[i]), r: 4.5 }, s('title', null, shapes[i].label));
    dot.addEventListener('pointerenter', () => mark(i));
    dot.addEventListener('pointerleave', () => mark(null));
    return dot;
  });
  function mark(index) {
    picture.mark(index);
    dots.forEach((dot, i) => dot.classList.toggle('marked', i === index));
  }
  picture.onmark(mark);
  return s('svg', { class: 'plot', viewBox: `0 0 ${WIDTH} ${HEIGHT}`, role: 'img', 'aria-label': `Contrast of ${flakes.length} flakes, green against red` },
    ticks(x0, x1).map(v => [s('line', { class: 'grid', x1: x(v), x2: x(v), y1: TOP, y2: HEIGHT - BOTTOM }), s('text', { x: x(v), y: HEIGHT - BOTTOM + 14, 'text-anchor': 'middle' }, v.toFixed(2))]),
    ticks(y0, y1).map(v => [s('line', { class: 'grid', x1: LEFT, x2: WIDTH - RIGHT, y1: y(v), y2: y(v) }), s('text', { x: LEFT - 6, y: y(v) + 4, 'text-anchor': 'end' }, v.toFixed(2))]),
    s('text', { class: 'axis', x: (LEFT + WIDTH) / 2, y: HEIGHT - 4, 'text-anchor': 'middle' }, 'green contrast'),
    s('text', { class: 'axis', x: -(HEIGHT - BOTTOM) / 2, y: 11, transform: 'rotate(-90)', 'text-anchor': 'middle' }, 'red contrast'),
    dots);
}

export function flakesSide(flakes, picture) {
  const shapes = flakeShapes(flakes);
  return h('section', { class: 'card' },
    h('div', { class: 'card-head' }, h('h2', null, 'Flakes'), h('span', { class: 'faint' }, String(flakes.length))),
    chips(shapes, picture), plot(flakes, shapes, picture));
}

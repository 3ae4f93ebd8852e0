// A picture to zoom and move, with shapes over it that can be switched, and a bar that says how long a µm is.
import Panzoom from '../vendor/panzoom.js';
import { h, s } from '../dom.js';

const NICE = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1000];
const LONGEST_BAR = 160;

/**
 * shapes: [{group, colour, points: [[x, y], …], label}], in pixels or, if relative, in parts of width and height;
 * scale: µm a pixel, or null.
 */
export function pictureViewer({ original, drawn, size, relative, shapes, scale, name }) {
  const image = h('img', { alt: `Upload ${name}`, src: original, draggable: 'false', decoding: 'async' });
  const overlay = s('svg', { class: 'overlay', 'aria-hidden': 'true', preserveAspectRatio: 'none' });
  const pan = h('div', { class: 'pan' }, image, overlay);
  const bar = h('div', { class: 'scale-bar', hidden: true }, h('span', { class: 'scale-line' }), h('span', { class: 'scale-text' }));
  const stage = h('div', { class: 'stage', tabindex: '0', role: 'region', 'aria-label': 'Picture; + and − zoom, 0 shows all, arrows move' }, pan, bar);
  const drawnShapes = shapes.map(shape => {
    const polygon = s('polygon', { class: `shape c${shape.colour}`, points: shape.points.map(p => p.join(',')).join(' '), 'vector-effect': 'non-scaling-stroke' }, s('title', null, shape.label));
    overlay.append(polygon);
    return { ...shape, element: polygon };
  });
  const hiddenGroups = new Set();
  let visible = true;

  function refresh() {
    for (const shape of drawnShapes) shape.element.classList.toggle('gone', !visible || hiddenGroups.has(shape.group));
  }

  function sized(width, height) {
    overlay.setAttribute('viewBox', relative ? '0 0 1 1' : `0 0 ${width} ${height}`);
    pan.style.aspectRatio = `${width} / ${height}`;
    stage.style.setProperty('--ratio', String(width / height));
  }
  if (size) sized(size.width, size.height);
  image.addEventListener('load', () => {
    if (!size) sized(image.naturalWidth, image.naturalHeight);
    stage.classList.remove('broken');
    measure();
  });
  image.addEventListener('error', () => stage.classList.add('broken'));

  let zoom = null; // once the picture is in the page
  const begin = () => Panzoom(pan, { maxScale: 24, minScale: 1, panOnlyWhenZoomed: true, touchAction: 'pan-y', cursor: 'grab', step: 0.4 });
  function measure() {
    const width = size ? size.width : image.naturalWidth;
    if (!zoom || !scale || !width || !pan.offsetWidth) return;
    const shown = (pan.offsetWidth / width) * zoom.getScale(); // screen pixels of one of the picture
    const length = NICE.filter(um => (um / scale) * shown <= LONGEST_BAR).pop() || NICE[0];
    bar.hidden = false;
    bar.firstChild.style.width = `${(length / scale) * shown}px`;
    bar.lastChild.textContent = `${length} µm`;
  }
  pan.addEventListener('panzoomchange', () => {
    stage.style.setProperty('--zoom', String(zoom.getScale()));
    const { x, y } = zoom.getPan();
    if (zoom.getScale() === 1 && (x !== 0 || y !== 0)) zoom.pan(0, 0, { force: true });
    zoom.setOptions({ touchAction: zoom.getScale() > 1 ? 'none' : 'pan-y' });
    measure();
  });
  stage.addEventListener('wheel', event => {
    if (zoom && (event.ctrlKey || event.metaKey || document.activeElement === stage)) {
      event.preventDefault();
      zoom.zoomWithWheel(event);
    }
  }, { passive: false });
  stage.addEventListener('keydown', event => {
    if (!zoom) return;
    const step = { ArrowLeft: [60, 0], ArrowRight: [-60, 0], ArrowUp: [0, 60], ArrowDown: [0, -60] }[event.key];
    if (event.key === '+' || event.key === '=') zoom.zoomIn();
    else if (event.key === '-') zoom.zoomOut();
    else if (event.key === '0') zoom.reset();
    else if (step && zoom.getScale() > 1) zoom.pan(step[0] / zoom.getScale(), step[1] / zoom.getScale(), { relative: true });
    else return;
    event.preventDefault();
  });
  const observer = new ResizeObserver(measure);
  observer.observe(stage);

  const toggle = h('button', { class: 'button small', type: 'button', 'aria-pressed': 'true' }, 'Overlay');
  toggle.addEventListener('click', () => {
    visible = !visible;
    toggle.setAttribute('aria-pressed', String(visible));
    refresh();
  });
  const other = drawn && h('button', { class: 'button small', type: 'button', 'aria-pressed': 'false' }, 'As drawn');
  if (other) {
    other.addEventListener('click', () => {
      const on = other.getAttribute('aria-pressed') !== 'true';
      other.setAttribute('aria-pressed', String(on));
      image.src = on ? drawn : original;
    });
  }
  const small = (text, label, act) => h('button', { class: 'button small', type: 'button', 'aria-label': label, title: label, onclick: act }, text);
  const element = h('div', { class: 'viewer' }, stage,
    h('div', { class: 'viewer-tools' }, shapes.length > 0 && toggle, other, h('span', { class: 'space' }),
      small('−', 'Zoom out', () => zoom && zoom.zoomOut()), small('+', 'Zoom in', () => zoom && zoom.zoomIn()), small('All', 'Show all of it', () => zoom && zoom.reset())));

  return {
    element,
    ready() {
      zoom = begin();
      measure();
    },
    show(group, on) {
      if (on) hiddenGroups.delete(group); else hiddenGroups.add(group);
      refresh();
    },
    mark(index) {
      drawnShapes.forEach((shape, i) => shape.element.classList.toggle('marked', i === index));
    },
    onmark(listener) {
      drawnShapes.forEach((shape, i) => {
        shape.element.addEventListener('pointerenter', () => listener(i));
        shape.element.addEventListener('pointerleave', () => listener(null));
      });
    },
    end() {
      observer.disconnect();
      if (zoom) zoom.destroy();
    },
  };
}

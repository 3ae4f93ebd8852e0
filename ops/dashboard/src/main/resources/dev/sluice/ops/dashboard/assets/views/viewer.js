// Which viewer shows a job: by what its upload is and what was found in it.
import { h } from '../dom.js';
import { link } from '../api.js';
import { isPicture } from './thumbnail.js';
import { pictureViewer } from './picture.js';
import { flakesSide, flakeShapes } from './flakes.js';
import { detectionShapes, chips } from './boxes.js';
import { scores } from './scores.js';

/** What to draw over a picture, group by group. */
function shapes(document) {
  const found = (document && document.detection_results) || {};
  if (found.flakes) return flakeShapes(found.flakes);
  if (found.detections) return detectionShapes(found.detections);
  return [];
}

/** Null where there is nothing to see. */
export function viewer(job, document) {
  const { row } = job;
  const classes = document && document.classification ? scores(document.classification) : null;
  if (!isPicture(row.key) || row.status === 'deleted') return classes && { element: classes, side: null, end: null };
  const size = document && document.detection_results && document.detection_results.image_dimensions;
  const all = shapes(document);
  const file = what => link('/api/file', { customer: row.customer, item: row.item, what, at: row.updatedAt });
  const drawn = job.artifacts.includes('result.jpg') ? file('result.jpg') : null;
  const flakes = document && document.detection_results && document.detection_results.flakes;
  const picture = pictureViewer({ original: file('original'), drawn, size, shapes: all, scale: flakes && flakes.length ? Math.sqrt(flakes[0].area_um2 / flakes[0].area) : null, name: row.item });
  const side = flakes && flakes.length ? flakesSide(flakes, picture) : all.length ? h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Objects')), chips(all, picture)) : classes && h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Classes')), classes);
  return { element: picture.element, side, end: picture.end, ready: picture.ready };
}

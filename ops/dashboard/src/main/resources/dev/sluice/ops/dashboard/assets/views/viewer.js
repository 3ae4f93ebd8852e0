// Which viewer shows a job: by what its upload is and what was found in it.
import { h } from '../dom.js';
import { link } from '../api.js';
import { isPicture } from './thumbnail.js';
import { pictureViewer } from './picture.js';
import { flakesSide, flakeShapes } from './flakes.js';
import { detectionShapes, chips } from './boxes.js';
import { scores } from './scores.js';
import { affectSide, captureView, statesOf, words } from './affect.js';
import { faceShapes, facesSide } from './faces.js';
import { waveform } from './sound.js';
import { splatsViewer } from './splats.js';
import { sceneOf } from './stages.js';

const SOUND = /\.(wav|mp3)$/i;
const TEXT = /\.txt$/i;

const card = (title, ...content) => h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, title)), content);

function pictureOf(job, document, file) {
  const found = (document && document.detection_results) || {};
  const faces = document && (document.face_records || document.searched_face) ? faceShapes(document) : null;
  const shapes = faces || (found.flakes ? flakeShapes(found.flakes) : found.detections ? detectionShapes(found.detections) : []);
  const flakes = found.flakes && found.flakes.length ? found.flakes : null;
  const picture = pictureViewer({
    original: file('original'),
    drawn: job.artifacts.includes('result.jpg') ? file('result.jpg') : null,
    size: found.image_dimensions, relative: Boolean(faces), shapes,
    scale: flakes ? Math.sqrt(flakes[0].area_um2 / flakes[0].area) : null,
    name: job.row.item,
  });
  let side = null;
  if (flakes) side = flakesSide(flakes, picture);
  else if (faces) side = h('div', null, facesSide(job, document), shapes.length > 1 && card('Boxes', chips(shapes, picture)));
  else if (shapes.length) side = card('Objects', chips(shapes, picture));
  else if (document && document.classification) side = card('Classes', scores(document.classification));
  return { element: picture.element, side, end: picture.end, ready: picture.ready };
}

/** Null where there is nothing to see; stored: what the stages of a long job have left. */
export function viewer(job, document, stored) {
  const { row } = job;
  if (job.stages.length > 0) {
    const scene = sceneOf(job, stored);
    return scene && { ...splatsViewer(scene.file, scene.cameras), of: scene.file.address, side: null };
  }
  const file = what => link('/api/file', { customer: row.customer, item: row.item, what, at: row.updatedAt });
  const affect = statesOf(document).length > 0 ? affectSide(document) : null;
  if (job.attributes.parts) {
    const capture = captureView(job);
    return capture && { ...capture, side: affect };
  }
  if (row.status === 'deleted') return null;
  if (TEXT.test(row.key)) return { element: h('div', { class: 'capture' }, words(file('original'))), side: affect, end: null };
  if (SOUND.test(row.key)) {
    const sound = waveform(file('original'));
    return { ...sound, side: affect };
  }
  const picture = isPicture(row.key) || ['faces', 'match'].includes(job.task);
  if (!picture) return affect && { element: h('div', { class: 'capture' }, affect), side: null, end: null };
  const shown = pictureOf(job, document, file);
  return affect ? { ...shown, side: affect } : shown;
}

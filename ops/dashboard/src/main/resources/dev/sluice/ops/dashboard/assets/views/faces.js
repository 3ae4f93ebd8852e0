// Faces that were indexed, or looked for, side by side with those that are like them.
import { h, replace } from '../dom.js';
import { get, link } from '../api.js';
import { percent } from '../format.js';

const corners = ({ left, top, width, height }) => [[left, top], [left + width, top], [left + width, top + height], [left, top + height]];

/** In parts of the picture's width and height. */
export function faceShapes(document) {
  if (document.searched_face) return [{ group: 'searched', colour: 0, points: corners(document.searched_face.bounding_box), label: `searched ${percent(document.searched_face.confidence)}` }];
  return [
    ...(document.face_records || []).map(f => ({ group: 'indexed', colour: 0, points: corners(f.bounding_box), label: `indexed ${percent(f.confidence)}` })),
    ...(document.unfit_faces || []).map(f => ({ group: 'unfit', colour: 1, points: corners(f.bounding_box), label: `unfit: ${f.reason}` })),
  ];
}

/** A square of a picture around a face. */
function crop(address, box, label) {
  const frame = h('span', { class: 'face-frame' });
  const image = h('img', { src: address, alt: label });
  image.addEventListener('load', () => {
    image.style.visibility = 'visible';
    const side = Math.max(box.width * image.naturalWidth, box.height * image.naturalHeight) * 1.5;
    const scale = 112 / side;
    image.style.width = `${image.naturalWidth * scale}px`;
    image.style.left = `${56 - (box.left + box.width / 2) * image.naturalWidth * scale}px`;
    image.style.top = `${56 - (box.top + box.height / 2) * image.naturalHeight * scale}px`;
  });
  frame.append(image);
  return frame;
}

export function facesSide(job, document) {
  const { row } = job;
  const own = link('/api/file', { customer: row.customer, item: row.item, what: 'original', at: row.updatedAt });
  if (!document.searched_face) {
    return h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Faces'), h('span', { class: 'faint' }, document.collection_id)),
      h('div', { class: 'face-list' }, (document.face_records || []).map(f => h('figure', null, crop(own, f.bounding_box, 'An indexed face'), h('figcaption', { class: 'faint' }, percent(f.confidence))))));
  }
  const list = h('div', { class: 'face-list' });
  const matches = document.face_matches || [];
  replace(list, matches.map(match => {
    const item = `faces#${document.collection_id}/${match.image_key}`;
    const place = h('span', { class: 'face-frame' });
    const address = link('/api/file', { customer: row.customer, item, what: 'original' });
    // Where in its picture the face is, the document of the picture says.
    get('document', { customer: row.customer, item }).then(other => {
      const record = (other.face_records || []).find(f => f.face_id === match.face_id);
      place.replaceWith(record ? crop(address, record.bounding_box, 'A face that is like it') : h('img', { class: 'face-frame', src: address, alt: 'The picture of a face that is like it' }));
    }).catch(() => { place.textContent = 'gone'; });
    return h('figure', null, place, h('figcaption', null, h('a', { href: link('/job', { customer: row.customer, item }) }, match.image_key), h('span', { class: 'faint' }, percent(match.similarity))));
  }));
  return h('section', { class: 'card' }, h('div', { class: 'card-head' }, h('h2', null, 'Side by side'), h('span', { class: 'faint' }, `${matches.length} at least ${percent(document.threshold)} alike`)),
    h('div', { class: 'face-pair' }, h('figure', null, crop(own, document.searched_face.bounding_box, 'The searched face'), h('figcaption', { class: 'faint' }, 'searched')), matches.length ? list : h('p', { class: 'faint' }, 'Nobody in the collection is alike enough.')));
}

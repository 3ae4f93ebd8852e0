// A small picture of a job, or a square with its pipeline's first letter.
import { h } from '../dom.js';
import { link } from '../api.js';

const PICTURE = /\.(jpe?g|png|gif|bmp|webp)$/i;

export const isPicture = key => PICTURE.test(key || '');

export function thumbnail(row, size = 40) {
  const letter = h('span', { class: 'thumb letter', 'aria-hidden': 'true' }, (row.pipeline || '?').slice(0, 1));
  if (!row.thumbnail || row.status !== 'completed') return letter;
  const picture = h('img', { class: 'thumb', width: size, height: size, loading: 'lazy', alt: '', src: link('/api/file', { customer: row.customer, item: row.item, what: 'thumbnail.jpg', at: row.updatedAt }) });
  picture.addEventListener('error', () => picture.replaceWith(letter));
  return picture;
}

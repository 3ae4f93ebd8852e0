// A result document as a table: lists of alike things as rows, the rest as names and values.
import { h } from '../dom.js';

const HEAD = new Set(['status', 'image_id', 'customer_id', 'pipeline', 'method', 'modelVersion', 'milliseconds']);
const LONG = new Set(['polygon', 'vector', 'embedding']);

function value(v) {
  if (v === null || v === undefined) return '–';
  if (typeof v === 'number') return Number.isInteger(v) ? String(v) : String(Number(v.toPrecision(5)));
  if (Array.isArray(v) && v.some(x => typeof x === 'string' && x.includes(' '))) return v.map(x => h('span', { class: 'line' }, String(x)));
  if (Array.isArray(v)) return v.every(x => typeof x !== 'object') ? v.map(value).join(', ') : `${v.length} values`;
  if (typeof v === 'object') return Object.entries(v).map(([k, x]) => `${k} ${value(x)}`).join(', ');
  return String(v);
}

export function findList(document) {
  for (const [name, v] of Object.entries(document)) {
    if (Array.isArray(v) && v.length && typeof v[0] === 'object' && v[0] !== null) return [name, v];
    if (v && typeof v === 'object' && !Array.isArray(v)) {
      const inner = findList(v);
      if (inner) return inner;
    }
  }
  return null;
}

function flat(object, prefix, out, skip) {
  for (const [name, v] of Object.entries(object)) {
    if (v === skip || (prefix === '' && HEAD.has(name))) continue;
    const path = prefix ? `${prefix}.${name}` : name;
    if (v && typeof v === 'object' && !Array.isArray(v)) flat(v, path, out, skip);
    else out.push([path, v]);
  }
  return out;
}

export function resultTable(document) {
  const found = findList(document);
  const all = flat(document, '', [], found && found[1]);
  // Where one member has all of a document, its name would stand before each.
  const roots = new Set(all.map(([name]) => name.split('.', 1)[0]));
  const rest = all.map(([name, v]) => [(roots.size === 1 && name.includes('.') ? name.slice(name.indexOf('.') + 1) : name).replaceAll(/[._]/g, ' '), v]);
  const columns = found ? [...new Set(found[1].flatMap(row => Object.keys(row)))].filter(c => !LONG.has(c)) : [];
  return h('div', null,
    rest.length > 0 && h('dl', { class: 'facts wide' }, rest.map(([name, v]) => [h('dt', null, name), h('dd', null, value(v))])),
    found && h('div', { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': found[0] }, h('table', { class: 'dense' },
      h('caption', { class: 'hidden' }, found[0]),
      h('thead', null, h('tr', null, h('th', { class: 'number' }, '#'), columns.map(c => h('th', { class: typeof found[1][0][c] === 'number' ? 'number' : '' }, c.replaceAll('_', ' '))))),
      h('tbody', null, found[1].slice(0, 500).map((row, i) => h('tr', null, h('td', { class: 'number faint' }, i + 1), columns.map(c => h('td', { class: typeof row[c] === 'number' ? 'number' : '' }, value(row[c])))))))),
    found && found[1].length > 500 && h('p', { class: 'faint' }, `The first 500 of ${found[1].length}; the JSON has all.`));
}

// Numbers and times as people read them. What is not known is a dash, never a 0.
import { h } from './dom.js';

const DASH = '–';
const known = value => value !== null && value !== undefined && Number.isFinite(value);

export function count(value) {
  return known(value) ? value.toLocaleString('en-US') : DASH;
}

export function rate(value) {
  if (!known(value)) return DASH;
  return value === 0 ? '0' : value < 10 ? value.toFixed(value < 1 ? 2 : 1) : Math.round(value).toLocaleString('en-US');
}

export function seconds(value) {
  if (!known(value)) return DASH;
  if (value === 0) return '0 s';
  if (value < 1) return `${Math.round(value * 1000)} ms`;
  if (value < 10) return `${Number.isInteger(value) ? value : value.toFixed(1)} s`;
  if (value < 120) return `${Math.round(value)} s`;
  if (value < 7200) return `${Math.round(value / 60)} min`;
  return value < 172800 ? `${Math.round(value / 3600)} h` : `${Math.round(value / 86400)} d`;
}

export const millis = value => known(value) ? seconds(value / 1000) : DASH;

export function dollars(value) {
  return known(value) ? `$${value.toFixed(value < 100 ? 2 : 0)}` : DASH;
}

export function percent(value) {
  return known(value) ? `${Math.round(value * 100)} %` : DASH;
}

export function bytes(value) {
  if (!known(value)) return DASH;
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = value, unit = 0;
  while (size >= 1000 && unit < units.length - 1) { size /= 1000; unit++; }
  return `${unit === 0 || size >= 100 ? Math.round(size) : size.toFixed(1)} ${units[unit]}`;
}

const sameDay = (a, b) => a.toDateString() === b.toDateString();

/** In the viewer's zone; in UTC when hovered. */
export function time(at) {
  if (!known(at)) return h('span', null, DASH);
  const when = new Date(at);
  const clock = when.toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: '2-digit', hour12: false });
  const day = sameDay(when, new Date()) ? '' : when.toLocaleDateString([], { month: 'short', day: 'numeric' }) + ', ';
  const utc = when.toISOString().replace('T', ' ').replace(/\.\d+Z$/, ' UTC');
  return h('time', { datetime: when.toISOString(), title: utc }, day + clock);
}

/** How long ago, kept up to date by whoever shows it. */
export function ago(at, now = Date.now()) {
  if (!known(at)) return DASH;
  const gone = Math.max(0, (now - at) / 1000);
  return gone < 2 ? 'now' : `${seconds(Math.round(gone))} ago`;
}

export function status(value) {
  return h('span', { class: `status ${value}` }, value);
}

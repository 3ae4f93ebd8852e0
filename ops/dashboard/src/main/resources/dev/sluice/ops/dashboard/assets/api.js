// What the page asks of its own origin, and what it hears from it.

export let session = null;

export class Refused extends Error {
  constructor(status, message) {
    super(message);
    this.status = status;
  }
}

async function answer(response) {
  if (response.ok) return response.json();
  let message = `The dashboard answered ${response.status}.`;
  try {
    message = (await response.json()).error || message;
  } catch {
    // no sentence came along
  }
  throw new Refused(response.status, message);
}

async function ask(path, options) {
  let response;
  try {
    response = await fetch(path, options);
  } catch (error) {
    if (error.name === 'AbortError') throw error;
    throw new Refused(0, 'The dashboard does not answer. Is it still running?');
  }
  return answer(response);
}

function query(parameters) {
  const set = Object.entries(parameters || {}).filter(([, value]) => value !== '' && value !== null && value !== undefined);
  const text = new URLSearchParams(set).toString();
  return text ? `?${text}` : '';
}

export const link = (path, parameters) => path + query(parameters);
export const get = (what, parameters, signal) => ask(link(`/api/${what}`, parameters), { signal });

export const post = (what, body) => ask(`/api/${what}`, {
  method: 'POST',
  headers: { 'Content-Type': 'application/json', 'X-Sluice-CSRF': session ? session.csrf : '' },
  body: JSON.stringify(body),
});

export async function enter(token) {
  await ask('/enter', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ token }) });
}

export async function begin() {
  session = await get('session');
  return session;
}

// --- live ---------------------------------------------------------------------------------------

const listeners = new Set();
let latest = null;
let source = null;
let connected = false;

export const isConnected = () => connected;
export const now = () => latest;

/** Calls back with the latest snapshot, now and whenever there is another; returns what ends that. */
export function watch(listener) {
  listeners.add(listener);
  if (latest) listener(latest);
  if (!source) connect();
  return () => listeners.delete(listener);
}

function connect() {
  source = new EventSource('/api/live');
  source.addEventListener('snapshot', event => {
    latest = JSON.parse(event.data);
    connected = true;
    for (const listener of [...listeners]) listener(latest);
  });
  source.addEventListener('error', () => {
    connected = false;
    for (const listener of [...listeners]) if (latest) listener(latest);
    if (source.readyState === EventSource.CLOSED) { // it was refused, and does not try again by itself
      source = null;
      setTimeout(() => source || connect(), 5000);
    }
  });
}

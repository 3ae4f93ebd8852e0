// Files into a customer's prefix, straight to the store: dropped or chosen, with progress, followed until they are settled.
import { h, replace, toast } from '../dom.js';
import { get, post, link, session } from '../api.js';
import { bytes, status } from '../format.js';

export const title = 'Upload';
const AT_ONCE = 3;
const FOR_FLAKES = ['flakes'];

/** PUT with progress, which fetch has not. */
function put(url, body, headers, progress, signal) {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    request.open('PUT', url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.upload.addEventListener('progress', event => progress(event.loaded));
    request.addEventListener('load', () => request.status < 300 ? resolve() : reject(new Error(`The store answered ${request.status}.`)));
    request.addEventListener('error', () => reject(new Error('The store does not take files from this page: it is out of reach, or its CORS rules leave this address out (docs/dashboard.md).')));
    request.addEventListener('abort', () => reject(new Error('stopped')));
    signal.addEventListener('abort', () => request.abort());
    request.send(body);
  });
}

async function send(file, upload, progress, signal) {
  if (upload.url) {
    await put(upload.url, file, upload.headers, progress, signal);
    return;
  }
  try {
    for (const [i, url] of upload.parts.entries()) {
      const from = i * upload.partSize;
      const part = file.slice(from, Math.min(file.size, from + upload.partSize));
      for (let attempt = 1; ; attempt++) {
        try {
          await put(url, part, {}, loaded => progress(from + loaded), signal);
          break;
        } catch (error) {
          if (attempt === 3 || signal.aborted) throw error;
        }
      }
    }
    await post('upload-complete', { key: upload.key, uploadID: upload.uploadID });
  } catch (error) {
    post('upload-abort', { key: upload.key, uploadID: upload.uploadID }).catch(() => {});
    throw error;
  }
}

async function settled(upload, before, tell, signal) {
  for (let wait = 500; !signal.aborted; wait = Math.min(5000, wait * 1.3)) {
    await new Promise(resolve => setTimeout(resolve, wait));
    const { row, attributes } = await get('job', { customer: upload.customer, item: upload.item, maybe: 1 });
    if (row && attributes.generation !== before) {
      tell(row);
      if (['completed', 'failed', 'deleted'].includes(row.status)) return;
    }
  }
}

export function render(main, query) {
  if (session.readOnly) {
    main.append(h('div', { class: 'heading' }, h('h1', null, 'Upload')), h('section', { class: 'card' }, h('div', { class: 'empty' }, h('p', { class: 'empty-title' }, 'This dashboard is read-only'), h('p', null, 'Files go into the bucket by other ways.'))));
    return null;
  }
  let remembered = '';
  try { remembered = localStorage.getItem('customer') || ''; } catch { /* it is typed again */ }
  const customer = h('input', { id: 'customer', value: query.get('customer') || remembered, autocomplete: 'off', spellcheck: 'false', required: true, placeholder: 'acme' });
  const pipeline = h('select', { id: 'pipeline' }, session.pipelines.map(name => h('option', { value: name, selected: name === query.get('pipeline') }, name)));
  const material = h('input', { id: 'material', placeholder: 'Graphene', autocomplete: 'off' });
  const magnification = h('input', { id: 'magnification', placeholder: '20x', autocomplete: 'off' });
  const extra = h('div', { class: 'pair' }, h('label', { for: 'material' }, 'Material', material), h('label', { for: 'magnification' }, 'Magnification', magnification));
  const ids = h('div', { class: 'pair' });
  const input = h('input', { type: 'file', multiple: true, class: 'hidden', id: 'files', tabindex: '-1', 'aria-hidden': 'true' });
  const drop = h('button', { type: 'button', class: 'drop', onclick: () => input.click() },
    h('span', { class: 'drop-mark', 'aria-hidden': 'true' }, '↥'), h('span', { class: 'strong' }, 'Drop files here'), h('span', { class: 'faint' }, 'or choose them'));
  const list = h('ul', { class: 'uploads', 'aria-label': 'Uploads' });
  const ended = new AbortController();
  const waiting = [];
  let active = 0;

  const shown = () => {
    extra.hidden = !FOR_FLAKES.includes(pipeline.value);
    const asks = session.asks[pipeline.value] || [];
    ids.hidden = asks.length === 0;
    replace(ids, asks.map(name => h('label', null, name.replace(/([a-z])([A-Z])/g, '$1 $2'), h('input', { name, autocomplete: 'off', spellcheck: 'false', required: true }))));
  };
  const chosen = () => Object.fromEntries([...ids.querySelectorAll('input')].map(field => [field.name, field.value.trim()]));
  pipeline.addEventListener('change', shown);
  shown();
  main.append(h('div', { class: 'heading' }, h('h1', null, 'Upload')),
    h('section', { class: 'card form' }, h('div', { class: 'pair' }, h('label', { for: 'customer' }, 'Customer', customer), h('label', { for: 'pipeline' }, 'Pipeline', pipeline)), ids, extra, drop, input), list);

  function take(files) {
    if (!customer.value.trim()) {
      customer.focus();
      toast('Say whose files these are.', 'bad');
      return;
    }
    try { localStorage.setItem('customer', customer.value.trim()); } catch { /* it is typed again */ }
    for (const file of files) {
      const bar = h('progress', { max: Math.max(1, file.size), value: 0, 'aria-label': `Upload of ${file.name}` });
      const state = h('span', { class: 'faint' }, 'waiting');
      const name = h('span', { class: 'upload-name' }, file.name);
      const item = h('li', { class: 'card upload-item' }, h('div', { class: 'upload-line' }, name, h('span', { class: 'faint nowrap' }, bytes(file.size)), h('span', { class: 'space' }), state), bar);
      list.prepend(item);
      waiting.push({ file, bar, state, name, item, wish: { customer: customer.value.trim(), pipeline: pipeline.value, name: file.name, size: file.size, ids: chosen(), metadata: extra.hidden ? {} : { material: material.value.trim(), magnification: magnification.value.trim() } } });
    }
    next();
  }

  function next() {
    while (active < AT_ONCE && waiting.length) {
      active++;
      one(waiting.shift()).finally(() => { active--; next(); });
    }
  }

  async function one({ file, bar, state, name, item, wish }) {
    try {
      state.textContent = 'sending';
      const upload = await post('upload', wish);
      const { attributes } = await get('job', { customer: upload.customer, item: upload.item, maybe: 1 });
      const before = attributes && attributes.generation;
      await send(file, upload, loaded => { bar.value = loaded; state.textContent = `${Math.round((loaded / file.size) * 100)} %`; }, ended.signal);
      bar.value = file.size;
      state.textContent = 'stored; waits for its row';
      replace(name, h('a', { href: link('/job', { customer: upload.customer, item: upload.item }) }, file.name));
      const follow = settled(upload, before, row => replace(state, status(row.status), ' ', row.headline || row.reason || ''), ended.signal);
      follow.then(() => item.classList.add('done')).catch(error => { state.textContent = error.message; });
    } catch (error) {
      item.classList.add('failed');
      bar.remove();
      replace(state, h('span', { class: 'bad-text', role: 'alert' }, error.message));
    }
  }

  input.addEventListener('change', () => { take([...input.files]); input.value = ''; });
  const stop = event => event.preventDefault();
  let depth = 0;
  const enter = event => { event.preventDefault(); depth++; drop.classList.add('over'); };
  const out = () => { if (--depth <= 0) { depth = 0; drop.classList.remove('over'); } };
  const dropped = event => { event.preventDefault(); depth = 0; drop.classList.remove('over'); if (event.dataTransfer.files.length) take([...event.dataTransfer.files]); };
  addEventListener('dragover', stop);
  addEventListener('dragenter', enter);
  addEventListener('dragleave', out);
  addEventListener('drop', dropped);
  return () => {
    ended.abort();
    removeEventListener('dragover', stop);
    removeEventListener('dragenter', enter);
    removeEventListener('dragleave', out);
    removeEventListener('drop', dropped);
  };
}

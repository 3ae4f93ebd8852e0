// The frame around all pages: navigation, theme, who is in, and which page an address shows.
import { h, replace, problem, empty } from './dom.js';
import { begin, enter, watch, isConnected } from './api.js';
import { openPalette } from './palette.js';
import * as overview from './pages/overview.js';
import * as jobs from './pages/jobs.js';
import * as job from './pages/job.js';
import * as failures from './pages/failures.js';
import * as pipelines from './pages/pipelines.js';
import * as workers from './pages/workers.js';
import * as costs from './pages/costs.js';
import * as upload from './pages/upload.js';
import * as activity from './pages/activity.js';

const PAGES = { '/': overview, '/jobs': jobs, '/job': job, '/failures': failures, '/pipelines': pipelines, '/workers': workers, '/costs': costs, '/upload': upload, '/activity': activity };
export const NAVIGATION = [['/', 'Overview'], ['/jobs', 'Jobs'], ['/failures', 'Failures'], ['/upload', 'Upload'], ['/pipelines', 'Pipelines'], ['/workers', 'Workers'], ['/costs', 'Costs'], ['/activity', 'Activity']];

let leave = null;
const main = h('main', { id: 'main', tabindex: '-1' });

export function go(address, { replaced = false } = {}) {
  history[replaced ? 'replaceState' : 'pushState'](null, '', address);
  show();
}

async function show() {
  if (leave) leave();
  leave = null;
  const page = PAGES[location.pathname];
  for (const item of document.querySelectorAll('nav a')) {
    const here = item.getAttribute('href') === location.pathname || (location.pathname === '/job' && item.getAttribute('href') === '/jobs');
    if (here) {
      item.setAttribute('aria-current', 'page');
      item.scrollIntoView({ inline: 'center', block: 'nearest' });
    } else item.removeAttribute('aria-current');
  }
  if (!page) {
    document.title = 'Sluice';
    replace(main, empty('There is no such page', null, h('a', { href: '/', class: 'button' }, 'Overview')));
    return;
  }
  document.title = `${page.title} · Sluice`;
  replace(main);
  scrollTo(0, 0);
  try {
    leave = page.render(main, new URLSearchParams(location.search), go) || null;
  } catch (error) {
    replace(main, problem(error));
  }
}

function themeButton() {
  const button = h('button', { class: 'plain icon-button', type: 'button', title: 'Dark or light', 'aria-label': 'Switch between dark and light' }, '◐');
  button.addEventListener('click', () => {
    const dark = document.documentElement.dataset.theme
      ? document.documentElement.dataset.theme === 'dark'
      : matchMedia('(prefers-color-scheme: dark)').matches;
    const next = dark ? 'light' : 'dark';
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem('theme', next);
    } catch {
      // it holds until the page is loaded again
    }
    dispatchEvent(new Event('themechange'));
  });
  return button;
}

function frame(session) {
  const live = h('span', { class: 'live', title: 'Live' }, h('span', { class: 'dot' }), h('span', { class: 'live-text' }, 'Live'));
  watch(() => {
    live.classList.toggle('off', !isConnected());
    live.lastChild.textContent = isConnected() ? 'Live' : 'Reconnecting';
  });
  replace(document.body,
    h('a', { class: 'skip', href: '#main' }, 'Skip to content'),
    h('header', { class: 'top' },
      h('a', { class: 'brand', href: '/' }, h('img', { src: '/assets/icon.svg', alt: '', width: 26, height: 26 }), h('span', null, 'Sluice')),
      h('span', { class: 'fleet', title: 'Fleet and region' }, `${session.fleet} · ${session.region}`),
      h('span', { class: 'space' }),
      session.readOnly && h('span', { class: 'tag' }, 'Read-only'),
      live,
      h('button', { class: 'find', type: 'button', onclick: () => openPalette(go, NAVIGATION) }, h('span', null, 'Find'), h('kbd', null, 'Ctrl K')),
      themeButton()),
    h('nav', { 'aria-label': 'Pages' }, NAVIGATION.map(([href, name]) => h('a', { href }, name))),
    main);
}

function welcome(error) {
  const field = h('input', { type: 'password', id: 'token', autocomplete: 'current-password', required: true });
  const said = h('p', { class: 'said', role: 'alert' }, error || '');
  replace(document.body, h('main', { class: 'welcome' },
    h('img', { src: '/assets/icon.svg', alt: '', width: 48, height: 48 }),
    h('h1', null, 'Sluice'),
    h('p', null, 'This dashboard shows customers’ files, so it asks who you are.'),
    h('form', {
      onsubmit: async event => {
        event.preventDefault();
        try {
          await enter(field.value);
          await start();
        } catch (refused) {
          said.textContent = refused.message;
        }
      },
    }, h('label', { for: 'token' }, 'Token'), field, h('button', { class: 'button strong' }, 'Come in')), said));
  field.focus();
}

async function start() {
  try {
    frame(await begin());
    show();
  } catch (error) {
    if (error.status === 401) welcome();
    else replace(document.body, h('main', { class: 'welcome' }, problem(error), h('button', { class: 'button', onclick: start }, 'Try again')));
  }
}

addEventListener('popstate', show);
addEventListener('click', event => {
  const anchor = event.target.closest && event.target.closest('a[href]');
  if (!anchor || event.defaultPrevented || event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey
    || anchor.target || anchor.hasAttribute('download') || anchor.origin !== location.origin || !(anchor.pathname in PAGES) || anchor.hash) return;
  event.preventDefault();
  go(anchor.pathname + anchor.search);
});
addEventListener('keydown', event => {
  if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k') {
    event.preventDefault();
    openPalette(go, NAVIGATION);
  }
});
start();

// Lines over time, by uPlot, in the colours of the theme.
import uPlot from './vendor/uplot.js';
import { h, replace } from './dom.js';

// Minutes would repeat themselves where all ticks lie within a few.
const clock = (seconds, short) => new Date(seconds * 1000)
  .toLocaleTimeString([], { hour: '2-digit', minute: '2-digit', second: short ? '2-digit' : undefined, hour12: false });

const colour = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** A chart that draws itself anew when its width or the theme changes. */
export function chart(lines, { height = 150, format = String, label } = {}) {
  const box = h('div', { class: 'chart', role: 'img', 'aria-label': label });
  let plot = null;
  let data = null;

  function build() {
    const width = box.clientWidth;
    if (!width || !data) return;
    if (plot) plot.destroy();
    plot = null;
    replace(box, data[0].length < 2 && h('p', { class: 'chart-empty' }, 'History begins now'));
    if (data[0].length < 2) return;
    const axis = { stroke: colour('--faint-text'), grid: { stroke: colour('--line'), width: 1 }, ticks: { show: false }, font: '11px system-ui, sans-serif' };
    plot = new uPlot({
      width, height,
      padding: [10, 8, 0, 0],
      cursor: { y: false, points: { size: 6 } },
      legend: { show: false },
      scales: { y: { range: (u, low, high) => [0, Math.max(1, (high || 0) * 1.15)] } },
      axes: [
        { ...axis, size: 24, gap: 4, grid: { show: false }, values: (u, ticks) => ticks.map(t => clock(t, ticks.at(-1) - ticks[0] < 300)) },
        { ...axis, size: 52, values: (u, ticks) => ticks.map(t => format(t)) },
      ],
      series: [{}, ...lines.map(line => ({ label: line.name, stroke: colour(line.colour), width: 1.6, points: { show: false }, spanGaps: true, fill: line.fill ? colour(line.fill) : undefined }))],
      hooks: { setCursor: [u => tell(u)] },
    }, data, box);
    box.append(note);
  }

  const note = h('div', { class: 'chart-note', 'aria-hidden': 'true' });
  function tell(u) {
    const i = u.cursor.idx;
    if (i === null || i === undefined || u.cursor.left < 0) {
      note.textContent = '';
      return;
    }
    const at = new Date(data[0][i] * 1000).toLocaleTimeString([], { hour12: false });
    note.textContent = `${at} · ` + lines.map((line, n) => `${line.name} ${data[n + 1][i] === null ? '–' : format(data[n + 1][i])}`).join(' · ');
  }

  const observer = new ResizeObserver(() => { if (!plot || plot.width !== box.clientWidth) build(); });
  observer.observe(box);
  const themed = () => build();
  addEventListener('themechange', themed);
  const media = matchMedia('(prefers-color-scheme: dark)');
  media.addEventListener('change', themed);

  return {
    element: box,
    set(next) {
      data = next;
      if (plot) plot.setData(data); else build();
    },
    end() {
      observer.disconnect();
      removeEventListener('themechange', themed);
      media.removeEventListener('change', themed);
      if (plot) plot.destroy();
    },
  };
}

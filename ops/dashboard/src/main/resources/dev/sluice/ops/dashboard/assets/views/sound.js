// A sound to play, with its waveform.
import { h } from '../dom.js';

const MOST = 25e6; // bytes that are decoded to be drawn
const HEIGHT = 96;

export function waveform(address) {
  const audio = h('audio', { controls: true, preload: 'metadata', src: address });
  const canvas = h('canvas', { class: 'wave', role: 'img', 'aria-label': 'Waveform; click to go there' });
  const element = h('div', { class: 'sound' }, canvas, audio);
  let peaks = null;
  let ended = false;

  function draw() {
    const width = canvas.clientWidth;
    if (!peaks || !width) return;
    const ratio = devicePixelRatio || 1;
    canvas.width = width * ratio;
    canvas.height = HEIGHT * ratio;
    const context = canvas.getContext('2d');
    const style = getComputedStyle(document.documentElement);
    const played = audio.duration ? audio.currentTime / audio.duration : 0;
    context.scale(ratio, ratio);
    const step = width / peaks.length;
    peaks.forEach((peak, i) => {
      context.fillStyle = style.getPropertyValue(i / peaks.length < played ? '--accent' : '--line-strong');
      const tall = Math.max(1, peak * (HEIGHT - 6));
      context.fillRect(i * step, (HEIGHT - tall) / 2, Math.max(1, step - 1), tall);
    });
  }

  async function load() {
    const answer = await fetch(address);
    if (!answer.ok || Number(answer.headers.get('Content-Length')) > MOST) throw new Error('not drawn');
    const sound = await new OfflineAudioContext(1, 1, 16000).decodeAudioData(await answer.arrayBuffer());
    const samples = sound.getChannelData(0);
    const count = 240;
    const size = Math.max(1, Math.floor(samples.length / count));
    const found = Array.from({ length: count }, (_, i) => {
      let most = 0;
      for (let n = i * size; n < (i + 1) * size && n < samples.length; n++) most = Math.max(most, Math.abs(samples[n]));
      return most;
    });
    const loudest = Math.max(...found, 1e-6);
    if (ended) return;
    peaks = found.map(peak => peak / loudest);
    draw();
  }
  load().catch(() => { canvas.hidden = true; });
  audio.addEventListener('timeupdate', draw);
  canvas.addEventListener('click', event => {
    if (audio.duration) audio.currentTime = (event.offsetX / canvas.clientWidth) * audio.duration;
    draw();
  });
  addEventListener('themechange', draw);
  const observer = new ResizeObserver(draw);
  observer.observe(canvas);
  return {
    element,
    end() {
      ended = true;
      observer.disconnect();
      removeEventListener('themechange', draw);
      audio.pause();
    },
  };
}

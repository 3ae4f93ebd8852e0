// A scene of 3D Gaussian splats that turns, and can be turned and come close to. It is drawn by WebGL 2.
import { h, replace } from '../dom.js';

const TURN = 0.15; // radians a second, until somebody takes hold of it
const STEEPEST = 1.5; // radians above or below the horizon
const NEAREST = 0.15; // parts of the distance at the start
const FARTHEST = 6;

const minus = (a, b) => a.map((x, i) => x - b[i]);
const times = (a, n) => a.map(x => x * n);
const plus = (a, b) => a.map((x, i) => x + b[i]);
const dot = (a, b) => a.reduce((sum, x, i) => sum + x * b[i], 0);
const cross = ([a, b, c], [x, y, z]) => [b * z - c * y, c * x - a * z, a * y - b * x];
const length = a => Math.sqrt(dot(a, a));
const unit = a => times(a, 1 / (length(a) || 1));
const middle = list => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

/** Where photos were taken, by COLMAP's `images.txt`: {at, ahead, up}, as vectors. */
export function camerasOf(text) {
  const cameras = [];
  const lines = text.split('\n').filter(line => !line.startsWith('#'));
  for (let i = 0; i < lines.length; i += 2) { // every second line is about points
    const [w, x, y, z, ...shift] = lines[i].split(' ').slice(1, 8).map(Number);
    if (![w, x, y, z, ...shift].every(Number.isFinite) || shift.length !== 3) continue;
    const rows = [
      [1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w)],
      [2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w)],
      [2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y)],
    ];
    cameras.push({ at: times(rows.reduce((sum, row, n) => plus(sum, times(row, shift[n])), [0, 0, 0]), -1), ahead: rows[2], up: times(rows[1], -1) });
  }
  return cameras;
}

/** The direction in which points spread least, if they lie about in a plane; else null. */
function levelOf(points, center) {
  const near = points.map(p => minus(p, center)).toSorted((a, b) => length(a) - length(b)).slice(0, Math.ceil(points.length / 2));
  if (near.length < 10) return null;
  const spread = [0, 1, 2].map(i => [0, 1, 2].map(j => near.reduce((sum, p) => sum + p[i] * p[j], 0) / near.length));
  const trace = spread[0][0] + spread[1][1] + spread[2][2];
  let normal = unit([1, 2, 3]);
  // The least of a matrix's directions is the greatest of its trace less itself.
  for (let i = 0; i < 60; i++) normal = unit(normal.map((x, n) => trace * x - dot(spread[n], normal)));
  const across = dot(normal, spread.map(row => dot(row, normal)));
  return across < 0.08 * trace ? normal : null;
}

/** What is to be looked at, from where, and which way is up: as the cameras did, or from beside the densest part. */
function stand(cameras, centers) {
  const count = Math.floor(centers.length / 3);
  const step = Math.max(1, Math.floor(count / 5000));
  const points = Array.from({ length: Math.floor(count / step) }, (_, i) => Array.from(centers.subarray(3 * i * step, 3 * i * step + 3)));
  const dense = points.length ? [0, 1, 2].map(axis => middle(points.map(p => p[axis]))) : [0, 0, 0];
  const mean = vectors => times(vectors.reduce(plus), 1 / vectors.length);
  let target = dense;
  let above = [0, -1, 0]; // y grows downwards, as trainers have it
  let from = null;
  if (cameras.length > 0) {
    // What a camera looks at is about as far away as the points before it.
    const depths = cameras.map(c => middle(points.map(p => dot(minus(p, c.at), c.ahead)).filter(d => d > 0)) || length(minus(dense, c.at)));
    target = mean(cameras.map((c, i) => plus(c.at, times(c.ahead, depths[i]))));
    above = mean(cameras.map(c => c.up));
    from = minus(cameras[0].at, target);
  }
  const level = levelOf(points, target);
  const side = level && Math.sign(dot(level, from ? minus(mean(cameras.map(c => c.at)), target) : above));
  const up = unit(level ? times(level, side || 1) : above);
  if (!from) {
    const reach = middle(points.map(p => length(minus(p, target)))) || 1;
    const ahead = unit(cross(up, Math.abs(up[0]) < 0.9 ? [1, 0, 0] : [0, 0, 1]));
    from = plus(times(ahead, 2 * reach), times(up, 1.4 * reach));
  }
  return { target, up, from };
}

function orbit(start) {
  const { up } = start;
  const flat = minus(start.from, times(up, dot(start.from, up)));
  const ahead = unit(length(flat) > 1e-9 ? flat : cross(up, Math.abs(up[0]) < 0.9 ? [1, 0, 0] : [0, 0, 1]));
  const side = cross(up, ahead);
  const first = { yaw: 0, pitch: Math.min(0.9, Math.atan2(dot(start.from, up), length(flat))), radius: length(start.from) || 1 };
  const now = { ...first };
  return {
    move(yaw, pitch, factor = 1) {
      now.yaw += yaw;
      now.pitch = Math.max(-STEEPEST, Math.min(STEEPEST, now.pitch + pitch));
      now.radius = Math.max(NEAREST * first.radius, Math.min(FARTHEST * first.radius, now.radius * factor));
    },
    reset: () => Object.assign(now, first),
    radius: first.radius,
    place() {
      const round = plus(times(ahead, Math.cos(now.yaw)), times(side, Math.sin(now.yaw)));
      return plus(start.target, times(plus(times(round, Math.cos(now.pitch)), times(up, Math.sin(now.pitch))), now.radius));
    },
  };
}

/** file: {address, name, bytes}; cameras: the address of an `images.txt`, or null. */
export function splatsViewer(file, cameras) {
  const canvas = h('canvas', { class: 'scene', tabindex: '0', role: 'application', 'aria-label': 'Scene; arrows turn it, + and − come closer and go back, 0 begins again' });
  const said = h('p', { class: 'scene-said', role: 'status' }, 'Loading the scene…');
  const stage = h('div', { class: 'stage scene-stage' }, canvas, said);
  const turn = h('button', { class: 'button small', type: 'button' }, 'Turn');
  const small = (text, label, act) => h('button', { class: 'button small', type: 'button', 'aria-label': label, title: label, onclick: act }, text);
  let turning = !matchMedia('(prefers-reduced-motion: reduce)').matches;
  let view = null;
  let app = null;
  let ended = false;
  const observer = new ResizeObserver(() => app && stage.clientWidth && app.resizeCanvas(stage.clientWidth, stage.clientHeight));

  const press = on => {
    turning = on;
    turn.setAttribute('aria-pressed', String(on));
  };
  press(turning);
  turn.addEventListener('click', () => press(!turning));
  const move = (...by) => {
    if (!view) return;
    press(false);
    view.move(...by);
  };

  const fingers = new Map();
  canvas.addEventListener('pointerdown', event => {
    canvas.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, [event.clientX, event.clientY]);
  });
  canvas.addEventListener('pointermove', event => {
    const before = fingers.get(event.pointerId);
    if (!before) return;
    const now = [event.clientX, event.clientY];
    const other = [...fingers].find(([id]) => id !== event.pointerId);
    fingers.set(event.pointerId, now);
    if (other) move(0, 0, length(minus(before, other[1])) / Math.max(1, length(minus(now, other[1]))));
    else move((before[0] - now[0]) / 200, (now[1] - before[1]) / 200);
  });
  for (const end of ['pointerup', 'pointercancel']) canvas.addEventListener(end, event => fingers.delete(event.pointerId));
  canvas.addEventListener('wheel', event => {
    if (!event.ctrlKey && !event.metaKey && document.activeElement !== canvas) return;
    event.preventDefault();
    move(0, 0, Math.exp(Math.max(-100, Math.min(100, event.deltaY)) / 400));
  }, { passive: false });
  canvas.addEventListener('keydown', event => {
    const by = { ArrowLeft: [-0.1, 0], ArrowRight: [0.1, 0], ArrowUp: [0, 0.1], ArrowDown: [0, -0.1], '+': [0, 0, 0.9], '=': [0, 0, 0.9], '-': [0, 0, 1.1] }[event.key];
    if (by) move(...by);
    else if (event.key === '0' && view) view.reset();
    else return;
    event.preventDefault();
  });

  async function load() {
    const [pc, poses] = await Promise.all([import('../vendor/playcanvas.js'), cameras ? fetch(cameras).then(answer => answer.ok ? answer.text() : '') : '']);
    if (ended) return;
    app = new pc.Application(canvas, { graphicsDeviceOptions: { antialias: false, alpha: false } });
    app.graphicsDevice.maxPixelRatio = Math.min(devicePixelRatio || 1, 1.5);
    app.setCanvasFillMode(pc.FILLMODE_NONE);
    app.setCanvasResolution(pc.RESOLUTION_AUTO);
    app.resizeCanvas(stage.clientWidth, stage.clientHeight);
    observer.observe(stage);
    app.start();
    const asset = new pc.Asset('scene', 'gsplat', { url: file.address, filename: file.name }); // its ending says how it is read
    await new Promise((done, failed) => {
      asset.once('load', done);
      asset.once('error', why => failed(new Error(String(why))));
      app.assets.add(asset);
      app.assets.load(asset);
    });
    if (ended) return;
    const start = stand(camerasOf(poses), asset.resource.centers || new Float32Array());
    view = orbit(start);
    const camera = new pc.Entity('camera');
    camera.addComponent('camera', { clearColor: new pc.Color(0.07, 0.08, 0.1), nearClip: view.radius / 100, farClip: view.radius * 1000, fov: 50 });
    const scene = new pc.Entity('scene');
    scene.addComponent('gsplat', { asset });
    app.root.addChild(camera);
    app.root.addChild(scene);
    const target = new pc.Vec3(...start.target);
    const up = new pc.Vec3(...start.up);
    app.on('update', seconds => {
      if (turning) view.move(TURN * Math.min(seconds, 0.1), 0);
      camera.setPosition(...view.place());
      camera.lookAt(target, up);
    });
    said.hidden = true;
    stage.dataset.splats = String(asset.resource.numSplats);
  }

  return {
    element: h('div', { class: 'viewer' }, stage,
      h('div', { class: 'viewer-tools' }, turn, h('span', { class: 'space' }),
        small('−', 'Go back', () => move(0, 0, 1.2)), small('+', 'Come closer', () => move(0, 0, 1 / 1.2)), small('All', 'As at the start', () => view && view.reset()))),
    ready() {
      load().catch(error => replace(said, `The scene cannot be shown here: ${error.message || error} The file can be downloaded.`));
    },
    end() {
      ended = true;
      observer.disconnect();
      if (app) app.destroy();
    },
  };
}

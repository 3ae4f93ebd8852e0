// One process per core: onnxruntime-node runs a model on the thread that calls it.
import cluster from 'node:cluster';
import { availableParallelism } from 'node:os';

if (cluster.isPrimary) {
  const processes = Number(process.env.PROCESSES) || availableParallelism();
  let stopping = false;
  const stop = () => {
    stopping = true;
    for (const worker of Object.values(cluster.workers)) worker.kill('SIGTERM');
  };
  process.on('SIGTERM', stop);
  process.on('SIGINT', stop);
  cluster.on('exit', (worker, code, signal) => {
    if (stopping) return; // the process ends with its last child
    console.error(`worker ${worker.process.pid} ended (${signal ?? code})`);
    setTimeout(() => stopping || cluster.fork(), 1000);
  });
  for (let i = 0; i < processes; i++) cluster.fork();
} else {
  process.on('disconnect', () => process.exit(1)); // the parent is gone, however it ended
  await import('./worker.js');
}

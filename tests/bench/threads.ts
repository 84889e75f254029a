/** Shares a benchmark's work out among the cores: this bundle again, as threads that carry out one task after the other. */
import { availableParallelism } from 'node:os';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { runThread } from '../../sim/thread.ts';

/** `name`: whose work it is, as told to `worksAs`. Each result is taken as it comes. */
export async function shareOut<Task, Result>(
  name: string,
  tasks: readonly Task[],
  take: (result: Result) => void,
): Promise<void> {
  const left = [...tasks];
  const threads = Math.min(availableParallelism(), left.length);
  const next = () => left.shift() ?? null;
  const thread = () => runThread(new Worker(__filename, { workerData: name }), next, take);
  await Promise.all(Array.from({ length: threads }, thread));
}

/** What a thread of that name does with each task; in any other thread nothing. */
export function worksAs<Task, Result>(name: string, does: (task: Task) => Result): void {
  if (isMainThread || workerData !== name) return;
  parentPort?.on('message', (task: Task) => parentPort?.postMessage(does(task)));
}

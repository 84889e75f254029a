/** Work that is given to a thread piece by piece, so that no thread waits for another. */
import type { Worker } from 'node:worker_threads';

/** Runs until there is no next piece, takes each result as it comes, and ends the thread. Rejects if the thread fails. */
export function runThread<Piece, Result>(
  worker: Worker,
  next: () => Piece | null,
  take: (result: Result) => void,
): Promise<void> {
  return new Promise((resolve, reject) => {
    const giveNext = (): void => {
      const piece = next();
      if (piece !== null) worker.postMessage(piece);
      else worker.terminate().then(() => resolve(), reject);
    };
    worker.on('message', (result: Result) => {
      take(result);
      giveNext();
    });
    worker.on('error', reject);
    giveNext();
  });
}

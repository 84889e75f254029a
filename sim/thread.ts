/** Work that a thread is given piece by piece, so that none waits for another. */
import type { Worker } from 'node:worker_threads';

/** Until there is no next piece; each result is taken as it comes. Ends the thread. Rejects where it breaks. */
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

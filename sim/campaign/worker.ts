/** A worker thread of a campaign: runs the seeds it is given and answers with what they showed. */
import { parentPort } from 'node:worker_threads';
import type { BoardKind } from '../scenario/result.ts';
import { createResult, runSeeds } from './campaign.ts';

export interface Order {
  readonly from: number;
  readonly count: number;
  readonly board: BoardKind;
}

parentPort?.on('message', ({ from, count, board }: Order) => {
  const result = createResult();
  runSeeds(result, from, count, board);
  parentPort?.postMessage(result);
});

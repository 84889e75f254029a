/** A worker thread of a campaign: runs the seeds it is given, all on one chair, and answers with what they showed. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Chair } from '../../src/chair/chair.ts';
import { chairOnTest } from '../scenario/programs.ts';
import type { BoardKind } from '../scenario/result.ts';
import { createResult, runSeeds } from './campaign.ts';

export interface Order {
  readonly from: number;
  readonly count: number;
  readonly board: BoardKind;
}

const onTest = chairOnTest(workerData as Chair);

parentPort?.on('message', ({ from, count, board }: Order) => {
  const result = createResult();
  runSeeds(result, from, count, board, onTest);
  parentPort?.postMessage(result);
});

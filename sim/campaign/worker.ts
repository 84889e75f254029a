/** A worker thread of a campaign: runs the seeds it is given, all on one chair, and answers with what they showed. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Chair } from '../../src/chair/chair.ts';
import { chairOnTest } from '../scenario/programs.ts';
import { createResult, runSeeds, type SeedOptions } from './campaign.ts';

export interface Order {
  readonly from: number;
  readonly count: number;
  readonly step: number;
  readonly options: SeedOptions;
}

const onTest = chairOnTest(workerData as Chair);

parentPort?.on('message', ({ options, ...seeds }: Order) => {
  const result = createResult();
  runSeeds(result, seeds, options, onTest);
  parentPort?.postMessage(result);
});

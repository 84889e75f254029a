/** A worker thread of a campaign: runs the seeds it is given and answers with their result. */
import { parentPort, workerData } from 'node:worker_threads';
import { createResult, runSeeds, type SeedOptions } from './campaign.ts';
import { type ChairChoice, chairsOf } from './chairs.ts';

export interface Order {
  readonly from: number;
  readonly count: number;
  readonly step: number;
  readonly options: SeedOptions;
}

const chairOf = chairsOf(workerData as ChairChoice);

parentPort?.on('message', ({ options, ...seeds }: Order) => {
  const result = createResult();
  runSeeds(result, seeds, options, chairOf);
  parentPort?.postMessage(result);
});

/** A campaign on every core: worker threads take the seeds in small pieces, so that no thread waits for another. */

import { availableParallelism } from 'node:os';
import { Worker } from 'node:worker_threads';
import type { BoardKind } from '../scenario/result.ts';
import { runThread } from '../thread.ts';
import { addResult, type CampaignResult, createResult, runSeeds, type SeedOptions } from './campaign.ts';
import { type ChairChoice, chairsOf } from './chairs.ts';
import type { Order } from './worker.ts';

export interface CampaignOptions extends Partial<SeedOptions> {
  readonly chairs: ChairChoice;
  /** Number of seeds, from the first on, `step` apart. */
  readonly seeds: number;
  readonly from: number;
  readonly step?: number;
  readonly board: BoardKind;
  /** Number of threads; with one, all runs in this thread. */
  readonly workers?: number;
  /** The file that a worker thread runs; null if there is none: all runs in this thread. */
  readonly workerFile: URL | null;
  /** Called after each piece. Returns false to end the campaign. */
  readonly onProgress?: (soFar: CampaignResult) => boolean;
}

/** Seeds in a piece: about a second of work. */
const pieceSeeds = 25;

export async function runCampaign(options: CampaignOptions): Promise<CampaignResult> {
  const { chairs, seeds, workerFile, step = 1 } = options;
  const pieces = Math.ceil(seeds / pieceSeeds);
  const workers = Math.min(options.workers ?? availableParallelism(), pieces);
  if (workerFile === null || workers <= 1) return runHere(options);
  const sum = createResult();
  let next = 0;
  let ended = false;
  const order = (): Order | null => {
    if (ended || next >= seeds) return null;
    const from = next;
    next += pieceSeeds;
    const count = Math.min(pieceSeeds, seeds - from);
    return { from: options.from + from * step, count, step, options: seedOptions(options) };
  };
  const take = (part: CampaignResult): void => {
    addResult(sum, part);
    if (options.onProgress?.(sum) === false) ended = true;
  };
  const thread = () => runThread(new Worker(workerFile, { workerData: chairs }), order, take);
  await Promise.all(Array.from({ length: workers }, thread));
  // Pieces end in any order.
  sum.failures.sort((one, other) => one.seed - other.seed);
  return sum;
}

const seedOptions = ({ board, rough = '', healthy = false }: CampaignOptions): SeedOptions => ({
  board,
  rough,
  healthy,
});

async function runHere(options: CampaignOptions): Promise<CampaignResult> {
  const { chairs, seeds, from, step = 1, onProgress } = options;
  const sum = createResult();
  const chairOf = chairsOf(chairs);
  for (let done = 0; done < seeds; done += pieceSeeds) {
    const count = Math.min(pieceSeeds, seeds - done);
    runSeeds(sum, { from: from + done * step, count, step }, seedOptions(options), chairOf);
    if (onProgress?.(sum) === false) break;
    // Lets keys and signals be handled between two pieces.
    await new Promise((resolve) => setImmediate(resolve));
  }
  return sum;
}

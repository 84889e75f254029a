/**
 * What the safety case of a chair promises, held against the truth: each hazard of the chair that a fault can bring about is
 * brought about at a random moment of a healthy run, with a person and parts of its own, and the worst is shown beside the
 * bound that `lumbar explain` prints. On the model, whose chip acts once a tick of 20 ms; what acts on the chip by itself is timed
 * by `avr-chip`.
 *
 * `npm run bench -- hazards --chair=chair-b --phases=1000 --seconds=300 --row=jam --host=pauses --keep=hazards.jsonl`; without them every
 * chair that ships, three phases each, beside a computer that is never late. Rows are shared out among the cores; each ends with its phases or after so many
 * seconds, and says how many it had. What is kept already is not run again.
 */

import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { loadAnyChair, loadChair, shippedChairs } from '../../src/board/shipped.ts';
import { hazardsOf } from '../../src/chair/hazards.ts';
import { hazardPhases, type Row, rows } from './hazard-phases.ts';
import { type HostName, hostNamed } from './hosts.ts';
import { type BenchRow, row } from './rows.ts';
import { shareOut, worksAs } from './threads.ts';

interface HazardOptions {
  readonly chairs: readonly string[];
  readonly phases: number;
  readonly row: string;
  readonly host: HostName;
  /** At most so long a row. */
  readonly seconds?: number;
  /** A file to which each row goes as it ends, one JSON object a line. */
  readonly keep?: string;
}

/** One row of one chair. */
interface Task {
  readonly chair: string;
  readonly index: number;
  readonly phases: number;
  readonly host: HostName;
  readonly seconds: number;
}

function optionsOf(argv: readonly string[]): HazardOptions {
  const option = (name: string) => argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
  const keep = option('keep');
  return {
    chairs: option('chair')?.split(',') ?? shippedChairs(),
    phases: Number(option('phases') ?? 3),
    row: option('row') ?? '',
    host: hostNamed(option('host') ?? 'steady'),
    seconds: Number(option('seconds') ?? 3600),
    ...(keep === undefined ? {} : { keep }),
  };
}

/** All in this thread: what the tests run. */
export function hazardRows(options: HazardOptions): BenchRow[] {
  return tasksOf(options).map(rowOf);
}

/** Shared out among the cores. */
export async function hazardBench(options: HazardOptions = optionsOf(process.argv)): Promise<BenchRow[]> {
  const { keep } = options;
  const kept = keep !== undefined && existsSync(keep) ? linesOf(keep) : [];
  const done = kept.map(({ name }) => name.split(':')[0]);
  const left = tasksOf(options).filter((task) => !done.includes(titleOf(task)));
  const made: BenchRow[] = [];
  const take = (each: BenchRow): void => {
    made.push(each);
    if (keep !== undefined) appendFileSync(keep, `${JSON.stringify(each)}\n`);
  };
  await shareOut(thread, left, take);
  return [...kept, ...made].sort((one, other) => one.name.localeCompare(other.name));
}

const linesOf = (file: string): BenchRow[] =>
  readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as BenchRow);

function tasksOf({ chairs, phases, row: wanted, host, seconds = 3600 }: HazardOptions): Task[] {
  return chairs.flatMap((id) => {
    const chair = loadChair(id);
    const hasRelay = loadAnyChair(id).motors.relay !== null;
    return rows.flatMap(({ hazard, suits, relay }, index) => {
      const taken = hazard.startsWith(wanted) && (suits?.(chair) ?? true) && (relay !== true || hasRelay);
      return taken ? [{ chair: id, index, phases, host, seconds }] : [];
    });
  });
}

const titleOf = ({ chair, index }: Task): string => `${chair} ${rows[index]?.hazard}`;

function rowOf(task: Task): BenchRow {
  const each = rows[task.index] as Row;
  const { worst, done } = hazardPhases(loadChair(task.chair), each, task);
  const met = hazardsOf(loadAnyChair(task.chair)).find((hazard) => hazard.id === each.hazard);
  const bound = met?.bound?.unit === each.unit ? met.bound.value : null;
  return row(`${titleOf(task)}: ${each.what} (${met?.met ?? 'none'}) [${done}]`, worst, each.unit, bound);
}

const thread = 'hazards';
worksAs(thread, rowOf);

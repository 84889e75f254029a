/**
 * What the safety case of a chair promises, held against the truth: each hazard of the chair that a fault can bring about is
 * brought about at a random moment of a healthy run, with a person and parts of its own, and the worst is shown beside the
 * bound that `lumbar explain` prints. On the model, whose chip acts once a tick of 20 ms; what acts on the chip by itself is timed
 * by `avr-chip`.
 *
 * `npm run bench -- hazards --chair=chair-b --phases=1000 --row=jam`; without them every chair that ships, three phases each.
 */

import { type ModelPort, modelPort } from '../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../sim/chair/simulation.ts';
import { setKeys } from '../../sim/plant/plant.ts';
import { createRandom, nextBetween, type Random } from '../../sim/random.ts';
import { loadAnyChair, loadChair, shippedChairs } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { hazardsOf } from '../../src/chair/hazards.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { type KeyName, keyBit } from '../../src/chair/names.ts';
import { checkProgramValue } from '../../src/program/language/check.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { carryOut } from '../../src/run/controller.ts';
import { type BenchRow, row } from './rows.ts';

type OnTest = Simulation & { readonly board: ModelPort };

interface Row {
  readonly hazard: string;
  readonly what: string;
  readonly unit: string;
  /** What the chair does meanwhile; it is left out where it cannot. */
  readonly steps: readonly object[];
  readonly heat?: 'low';
  readonly suits?: (chair: Chair) => boolean;
  /** Only where a relay is in series with the motors. */
  readonly relay?: true;
  /** Broken before it homes, not while it runs. */
  readonly cold?: true;
  readonly breaks: (chair: OnTest) => void;
  /** Of each turn from then on: what is added to the count, or null: it begins anew. */
  readonly counts?: (chair: OnTest) => number | null;
  /** Instead: the greatest of it. */
  readonly peak?: (chair: OnTest) => number;
  readonly forMs: number;
}

const off = ({ board: { pins } }: OnTest): boolean =>
  pins.carriageDuty === 0 && pins.kneaderDuty === 0 && pins.tapperDuty === 0 && !pins.padsOn.includes(true);
const roll = [{ roll: { from: 'gluteal', to: 'mid-back', for: '20 min' } }];
const knead = [{ knead: { over: 'gluteal', for: '10 min' } }];
const stay = [{ knead: { at: 'waist', for: '80 s' } }, { rest: { for: '5 min' } }];
const kneads = ({ abilities: { knead: how } }: Chair): boolean => how === 'at-place';
const drivenMs = ({ board: { pins } }: OnTest): number => (pins.carriageDuty === 0 ? 0 : tickMs);

const rows: readonly Row[] = [
  {
    hazard: 'lease',
    what: 'computer dead to every output off (and a tick)',
    unit: 'ms',
    steps: roll,
    breaks: ({ board }) => board.break('host', 'killed'),
    counts: (chair) => (off(chair) ? 0 : tickMs),
    forMs: 2000,
  },
  {
    hazard: 'end',
    what: 'driven into the end whose switch does not close',
    unit: 's',
    steps: roll,
    cold: true,
    breaks: ({ board }) => board.break('limit.bottom', 'open'),
    counts: (chair) => (chair.board.plant.carriageMm <= 0 ? drivenMs(chair) / 1000 : 0),
    forMs: 120_000,
  },
  {
    hazard: 'jam',
    what: 'driven while jammed',
    unit: 's',
    steps: roll,
    breaks: ({ board }) => board.break('carriage', 'jammed'),
    counts: (chair) => drivenMs(chair) / 1000,
    forMs: 120_000,
  },
  {
    hazard: 'stall',
    what: 'arms driven while jammed, in any one go',
    unit: 's',
    steps: knead,
    suits: kneads,
    breaks: ({ board }) => board.break('kneader', 'jammed'),
    counts: ({ board: { pins } }) => (pins.kneaderDuty === 0 ? null : tickMs / 1000),
    forMs: 200_000,
  },
  {
    hazard: 'motor-stuck',
    what: 'moved by a switch that is stuck, after stop',
    unit: 's',
    steps: roll,
    relay: true,
    breaks: ({ board }) => {
      board.break('carriage', 'runaway');
      setKeys(board.plant, keyBit('stop'));
    },
    counts: ({ board: { plant } }) => (plant.carriage.duty === 0 ? 0 : tickMs / 1000),
    forMs: 20_000,
  },
  {
    hazard: 'spot',
    what: 'one spot kneaded without a rest',
    unit: 's',
    steps: stay,
    suits: kneads,
    breaks: () => undefined,
    counts: ({ board: { pins } }) => (pins.kneaderDuty === 0 ? null : tickMs / 1000),
    forMs: 200_000,
  },
  {
    hazard: 'heat-stuck',
    what: 'surface under a heat switch that is stuck',
    unit: 'C',
    steps: roll,
    heat: 'low',
    suits: ({ abilities: { levels } }) => Object.values(levels).some((each) => each.length > 0),
    breaks: ({ board }) => board.break('fet.lumbar', 'shorted'),
    peak: ({ board: { plant } }) => Math.max(...plant.pads.map(({ surfaceC }) => surfaceC)),
    forMs: 1_200_000,
  },
  {
    hazard: 'nobody',
    what: 'a session with nobody there, to its parking',
    unit: 'min',
    steps: roll,
    suits: ({ abilities: { seat } }) => !seat,
    breaks: () => undefined,
    counts: ({ control: { session } }) => (session.state === 'running' ? tickMs / 60_000 : 0),
    forMs: 1_200_000,
  },
];

interface HazardOptions {
  readonly chairs: readonly string[];
  readonly phases: number;
  readonly row: string;
}

function optionsOf(argv: readonly string[]): HazardOptions {
  const option = (name: string) => argv.find((word) => word.startsWith(`--${name}=`))?.split('=')[1];
  return {
    chairs: option('chair')?.split(',') ?? shippedChairs(),
    phases: Number(option('phases') ?? 3),
    row: option('row') ?? '',
  };
}

export function hazardRows(options: HazardOptions = optionsOf(process.argv)): BenchRow[] {
  return options.chairs.flatMap((id) => {
    const chair = loadChair(id);
    const any = loadAnyChair(id);
    const hazards = hazardsOf(any);
    return rows
      .filter(({ hazard }) => hazard.startsWith(options.row))
      .filter(({ suits, relay }) => (suits?.(chair) ?? true) && (relay !== true || any.motors.relay !== null))
      .map((each) => {
        const random = createRandom(20_261_128);
        const worst = Math.max(
          ...Array.from({ length: options.phases }, (_, phase) => phaseOf(chair, each, phase + 1, random)),
        );
        const met = hazards.find((hazard) => hazard.id === each.hazard);
        const name = `${id} ${each.hazard} (${met?.met ?? 'none'}): ${each.what} [${options.phases}]`;
        const bound = met?.bound ?? null;
        return row(name, worst, each.unit, bound?.unit === each.unit ? bound.value : null);
      });
  });
}

function turn(chair: OnTest): void {
  decideSimulation(chair);
  carryOut(chair);
}

function press(chair: OnTest, key: KeyName): void {
  setKeys(chair.board.plant, keyBit(key));
  for (let ms = 0; ms < 100; ms += tickMs) turn(chair);
  setKeys(chair.board.plant, 0);
  for (let ms = 0; ms < 100; ms += tickMs) turn(chair);
}

function phaseOf(chair: Chair, each: Row, seed: number, random: Random): number {
  const value = { format: 1, id: 'on-test', name: 'On test', heat: each.heat ?? 'off', steps: each.steps };
  const { program, problems } = checkProgramValue(value, 'on-test', chair, chair.abilities);
  if (program === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const personKg = each.hazard === 'nobody' ? 0 : nextBetween(random, 40, 120);
  const board = modelPort(chair, { seed, personKg, ambientC: nextBetween(random, 15, 32) });
  const plans = [planProgram(program, chair)];
  const onTest = createSimulation(board, { chair, programs: plans, program: 0 }) as OnTest;
  if (each.cold === true) each.breaks(onTest);
  press(onTest, 'power');
  if (each.cold !== true) {
    while (onTest.control.session.state === 'homing') turn(onTest);
    if (onTest.control.session.state !== 'ready') throw new Error('a healthy chair does not get ready');
    press(onTest, 'start');
    // Where a whole session or a whole spot is meant it is watched from its beginning.
    const latestMs = each.hazard === 'spot' || each.hazard === 'nobody' ? 0 : 90_000;
    for (let ms = nextBetween(random, 0, latestMs); ms > 0; ms -= tickMs) turn(onTest);
    each.breaks(onTest);
  }
  return watched(onTest, each);
}

function watched(chair: OnTest, each: Row): number {
  // What fails may do so just after a tick has read its sensors.
  let count = each.unit === 'ms' ? tickMs : 0;
  let most = count;
  for (let ms = 0; ms < each.forMs; ms += tickMs) {
    turn(chair);
    if (each.peak !== undefined) most = Math.max(most, each.peak(chair));
    const more = each.counts?.(chair) ?? null;
    count = more === null ? 0 : count + more;
    most = Math.max(most, count);
  }
  return most;
}

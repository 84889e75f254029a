/**
 * Hazards brought about, each at a random moment of a healthy run. A run serves several phases: it is put back to the moment
 * before the fault and goes on to the next, so that a phase costs what comes after the fault.
 */
import { performance } from 'node:perf_hooks';
import { type ModelPort, modelPort } from '../../sim/boards/modelport.ts';
import { setKeys } from '../../sim/plant/plant.ts';
import { createRandom, nextBetween, type Random } from '../../sim/random.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { type KeyName, keyBit } from '../../src/chair/names.ts';
import { openMachine } from '../../src/machine/machine.ts';
import { checkProgramValue } from '../../src/program/language/check.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import {
  type Controller,
  carryOut,
  createController,
  type Disk,
  decideLate,
} from '../../src/run/controller.ts';
import { type HostName, hosts } from './hosts.ts';
import { rewindable } from './rewind.ts';

export type OnTest = Controller<ModelPort>;

export interface Row {
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
  /** Which way the motor pushes, or 0; to push the other way begins the count anew. */
  readonly way?: (chair: OnTest) => number;
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
/** As hard as it takes to start it at least: a ramp is below that for up to 0.1 s. */
const presses = ({ board: { pins }, machine: { options } }: OnTest): boolean =>
  Math.abs(pins.carriageDuty) >= options.chair.carriage.breakawayDuty;
/** Where a current can tell a stall: from when it is above 1.5 A + 3 A x duty. */
const mayTellStall = ({ board: { pins, plant }, machine: { options } }: OnTest): boolean =>
  options.chair.wiring.scaled['kneader-current'] === null ||
  plant.kneader.filteredA > 1.5 + 3 * Math.abs(pins.kneaderDuty);
const isAtBottomStop = ({ board: { plant }, machine: { options } }: OnTest): boolean =>
  plant.carriageMm <= 1 - options.chair.carriage.stopBeyondMm;
const drivenMs = ({ board: { pins } }: OnTest): number => (pins.carriageDuty === 0 ? 0 : tickMs);

export const rows: readonly Row[] = [
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
    what: 'driven into the stop behind a switch that does not close (and a tick)',
    unit: 's',
    steps: roll,
    cold: true,
    breaks: ({ board }) => board.break('limit.bottom', 'open'),
    counts: (chair) => (isAtBottomStop(chair) ? drivenMs(chair) / 1000 : 0),
    forMs: 120_000,
  },
  {
    hazard: 'jam',
    what: 'pressed one way, as hard as it takes to start it, while jammed (and a tick)',
    unit: 's',
    steps: roll,
    breaks: ({ board }) => board.break('carriage', 'jammed'),
    counts: (chair) => (presses(chair) ? drivenMs(chair) / 1000 : 0),
    way: ({ board: { pins } }) => Math.sign(pins.carriageDuty),
    forMs: 120_000,
  },
  {
    hazard: 'stall',
    what: 'arms driven while jammed, in any one go; by current from when it is above that of running arms',
    unit: 's',
    steps: knead,
    suits: kneads,
    breaks: ({ board }) => board.break('kneader', 'jammed'),
    counts: (chair) => (chair.board.pins.kneaderDuty === 0 ? null : mayTellStall(chair) ? tickMs / 1000 : 0),
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

/** Phases of one healthy run. */
const phasesOfRun = 10;
/** Until when a fault may come; a pad must have had the time to get warm. */
const latestMs = ({ peak }: Row): number => (peak === undefined ? 90_000 : 600_000);

/** The worst of so many phases, or of those that there was time for. */
export function hazardPhases(
  chair: Chair,
  each: Row,
  { phases, host, seconds }: { readonly phases: number; readonly host: HostName; readonly seconds: number },
): { worst: number; done: number } {
  const random = createRandom(20_261_128);
  const endMs = performance.now() + seconds * 1000;
  let worst = Number.NEGATIVE_INFINITY;
  let done = 0;
  for (let seed = 1; done < phases && (done === 0 || performance.now() < endMs); seed++) {
    const onTest = create(chair, each, host, seed, random);
    const phasesHere = each.cold === true || isWhole(each) ? 1 : phasesOfRun;
    const moments = Array.from({ length: phasesHere }, () => nextBetween(random, 0, latestMs(each))).sort(
      (one, other) => one - other,
    );
    if (each.cold === true) each.breaks(onTest);
    press(onTest, 'power');
    if (each.cold !== true) start(onTest);
    const beganMs = onTest.nowMs;
    for (const moment of moments) {
      while (phasesHere > 1 && onTest.nowMs - beganMs < moment) turn(onTest);
      const restore = rewindable(onTest, onTest.board.model);
      if (each.cold !== true) each.breaks(onTest);
      worst = Math.max(worst, watched(onTest, each));
      restore();
      done++;
    }
  }
  return { worst, done };
}

/** Where a whole session or a whole spot is meant it is watched from its beginning. */
const isWhole = ({ hazard }: Row): boolean => hazard === 'spot' || hazard === 'nobody';

/** Told at once; in plain sight, so that it is put back with the rest. */
function promptDisk(): Disk & { ended: { id: number; result: { ok: true } }[] } {
  return {
    ended: [],
    begin({ id }) {
      this.ended.push({ id, result: { ok: true } });
    },
    take() {
      const { ended } = this;
      this.ended = [];
      return ended;
    },
  };
}

function create(chair: Chair, each: Row, host: HostName, seed: number, random: Random): OnTest {
  const value = { format: 1, id: 'on-test', name: 'On test', heat: each.heat ?? 'off', steps: each.steps };
  const { program, problems } = checkProgramValue(value, 'on-test', chair, chair.abilities);
  if (program === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const personKg = each.hazard === 'nobody' ? 0 : nextBetween(random, 40, 120);
  const ambientC = nextBetween(random, 15, 32);
  const board = modelPort(chair, { seed, personKg, ambientC, rough: hosts[host] });
  const options = { chair, factory: [planProgram(program, chair)], software: 'bench', program: 'on-test' };
  return createController(board, promptDisk(), openMachine(options, new Map()));
}

/** A healthy one, its session begun. */
export function onTestOf(chair: Chair, each: Row, seed: number): OnTest {
  const onTest = create(chair, each, 'steady', seed, createRandom(seed));
  press(onTest, 'power');
  start(onTest);
  return onTest;
}

/** Homed, ready, and a session begun. */
function start(chair: OnTest): void {
  while (chair.control.session.state === 'homing') turn(chair);
  if (chair.control.session.state !== 'ready')
    throw new Error(
      `a healthy chair does not get ready: it is ${chair.control.session.state}, ${chair.control.session.faultCode}`,
    );
  press(chair, 'start');
}

/** A host that was killed has no turn. */
export function turn(chair: OnTest): void {
  if (chair.board.host() === 'runs') decideLate(chair, chair.board.turn?.lateMs ?? 0);
  carryOut(chair);
}

/** Long enough for a line that bursts. */
const pressMs = 300;

function press(chair: OnTest, key: KeyName): void {
  for (const down of [keyBit(key), 0]) {
    setKeys(chair.board.plant, down);
    for (let ms = 0; ms < pressMs; ms += tickMs) turn(chair);
  }
}

/** The chair never goes on by itself after a fault: what has been counted then is all. */
const settledMs = 3000;
/** And a surface that has cooled so far under its peak does not come back to it. */
const cooledK = 1;

function watched(chair: OnTest, each: Row): number {
  // What fails may do so just after a tick has read its sensors.
  let count = each.unit === 'ms' ? tickMs : 0;
  let most = count;
  let overMs = 0;
  let way = 0;
  for (let ms = 0; ms < each.forMs && overMs < settledMs; ms += tickMs) {
    turn(chair);
    const peak = each.peak?.(chair) ?? 0;
    const more = each.counts?.(chair) ?? null;
    const pushes = each.way?.(chair) ?? 0;
    if (pushes * way < 0) count = 0;
    if (pushes !== 0) way = pushes;
    count = more === null ? 0 : count + more;
    most = Math.max(most, count, peak);
    const ended = chair.control.session.state === 'fault' && off(chair);
    overMs = ended && (each.peak === undefined || peak < most - cooledK) ? overMs + tickMs : 0;
  }
  return most;
}

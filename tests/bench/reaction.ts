/**
 * How fast the chair reacts to what fails, on the model: the worst of many random phases for each row of the table in
 * docs/safety.md, beside its bound. In each phase a chair of its own (person, room, pads) runs healthily up to a
 * random moment, and from there it is broken and watched, put back and broken otherwise, for each row of what it was
 * doing. A tick is added where the fault begins the time: it may come just after a tick has read its sensors.
 *
 * `npm run bench -- reaction`; `--phases=1000` for the long run, shared out among the cores, `--host=late|pauses|line` for a computer whose every turn is
 * late by up to 15 ms, or that is away for 20 to 100 ms at a time, up to the share that is healthy, or whose line lags and bursts; `--row=TEXT` for
 * the rows that begin so.
 */

import type { ModelPort } from '../../sim/boards/modelport.ts';
import { modelPort } from '../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../sim/chair/simulation.ts';
import type { PadFactors } from '../../sim/plant/pad.ts';
import { padNamed, setKeys } from '../../sim/plant/plant.ts';
import { createRandom, nextBelow, nextBetween, type Random } from '../../sim/random.ts';
import { chairOnTest, programsFor } from '../../sim/scenario/programs.ts';
import { isWrong } from '../../sim/scenario/values.ts';
import { hasFault } from '../../src/chair/fault-set.ts';
import { heatLimits, tickMs } from '../../src/chair/limits.ts';
import { type KeyName, keyBit } from '../../src/chair/names.ts';
import type { Power } from '../../src/chair/outputs.ts';
import { activeFaults } from '../../src/control/guard/guard.ts';
import { carryOut } from '../../src/run/controller.ts';
import { chair as lumbar1 } from '../chair.ts';
import { type HostName, hostNamed, hosts } from './hosts.ts';
import { rewindable } from './rewind.ts';
import { type BenchRow, row } from './rows.ts';
import { shareOut, worksAs } from './threads.ts';

type Chair = Simulation & { readonly board: ModelPort };

/** A healthy chair on its way, and how long it goes on so. */
interface Base {
  readonly program: string;
  readonly keys: readonly KeyName[];
  /** Start is pressed; else it stays ready. */
  readonly runs: boolean;
  readonly fromMs: number;
  readonly toMs: number;
}

const bases = {
  heat: { program: 'just-heat', keys: [], runs: true, fromMs: 5_000, toMs: 600_000 },
  warm: { program: 'just-heat', keys: [], runs: true, fromMs: 360_000, toMs: 900_000 },
  roll: { program: 'just-roll', keys: [], runs: true, fromMs: 3_000, toMs: 300_000 },
  fast: {
    program: 'just-roll',
    keys: ['speed-up', 'speed-up', 'speed-up'],
    runs: true,
    fromMs: 3_000,
    toMs: 300_000,
  },
  knead: { program: 'just-knead', keys: [], runs: true, fromMs: 15_000, toMs: 300_000 },
  kneadFast: {
    program: 'just-knead',
    keys: ['speed-up', 'speed-up', 'speed-up'],
    runs: true,
    fromMs: 15_000,
    toMs: 300_000,
  },
  ready: { program: 'just-roll', keys: [], runs: false, fromMs: 0, toMs: 20_000 },
} as const satisfies Record<string, Base>;

interface Reaction {
  readonly name: string;
  readonly bound: number;
  readonly unit?: string;
  readonly base: keyof typeof bases;
  /** Breaks something; null where this phase does not suit. */
  readonly breaks: (chair: Chair, random: Random) => boolean;
  /** A key pressed at that moment. */
  readonly key?: KeyName;
  /**
   * The time counts from when this is true first, or (`only`) whenever it is true, or (`while`) as long as it is
   * true without a break; without any of them, at once.
   */
  readonly from?: (chair: Chair) => boolean;
  readonly only?: (chair: Chair, watch: Watch) => boolean;
  readonly while?: (chair: Chair) => boolean;
  readonly done: (chair: Chair) => boolean;
  /** Something else than time: read when it is done. */
  readonly value?: (chair: Chair, watch: Watch) => number;
  readonly giveUpMs: number;
}

/** What is summed up while a broken chair is watched. */
interface Watch {
  lumbarDuty: number;
  lumbarJ: number;
  excessK: number;
  turnsBefore: number;
}

const pinsOff = ({ board: { pins } }: Chair): boolean =>
  pins.carriageDuty === 0 && pins.kneaderDuty === 0 && padsOff(pins) && !pins.motorRelay;
const padsOff = ({ padsOn, padRelay }: Readonly<Power>): boolean => !padsOn.includes(true) && !padRelay;
const heatOff = ({ board }: Chair): boolean => padsOff(board.pins);
const relayOpen = ({ board }: Chair): boolean => !board.pins.padRelay;
const motorRelayOpen = ({ board }: Chair): boolean => !board.pins.motorRelay;
const latched =
  (code: 'E26' | 'E36' | 'E72') =>
  ({ control }: Chair): boolean =>
    hasFault(activeFaults(control.guard), code);
const heating = (_: Chair, watch: Watch): boolean => watch.lumbarDuty >= heatLimits.heatingDuty;

const put =
  (name: Parameters<ModelPort['break']>[0], value: string) =>
  ({ board }: Chair): boolean => {
    board.break(name, value);
    return true;
  };

const jamCarriage = put('carriage', 'jammed');
const drives = ({ board: { pins } }: Chair): boolean =>
  pins.motorRelay && Math.abs(pins.carriageDuty) >= lumbar1.carriage.breakawayDuty;
const kneads = ({ board: { pins } }: Chair): boolean =>
  pins.motorRelay && Math.abs(pins.kneaderDuty) >= lumbar1.kneader.breakawayDuty;
const overA =
  (motor: 'carriage' | 'kneader') =>
  ({ board: { plant, pins } }: Chair): boolean =>
    plant[motor].filteredA > 1.5 + 3 * Math.abs(pins[`${motor}Duty`]);

/** The lumbar thermistor falls off and rests so far from its element. */
const detach =
  (near: boolean) =>
  ({ board }: Chair, random: Random): boolean => {
    const { elementC } = board.plant.pads[0]!;
    const restC = near ? elementC + nextBetween(random, -4, 4) : nextBetween(random, -5, 52);
    if (!near && Math.abs(restC - elementC) < 5) return false;
    board.break('thermistor.lumbar', `detached ${restC.toFixed(1)} C`);
    return true;
  };

const second = 1000;
const reactions: readonly Reaction[] = [
  {
    name: 'emergency stop: every output off',
    bound: 60,
    base: 'roll',
    breaks: put('estop', 'pressed'),
    done: pinsOff,
    giveUpMs: second,
  },
  {
    name: 'stop key: every output off',
    bound: 60,
    base: 'roll',
    breaks: () => true,
    key: 'stop',
    done: pinsOff,
    giveUpMs: second,
  },
  {
    name: 'host killed: every output off',
    bound: 300,
    base: 'heat',
    breaks: put('host', 'killed'),
    done: pinsOff,
    giveUpMs: second,
  },
  {
    name: 'host hung: every output off',
    bound: 300,
    base: 'roll',
    breaks: put('host', 'hung'),
    done: pinsOff,
    giveUpMs: second,
  },
  {
    name: 'host unplugged: every output off',
    bound: 300,
    base: 'knead',
    breaks: put('link', 'lost'),
    done: pinsOff,
    giveUpMs: second,
  },
  {
    name: 'thermistor open: heat off',
    bound: 150,
    base: 'heat',
    breaks: put('thermistor.lumbar', 'open'),
    done: heatOff,
    giveUpMs: second,
  },
  {
    name: 'thermistor short: heat off',
    bound: 150,
    base: 'heat',
    breaks: put('thermistor.sacral', 'short'),
    done: heatOff,
    giveUpMs: second,
  },
  {
    name: 'room thermistor open: heat off',
    bound: 150,
    base: 'heat',
    breaks: put('thermistor.ambient', 'open'),
    done: heatOff,
    giveUpMs: second,
  },
  {
    name: 'element too hot: heat off',
    bound: 150,
    base: 'heat',
    breaks({ board }) {
      board.plant.pads[0]!.elementC = 62;
      return true;
    },
    done: heatOff,
    giveUpMs: second,
  },
  {
    name: 'pad switch shorted: relay open (wrong current)',
    bound: 100,
    base: 'warm',
    breaks: put('fet.lumbar', 'shorted'),
    only: ({ board: { pins, plant } }) => plant.pads[0]!.watt > 0 && !pins.padsOn[0],
    done: relayOpen,
    giveUpMs: 60 * second,
  },
  {
    name: 'pad relay welded: found by the proof',
    bound: 100,
    base: 'ready',
    breaks: put('relay', 'welded'),
    key: 'start',
    from: ({ board: { pins } }) => pins.padsOn[0] === true && !pins.padRelay,
    done: latched('E26'),
    giveUpMs: 5 * second,
  },
  {
    name: 'pad open: relay open (time switched on)',
    bound: 100,
    base: 'heat',
    breaks: put('pad.lumbar', 'open'),
    only: ({ board: { pins } }) => pins.padsOn[0] === true && pins.padRelay,
    done: relayOpen,
    giveUpMs: 60 * second,
  },
  {
    name: 'thermistor fallen off, far: relay open (heating)',
    bound: 15 * second,
    base: 'heat',
    breaks: detach(false),
    only: heating,
    done: relayOpen,
    giveUpMs: 120 * second,
  },
  {
    name: 'thermistor fallen off, near: relay open (heating)',
    bound: 60 * second,
    base: 'heat',
    breaks: detach(true),
    only: heating,
    done: relayOpen,
    giveUpMs: 200 * second,
  },
  {
    name: 'thermistor fallen off: surface above its level',
    bound: 1,
    unit: 'K',
    base: 'warm',
    breaks: detach(false),
    done: relayOpen,
    value: (_, watch) => watch.excessK,
    giveUpMs: 120 * second,
  },
  {
    name: 'thermistor frozen: relay open (heating)',
    bound: 60 * second,
    base: 'heat',
    breaks: put('thermistor.lumbar', 'frozen'),
    only: heating,
    done: relayOpen,
    giveUpMs: 200 * second,
  },
  {
    name: 'thermistor fallen off, near: energy until relay open',
    bound: 2400,
    unit: 'J',
    base: 'heat',
    breaks: detach(true),
    done: relayOpen,
    value: (_, watch) => watch.lumbarJ,
    giveUpMs: 300 * second,
  },
  {
    name: 'thermistor frozen: energy until relay open',
    bound: 2400,
    unit: 'J',
    base: 'heat',
    breaks: put('thermistor.lumbar', 'frozen'),
    done: relayOpen,
    value: (_, watch) => watch.lumbarJ,
    giveUpMs: 300 * second,
  },
  {
    name: 'carriage jammed, by current: relay open',
    bound: 300,
    base: 'fast',
    breaks: jamCarriage,
    while: overA('carriage'),
    done: motorRelayOpen,
    giveUpMs: 40 * second,
  },
  {
    name: 'carriage jammed, by edges: relay open (driven)',
    bound: 1000,
    base: 'roll',
    breaks: jamCarriage,
    while: drives,
    done: motorRelayOpen,
    giveUpMs: 40 * second,
  },
  {
    name: 'carriage gives no edge: relay open (driven)',
    bound: 1000,
    base: 'roll',
    breaks: put('carriage', 'no-edges'),
    while: drives,
    done: motorRelayOpen,
    giveUpMs: 40 * second,
  },
  {
    name: 'both limits at once: relay open',
    bound: 60,
    base: 'roll',
    breaks: ({ board }) => {
      board.break('limit.top', 'stuck');
      board.break('limit.bottom', 'stuck');
      return true;
    },
    done: motorRelayOpen,
    giveUpMs: 5 * second,
  },
  {
    name: 'limit not reached, parking: relay open',
    bound: 40 * second,
    base: 'roll',
    breaks: put('limit.top', 'open'),
    key: 'power',
    done: ({ control }) => control.session.state === 'fault',
    giveUpMs: 90 * second,
  },
  {
    name: 'kneader jammed, by current: relay open',
    bound: 300,
    base: 'kneadFast',
    breaks: put('kneader', 'jammed'),
    while: overA('kneader'),
    done: motorRelayOpen,
    giveUpMs: 40 * second,
  },
  {
    name: 'kneader gives no edge: relay open (driven)',
    bound: 2000,
    base: 'knead',
    breaks: put('kneader', 'no-edges'),
    while: kneads,
    done: motorRelayOpen,
    giveUpMs: 40 * second,
  },
  {
    name: 'cam sensor missing: relay open',
    bound: 2,
    unit: 'turns',
    base: 'knead',
    breaks: put('cam.wide', 'open'),
    done: motorRelayOpen,
    value: ({ board }, watch) => board.plant.kneaderTurnsMade - watch.turnsBefore,
    giveUpMs: 60 * second,
  },
  {
    name: 'carriage bridge shorted: relay open (current without an order)',
    bound: 300,
    base: 'roll',
    breaks: put('carriage', 'runaway'),
    only: ({ board: { plant, pins } }) => pins.carriageDuty === 0 && plant.carriage.duty !== 0,
    done: motorRelayOpen,
    giveUpMs: 90 * second,
  },
  {
    name: 'kneader bridge shorted: relay open (current without an order)',
    bound: 300,
    base: 'knead',
    breaks: put('kneader', 'runaway'),
    only: ({ board: { plant, pins } }) => pins.kneaderDuty === 0 && plant.kneader.duty !== 0,
    done: motorRelayOpen,
    giveUpMs: 90 * second,
  },
  {
    name: 'carriage bridge shorted while driven: relay open',
    bound: 300,
    base: 'roll',
    breaks: (chair) => drives(chair) && put('carriage', 'runaway')(chair),
    done: motorRelayOpen,
    giveUpMs: 5 * second,
  },
  {
    name: 'kneader bridge shorted while driven: relay open',
    bound: 300,
    base: 'knead',
    breaks: (chair) => kneads(chair) && put('kneader', 'runaway')(chair),
    done: motorRelayOpen,
    giveUpMs: 5 * second,
  },
  {
    name: 'carriage bridge shorted while driven at speed 6: relay open',
    bound: 300,
    base: 'fast',
    breaks: (chair) => drives(chair) && put('carriage', 'runaway')(chair),
    done: motorRelayOpen,
    giveUpMs: 5 * second,
  },
  {
    name: 'kneader bridge shorted while driven at speed 6: relay open',
    bound: 300,
    base: 'kneadFast',
    breaks: (chair) => kneads(chair) && put('kneader', 'runaway')(chair),
    done: motorRelayOpen,
    giveUpMs: 5 * second,
  },
  {
    name: 'motor relay welded: found by the proof',
    bound: 300,
    base: 'ready',
    breaks: put('motor-relay', 'welded'),
    key: 'start',
    from: ({ board: { pins } }) => pins.carriageDuty !== 0 && !pins.motorRelay,
    done: latched('E36'),
    giveUpMs: 5 * second,
  },
  {
    name: 'output of the kneader stuck: every output off',
    bound: 300,
    base: 'knead',
    breaks: put('pin.kneader', 'stuck'),
    while: ({ board: { pins }, outputs }) => Math.abs(pins.kneaderDuty - outputs.kneaderDuty) > 0.02,
    done: motorRelayOpen,
    giveUpMs: 90 * second,
  },
  {
    name: 'output of a pad stuck on: relay open (on without an order)',
    bound: 300,
    base: 'heat',
    breaks: (chair) => chair.board.pins.padsOn[0] === true && put('pin.lumbar', 'stuck')(chair),
    only: ({ board: { pins }, outputs }) => pins.padsOn[0] === true && outputs.padsOn[0] !== true,
    done: relayOpen,
    giveUpMs: 60 * second,
  },
  {
    name: 'stuck key: shown',
    bound: 10 * second,
    base: 'knead',
    breaks: put('key.heat', 'stuck'),
    done: latched('E72'),
    giveUpMs: 15 * second,
  },
];

function turn(chair: Chair): void {
  decideSimulation(chair);
  carryOut(chair);
}

function runFor(chair: Chair, ms: number): void {
  for (let passed = 0; passed < ms; passed += tickMs) turn(chair);
}

function press(chair: Chair, key: KeyName): void {
  setKeys(chair.board.plant, keyBit(key));
  runFor(chair, 100);
  setKeys(chair.board.plant, 0);
  runFor(chair, 100);
}

const factor = (random: Random, share: number): number => 1 + nextBetween(random, -share, share);

function drawPad(random: Random): PadFactors {
  return {
    power: factor(random, 0.3),
    elementCapacity: factor(random, 0.3),
    surfaceCapacity: factor(random, 0.3),
    elementToSurface: factor(random, 0.3),
    elementToAir: factor(random, 0.3),
    surfaceToAir: factor(random, 0.3),
  };
}

function startChair(base: Base, host: HostName, seed: number, random: Random): Chair {
  const programs = programsFor({ program: base.program, steps: [] }, '', onTest);
  if (isWrong(programs)) throw new Error(programs.wrong);
  const board = modelPort(lumbar1, {
    seed,
    ambientC: nextBetween(random, 15, 32),
    personKg: nextBetween(random, 40, 120),
    pads: { lumbar: drawPad(random), sacral: drawPad(random) },
    rough: hosts[host],
  });
  const chair = createSimulation(board, {
    chair: lumbar1,
    programs: programs.plans,
    program: programs.chosen,
  }) as Chair;
  press(chair, 'power');
  while (chair.control.session.state !== 'ready') turn(chair);
  if (base.runs) press(chair, 'start');
  for (const key of base.keys) press(chair, key);
  return chair;
}

/** As long as is watched before a chair is broken: how much of the time its pad is on. */
const beforeMs = 5 * second;

function watchBefore(chair: Chair): Watch {
  const { plant } = chair.board;
  const watch: Watch = {
    lumbarDuty: padNamed(plant, 'lumbar').watt > 0 ? 1 : 0,
    lumbarJ: 0,
    excessK: 0,
    turnsBefore: 0,
  };
  for (let passed = 0; passed < beforeMs; passed += tickMs) watchTurn(chair, watch);
  if (chair.control.session.state === 'fault') throw new Error('a healthy chair has a fault');
  return { ...watch, lumbarJ: 0, excessK: 0, turnsBefore: plant.kneaderTurnsMade };
}

/** Where the chair did not suit, or nothing came of it in time. */
type Value = number | null | 'missed';

function react(reaction: Reaction, chair: Chair, watch: Watch, random: Random): Value {
  if (!reaction.breaks(chair, random)) return null;
  if (reaction.key !== undefined) setKeys(chair.board.plant, keyBit(reaction.key));
  let counted = 0;
  const { from, only, while: lasting } = reaction;
  let counting = from === undefined && only === undefined && lasting === undefined;
  // Where the fault itself begins the count, it may have come just after a tick read its sensors; an order that
  // begins it was given by a tick.
  let addMs = counting ? tickMs : 0;
  for (let passed = 0; passed < reaction.giveUpMs; passed += tickMs) {
    if (passed === 200) setKeys(chair.board.plant, 0);
    watchTurn(chair, watch);
    if (reaction.done(chair)) return reaction.value?.(chair, watch) ?? counted + addMs;
    if (only !== undefined) counting = only(chair, watch);
    else if (lasting !== undefined) counting = lasting(chair);
    else if (from?.(chair)) counting = true;
    if (passed === 0 && counting) addMs = tickMs;
    if (counting) counted += tickMs;
    else if (lasting !== undefined) counted = 0;
  }
  return counted <= reaction.bound ? null : 'missed';
}

const dutyShare = tickMs / beforeMs;

function watchTurn(chair: Chair, watch: Watch): void {
  turn(chair);
  const lumbar = padNamed(chair.board.plant, 'lumbar');
  watch.lumbarDuty += ((lumbar.watt > 0 ? 1 : 0) - watch.lumbarDuty) * dutyShare;
  watch.lumbarJ += (lumbar.watt * tickMs) / second;
  const levelC = chair.control.goals.heat[0] ?? 0;
  if (levelC > 0) watch.excessK = Math.max(watch.excessK, lumbar.surfaceC - levelC);
}

interface ReactionOptions {
  readonly phases: number;
  readonly host: HostName;
  /** How the names begin of the rows that are wanted. */
  readonly row: string;
}

function optionsOf(argv: readonly string[]): ReactionOptions {
  const option = (name: string) =>
    argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3) ?? null;
  const host = hostNamed(option('host') ?? 'steady');
  return { phases: Number(option('phases') ?? 20), host, row: option('row') ?? '' };
}

const wantedOf = ({ row: begins }: ReactionOptions): readonly Reaction[] =>
  reactions.filter(({ name }) => name.startsWith(begins));

/** All in this thread: what the tests run. */
export function reactionRows(options: ReactionOptions): BenchRow[] {
  const phases = Array.from({ length: options.phases }, (_, index) => index + 1);
  return rowsOf(
    options,
    phases.map((phase) => valuesOf({ ...options, phase })),
  );
}

/** Shared out among the cores. */
export async function reactionBench(options: ReactionOptions = optionsOf(process.argv)): Promise<BenchRow[]> {
  const tasks = Array.from({ length: options.phases }, (_, index) => ({ ...options, phase: index + 1 }));
  const values: (readonly Value[])[] = [];
  await shareOut<Phase, readonly Value[]>(thread, tasks, (made) => values.push(made));
  return rowsOf(options, values);
}

interface Phase extends ReactionOptions {
  readonly phase: number;
}

/** What each wanted row gives in this phase. */
function valuesOf(options: Phase): readonly Value[] {
  const wanted = wantedOf(options);
  const values = new Map<Reaction, Value>();
  for (const [name, base] of Object.entries(bases)) {
    const rows = wanted.filter((reaction) => reaction.base === name);
    if (rows.length > 0) breakEach(rows, base, options, (each, value) => values.set(each, value));
  }
  return wanted.map((reaction) => values.get(reaction) ?? null);
}

const onTest = chairOnTest(lumbar1);

function breakEach(
  rows: readonly Reaction[],
  base: Base,
  { host, phase }: Phase,
  take: (reaction: Reaction, value: Value) => void,
): void {
  const random = createRandom(20_261_121 + phase);
  const chair = startChair(base, host, phase, random);
  runFor(chair, base.fromMs + nextBelow(random, (base.toMs - base.fromMs) / tickMs) * tickMs);
  const before = watchBefore(chair);
  const restore = rewindable(chair, chair.board.model);
  for (const reaction of rows) {
    restore();
    take(reaction, react(reaction, chair, { ...before }, createRandom(phase)));
  }
}

function rowsOf(options: ReactionOptions, phases: readonly (readonly Value[])[]): BenchRow[] {
  return wantedOf(options).map(({ name, unit = 'ms', bound }, index) => {
    const values = phases.map((each) => each[index]).filter((value) => typeof value === 'number');
    const missed = phases.filter((each) => each[index] === 'missed').length;
    const count = `${values.length}${missed === 0 ? '' : `, MISSED ${missed}`}`;
    return row(`${name} [${count}]`, Math.max(0, ...values), unit, bound);
  });
}

const thread = 'reaction';
worksAs(thread, valuesOf);

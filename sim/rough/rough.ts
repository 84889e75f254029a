/**
 * The roughness of a board's world as one plain value, the same for every board: the world itself, faults that come and
 * go, the host's turns, the line's troubles, and counts of what each of them has changed.
 */
import type { Chair } from '../../src/chair/chair.ts';
import type { Power } from '../../src/chair/outputs.ts';
import {
  type FaultName,
  type FaultValue,
  type LineFaultName,
  lineFaultNames,
  readFaultValue,
  type TurnFaultName,
  turnFaultNames,
} from '../plant/faults.ts';
import type { Plant } from '../plant/plant.ts';
import { nextBetween } from '../random.ts';
import { type Comings, stepComings, takeFault } from './comings.ts';
import { countEffects, createLedger, enterFault, type Ledger, wasIn } from './effects.ts';
import type { RoughKind } from './kinds.ts';
import { breakLine, createLineTrouble, type LineTrouble } from './line.ts';
import { fitParts } from './sense.ts';
import { nextLog, streamOf } from './streams.ts';
import { breakTurns, createOwnPauses, createTurns, settleTurns, type Turns } from './turns.ts';
import { createWorld, type World } from './world.ts';

export interface Rough {
  readonly seed: number;
  /** Null: the nominal world. */
  readonly world: World | null;
  readonly turns: Turns;
  readonly line: LineTrouble;
  readonly comings: Comings;
  readonly ledger: Ledger;
  readonly kinds: readonly RoughKind[];
}

/** The fault under whose name the effects of these kinds are counted. */
const countedBy: Partial<Record<RoughKind, TurnFaultName | LineFaultName>> = {
  'late-turns': 'host.late',
  pauses: 'host.pause',
  'line-lag': 'line.lag',
  'line-burst': 'line.burst',
  'line-repeat': 'line.repeat',
};

export function createRough(
  chair: Chair,
  plant: Plant,
  seed: number,
  kinds: readonly RoughKind[] = [],
): Rough {
  const world = kinds.length === 0 ? null : createWorld(chair, seed, kinds);
  if (world !== null) fitParts(world, plant);
  const turns = createTurns(seed);
  const line = createLineTrouble(seed);
  const draw = (kind: RoughKind, name: LineFaultName, low: number, high: number): void => {
    if (kinds.includes(kind))
      breakLine(line, name, { number: nextLog(streamOf(seed, kind), low, high), word: '' });
  };
  draw('line-lag', 'line.lag', 20, 120);
  draw('line-burst', 'line.burst', 16, 100);
  draw('line-repeat', 'line.repeat', 0.001, 0.05);
  if (kinds.includes('late-turns')) turns.lateToMs = nextBetween(streamOf(seed, 'late-turns'), 5, 15);
  if (kinds.includes('pauses')) turns.ownPauses = createOwnPauses(seed);
  settleTurns(turns);
  return { seed, world, turns, line, comings: [], ledger: createLedger(), kinds };
}

/** Applies a fault that is present now, or `none`. */
type ApplyFault = (name: FaultName, value: string) => void;

/** Puts any fault of the table in, or takes it away. Throws on a value the table does not have. */
export function breakWith(
  rough: Rough,
  nowMs: number,
  name: FaultName,
  value: FaultValue,
  apply: ApplyFault,
): void {
  const read = readFaultValue(name, value);
  if (typeof read === 'string') throw new Error(read);
  if (name === 'host' && read.word === 'none') {
    // A host that works again also gets its turns again.
    for (const each of turnFaultNames) {
      if (wasIn(rough.ledger, each)) breakWith(rough, nowMs, each, 'none', apply);
    }
  }
  takeFault(rough.comings, { ...read, name }, { seed: rough.seed, nowMs }, (_, base) =>
    applyOne(rough, name, base, apply),
  );
}

function applyOne(rough: Rough, name: FaultName, base: string, apply: ApplyFault): void {
  const read = readFaultValue(name, base);
  if (typeof read === 'string') throw new Error(read);
  enterFault(rough.ledger, name, read.word);
  if (isOf(turnFaultNames, name)) breakTurns(rough.turns, name, read);
  else if (isOf(lineFaultNames, name)) breakLine(rough.line, name, read);
  else apply(name, base);
}

function isOf<T extends string>(names: readonly T[], name: string): name is T {
  return (names as readonly string[]).includes(name);
}

/** Called after each step of time: counts the effects, and lets faults come and go. */
export function stepFaults(rough: Rough, plant: Plant, pins: Readonly<Power>, apply: ApplyFault): void {
  countEffects(rough.ledger, plant, pins);
  if (rough.comings.length === 0) return;
  stepComings(rough.comings, plant.nowMs, (name, base) => applyOne(rough, name as FaultName, base, apply));
}

/** In how many ticks each kind that is on, and each fault given, has changed something. */
export function effectsOf({ world, turns, line, ledger, kinds }: Rough): Readonly<Record<string, number>> {
  const byName: Readonly<Record<string, number>> = { ...turns.changed, ...line.changed };
  const ofKinds = kinds.map((kind): [string, number] => [
    kind,
    byName[countedBy[kind] ?? ''] ?? world?.injectors.find((each) => each.kind === kind)?.changed ?? 0,
  ]);
  const ofFaults = Object.entries(ledger.ticks).map(([kind, ticks]): [string, number] => [
    kind,
    byName[kind.split(' ')[0] ?? ''] ?? ticks,
  ]);
  return Object.fromEntries([...ofKinds, ...ofFaults]);
}

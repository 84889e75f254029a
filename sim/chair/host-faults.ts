/**
 * What can break on the host's side of the board, besides the faults of the plant's table: the disk that holds
 * settings, logs and programs, the file of a shipped program, the chair file, the software itself, and a microcontroller
 * that runs other firmware than the guard.
 */
import { AssertionFailed } from '../../src/chair/assert.ts';
import type { Power } from '../../src/chair/outputs.ts';
import type { Sensors } from '../../src/chair/sensors.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { ChairBoard } from '../boards/board.ts';
import { goneMs } from '../boards/model.ts';
import { copyInto } from '../copy-into.ts';
import { type ReadFault, readValue } from '../plant/fault-values.ts';
import { nextBelow, nextShare, type Random } from '../random.ts';
import { type Comings, stepComings, takeFault } from '../rough/comings.ts';
import { streamOf } from '../rough/streams.ts';
import type { ChairDisk } from './disk.ts';

export const hostFaultTable = {
  /** The microcontroller answers, but not like the guard: it runs plain or foreign firmware. */
  guard: ['missing'],
  /** Writing to the disk fails. The same as `disk: failing`. */
  store: ['failing'],
  /**
   * Full: nothing more can be written. Torn: the next power cut tears what is being written. Damaged: a bit of one of
   * the files has flipped. Read-only, failing: writing fails with the system's error for such a disk.
   */
  disk: ['full', 'torn', 'damaged', 'read-only', 'failing'],
  /** The file of the program chosen at first is damaged: noticed at the next start, when programs are loaded. */
  program: ['damaged'],
  /** The stages above the guard always order full heat, full motion in changing directions, or both. */
  upstream: ['heat', 'motion', 'full'],
  /** The host reads the values of the previous frame again. */
  values: ['repeated'],
  /** A write is acknowledged twice, or only seconds after it was done. */
  keep: ['twice', 'slow'],
  /** The wall clock jumps back and forth by up to two days. */
  clock: ['jumps'],
  /** An assertion fails once, in the middle of the next turn: a software mistake. */
  assertion: ['fails'],
  /** The chair file is missing: noticed at the next start. */
  'chair-file': ['missing'],
} as const;

export type HostFaultName = keyof typeof hostFaultTable;
export const hostFaultNames = Object.keys(hostFaultTable) as readonly HostFaultName[];

export function isHostFaultName(text: string): text is HostFaultName {
  return Object.hasOwn(hostFaultTable, text);
}

type WordOf<N extends HostFaultName> = (typeof hostFaultTable)[N][number] | 'none';

export interface HostFaults {
  guardMissing: boolean;
  programDamaged: boolean;
  upstream: WordOf<'upstream'>;
  valuesRepeated: boolean;
  /** Values were repeated in the previous turn; and when that turn read the board. */
  wereRepeated: boolean;
  readAtMs: Milliseconds;
  clockJumps: boolean;
  assertionFails: boolean;
  chairFileMissing: boolean;
  readonly random: Random;
  /** The direction ordered for the motors, and for how many more ticks. */
  way: number;
  ticksLeft: number;
  /** In how many ticks each of these faults that was given has changed something. */
  readonly changed: Record<string, number>;
}

export function createHostFaults(seed: number): HostFaults {
  return {
    guardMissing: false,
    programDamaged: false,
    upstream: 'none',
    valuesRepeated: false,
    wereRepeated: false,
    readAtMs: 0,
    clockJumps: false,
    assertionFails: false,
    chairFileMissing: false,
    random: streamOf(seed, 'host faults'),
    way: 1,
    ticksLeft: 0,
    changed: {},
  };
}

/** An injected mistake; any other assertion is a mistake of the software itself and ends the simulation. */
export class ProvokedMistake extends AssertionFailed {}

/** Makes the stages above the guard order more than they wanted; the guard must withstand it. */
export function disturb(faults: HostFaults, wanted: Power): void {
  if (faults.assertionFails) {
    faults.assertionFails = false;
    throw new ProvokedMistake('It has been made to fail.');
  }
  const { upstream, random } = faults;
  if (upstream === 'none') return;
  if (upstream !== 'motion') {
    wanted.padsOn.fill(true);
    wanted.padRelay = true;
  }
  if (upstream !== 'heat') {
    if (faults.ticksLeft-- <= 0) {
      faults.way = nextShare(random) < 0.5 ? 1 : -1;
      faults.ticksLeft = nextBelow(random, nextShare(random) < 0.5 ? 20 : 2000);
    }
    wanted.carriageDuty = faults.way;
    wanted.kneaderDuty = faults.way;
    wanted.tapperDuty = 1;
    wanted.motorRelay = true;
  }
  count(faults, `upstream ${upstream}`);
}

/**
 * Reads the board into `sensors`; while values are repeated, into `unseen`, so that `sensors` keeps the old ones. As on the
 * real link their age grows, so the host does not take them for new.
 */
export function readOrRepeat(
  faults: HostFaults,
  board: Pick<ChairBoard, 'read' | 'plant'>,
  sensors: Sensors,
  unseen: Sensors,
): void {
  const { valuesRepeated, wereRepeated } = faults;
  // The values that came last are kept in case no new ones come.
  if (valuesRepeated && !wereRepeated) copyInto(unseen, sensors);
  else if (wereRepeated && !valuesRepeated) copyInto(sensors, unseen);
  faults.wereRepeated = valuesRepeated;
  board.read(valuesRepeated ? unseen : sensors);
  const { nowMs } = board.plant;
  const passedMs = nowMs - faults.readAtMs;
  faults.readAtMs = nowMs;
  if (!valuesRepeated) return;
  count(faults, 'values repeated');
  const { link } = sensors;
  link.ageMs += passedMs;
  link.orderAgeMs += passedMs;
  link.connected = link.connected && link.ageMs < goneMs;
}

/** Wall time in ms since 1970; null if the host has no clock, as in most runs. */
export function wallMsOf(faults: HostFaults, nowMs: number): number | null {
  if (!faults.clockJumps) return null;
  count(faults, 'clock jumps');
  return Date.UTC(2026, 0, 10) + nowMs + nextBelow(faults.random, 2 * 86_400_000);
}

/** Called each time that a fault has changed something. */
export function count({ changed }: HostFaults, kind: string): void {
  changed[kind] = (changed[kind] ?? 0) + 1;
}

interface FaultyHost {
  readonly hostFaults: HostFaults;
  readonly disk: ChairDisk;
  /** Faults that come and go. */
  readonly comings: Comings;
  readonly nowMs: number;
}

/** Faults whose effects are counted: how often each has changed something. */
const counted: readonly HostFaultName[] = ['upstream', 'values', 'keep', 'clock'];

/** Reads a value; a string says what is wrong with it. */
export function readHostFault(name: HostFaultName, value: string): ReadFault | string {
  return readValue(name, { words: hostFaultTable[name], number: null }, value);
}

/** Puts a fault in, or takes it away. Throws on a value the table does not have. */
export function breakHost(host: FaultyHost, name: HostFaultName, value: string): void {
  const read = readHostFault(name, value);
  if (typeof read === 'string') throw new Error(read);
  takeFault(host.comings, { ...read, name }, { seed: 0, nowMs: host.nowMs }, (_, base) =>
    apply(host, name, base),
  );
}

/** Called each tick: lets faults come and go. */
export function stepHostFaults(host: FaultyHost): void {
  if (host.comings.length === 0) return;
  stepComings(host.comings, host.nowMs, (name, base) => apply(host, name as HostFaultName, base));
}

function apply({ hostFaults, disk }: FaultyHost, name: HostFaultName, value: string): void {
  if (value !== 'none' && counted.includes(name)) hostFaults.changed[`${name} ${value}`] ??= 0;
  switch (name) {
    case 'upstream':
      hostFaults.upstream = value as WordOf<'upstream'>;
      return;
    case 'values':
      hostFaults.valuesRepeated = value !== 'none';
      return;
    case 'clock':
      hostFaults.clockJumps = value !== 'none';
      return;
    case 'keep':
      disk.answer(value as WordOf<'keep'>);
      return;
    case 'assertion':
      hostFaults.assertionFails = value !== 'none';
      return;
    case 'chair-file':
      hostFaults.chairFileMissing = value !== 'none';
      return;
    case 'guard':
      hostFaults.guardMissing = value !== 'none';
      return;
    case 'program':
      hostFaults.programDamaged = value !== 'none';
      return;
    case 'store':
    case 'disk':
      disk.break(value as 'none' | (typeof hostFaultTable)['disk'][number]);
      return;
  }
}

/** Converts one tick of the chair to numbers and packed codes for the recording, and back to what the page shows. */

import { at } from '../../../src/chair/assert.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { keyNames, sessionStates } from '../../../src/chair/names.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import type { CarriageGoal } from '../../../src/control/goals.ts';
import type { Control } from '../../../src/control/tick.ts';
import type { Controller } from '../../../src/run/controller.ts';
import type { Simulation } from '../../chair/simulation.ts';
import { type Moment, padChannelCount, padNumbers, sharedChannelCount, toneNames } from '../protocol.ts';
import { holdsIn, packHolds } from './hold-codes.ts';
import { channelCount, codeCount, type Recording, tickAt } from './recording.ts';
import { codeBits } from './tracks.ts';

/** Smoothing of a pad's duty over about a second, since pads are switched for whole ticks. */
const dutySmoothing = tickMs / 1000;

/** Motion per tick up to which a part counts as standing still: 1 mm/s, or one turn in 100 s. */
const movesMm = tickMs / 1000;
const turnsOfTick = tickMs / 100_000;

export interface Sampler {
  readonly values: Float64Array;
  readonly codes: Float64Array;
  readonly padDuties: number[];
  display: string;
  displayCode: number;
}

export function createSampler(): Sampler {
  return {
    values: new Float64Array(channelCount).fill(Number.NaN),
    codes: new Float64Array(codeCount),
    padDuties: padNumbers.map(() => 0),
    display: '',
    displayCode: 0,
  };
}

/**
 * A chair's values apart from its controller's decisions: the plant's true values in the simulator, measured values for a real
 * chair. NaN if not known.
 */
export interface Readings {
  readonly carriageMm: number;
  readonly carriageA: number;
  readonly kneaderTurns: number;
  readonly kneaderA: number;
  readonly supplyV: number;
  readonly ambientC: number;
  /** In the chair's order of pads. */
  readonly pads: readonly { readonly elementC: number; readonly surfaceC: number }[];
  /** The actual levels of the pads' outputs. */
  readonly padsOn: readonly boolean[];
  /** One bit per key. */
  readonly keys: number;
  readonly emergencyStop: boolean;
  readonly powered: boolean;
  /** 0: nobody, or not known. */
  readonly personKg: number;
  /** Lateness of the turn. */
  readonly lateMs: number;
  /** Whether the chair's own readings and estimates are recorded as well. */
  readonly belief: boolean;
}

type Sampled = Pick<Controller, 'control' | 'outputs' | 'sensors'>;

/** The true values of a simulated chair. */
export function truthOf({ board }: Simulation): Readings {
  const { plant, pins } = board;
  return {
    carriageMm: plant.carriageMm,
    carriageA: plant.carriageA,
    kneaderTurns: plant.kneaderTurns,
    kneaderA: plant.kneaderA,
    supplyV: plant.supplyV,
    ambientC: plant.ambientC,
    pads: plant.pads,
    padsOn: pins.padRelay ? pins.padsOn : noneOn,
    keys: plant.keys | plant.stuckKeys,
    emergencyStop: plant.emergencyStop,
    powered: plant.powered,
    personKg: plant.personKg,
    lateMs: board.turn?.lateMs ?? 0,
    belief: true,
  };
}

const noneOn: readonly boolean[] = padNumbers.map(() => false);

/** Fills the sampler; called after the tick has decided and before time passes. */
export function sample(
  sampler: Sampler,
  chair: Chair,
  sampled: Sampled,
  readings: Readings,
  plan: number,
): void {
  const { control, outputs } = sampled;
  const { values, codes } = sampler;
  const moves = Math.abs(readings.carriageMm - (values[0] ?? Number.NaN)) > movesMm;
  const turns = Math.abs(readings.kneaderTurns - (values[4] ?? Number.NaN)) > turnsOfTick;
  values[0] = readings.carriageMm;
  values[1] = targetOf(control.goals.carriage, chair.carriage.railMm);
  values[2] = outputs.carriageDuty;
  values[3] = readings.carriageA;
  values[4] = readings.kneaderTurns;
  values[5] = outputs.kneaderDuty;
  values[6] = readings.kneaderA;
  values[7] = readings.supplyV;
  values[8] = readings.ambientC;
  values[9] = outputs.padRelay ? 1 : 0;
  values[10] = outputs.motorRelay ? 1 : 0;
  values[11] = chair.tapper === null ? Number.NaN : outputs.tapperDuty;
  sampleBelief(values, control, readings.belief);
  for (let index = 0; index < readings.pads.length; index++)
    samplePad(sampler, chair, sampled, readings, index);
  pack(sampler, sampled, readings, codes);
  codes[0] = (codes[0] ?? 0) | bit(moves, codeBits.carriageMoves) | bit(turns, codeBits.kneaderTurns);
  packChoice(control, plan, codes);
}

/** Samples the chair's estimate of its carriage, a place or an interval, and the duty that it wants. */
function sampleBelief(values: Float64Array, { carriage, wanted, guard }: Control, shown: boolean): void {
  const interval = shown && carriage.timed?.known === true ? carriage.timed : null;
  values[12] = shown && carriage.known ? carriage.positionMm : Number.NaN;
  values[13] = interval?.lowMm ?? Number.NaN;
  values[14] = interval?.highMm ?? Number.NaN;
  values[15] = wanted.carriageDuty;
  values[16] = wanted.carriageDuty !== 0 && at(guard.register.holds, part.carriage, 'output') !== 0 ? 1 : 0;
}

function samplePad(
  { values, padDuties }: Sampler,
  chair: Chair,
  { control, sensors }: Sampled,
  readings: Readings,
  index: number,
): void {
  const { elementC, surfaceC } = at(readings.pads, index, 'pad');
  const before = at(padDuties, index, 'pad');
  const duty = before + ((readings.padsOn[index] === true ? 1 : 0) - before) * dutySmoothing;
  padDuties[index] = duty;
  const goalC = at(control.goals.heat, index, 'pad');
  const first = sharedChannelCount + padChannelCount * index;
  values[first] = elementC;
  values[first + 1] = surfaceC;
  values[first + 2] = goalC === 0 ? Number.NaN : goalC;
  values[first + 3] = duty;
  const { measuresElement, measuresSurface } = at(chair.pads, index, 'pad');
  const read = at(sensors.pads, index, 'pad');
  const { control: known, targetC } = at(control.heater.pads, index, 'pad');
  const wants = at(control.wanted.padsOn, index, 'pad');
  const believes = readings.belief && known.known;
  values[first + 4] = readings.belief && measuresElement ? read.elementC : Number.NaN;
  values[first + 5] = believes ? known.elementC : Number.NaN;
  values[first + 6] = believes && targetC > 0 ? known.elementGoalC : Number.NaN;
  values[first + 7] = readings.belief && measuresSurface ? read.surfaceC : Number.NaN;
  values[first + 8] = believes ? known.surfaceC : Number.NaN;
  values[first + 9] = wants && at(control.guard.register.holds, padPart(index), 'output') !== 0 ? 1 : 0;
}

function targetOf({ kind, targetMm }: CarriageGoal, railMm: number): number {
  switch (kind) {
    case 'goto':
      return targetMm;
    case 'top':
      return railMm;
    case 'bottom':
      return 0;
    case 'stop':
    case 'still':
      return Number.NaN;
  }
}

function pack(
  sampler: Sampler,
  { control, outputs, sensors }: Sampled,
  readings: Readings,
  codes: Float64Array,
): void {
  const { session, remote, guard, wanted } = control;
  const { holds, faults, shown } = guard.register;
  codes[0] =
    sessionStates.indexOf(session.state) |
    ((control.sequencer.step + 1) << 4) |
    (toneNames.indexOf(remote.beeps.tone) << 14) |
    bit(outputs.lamp, codeBits.lamp) |
    bit(outputs.lockLamp, codeBits.lockLamp) |
    bits(outputs.padsOn, codeBits.pads) |
    bit(sensors.seat, codeBits.seat) |
    bit(readings.emergencyStop, codeBits.emergencyStop) |
    bit(readings.powered, codeBits.powered) |
    bit(sensors.limitTop, codeBits.limitTop) |
    bit(sensors.limitMiddle, codeBits.limitMiddle) |
    bit(sensors.limitBottom, codeBits.limitBottom) |
    bit(sensors.camNarrow, codeBits.camNarrow) |
    bit(sensors.camMedium, codeBits.camMedium) |
    bit(sensors.camWide, codeBits.camWide);
  codes[1] = faults;
  codes[2] = shown;
  codes[3] =
    readings.keys |
    bit(wanted.carriageDuty !== 0, 10) |
    bit(wanted.kneaderDuty !== 0, 11) |
    bit(wanted.motorRelay, 12) |
    bit(wanted.padRelay, 13) |
    bits(wanted.padsOn, 14) |
    (Math.round(readings.personKg) << 16) |
    bit(wanted.tapperDuty !== 0, 24);
  packHolds(holds, codes);
  if (outputs.display !== sampler.display) {
    sampler.display = outputs.display;
    sampler.displayCode = 0;
    for (let place = 0; place < 4; place++) {
      sampler.displayCode |= (outputs.display.charCodeAt(place) & 127) << (place * 7);
    }
  }
  codes[6] = sampler.displayCode;
  codes[10] = sensors.link.ageMs;
  codes[11] = readings.lateMs;
  codes[12] = sensors.link.badFrames;
}

/** Packs the choices on the remote. */
function packChoice({ session }: Control, plan: number, codes: Float64Array): void {
  codes[7] =
    session.minutes |
    ((session.speedShift + 8) << 7) |
    ((session.heatLevel + 1) << 11) |
    bit(session.locked, 14) |
    ((plan + 1) << 15);
  codes[8] = session.spotMm;
  codes[9] = Math.round(session.leftMs / 1000);
}

function bit(on: boolean, place: number): number {
  return on ? 1 << place : 0;
}

function bits(on: readonly boolean[], place: number): number {
  return on.reduce((mask, each, index) => mask | bit(each, place + index), 0);
}

const keysMask = (1 << keyNames.length) - 1;

/** A recorded tick as the page shows it; null if it is not recorded. */
export function momentAt(recording: Recording, tick: number): Moment | null {
  const found = tickAt(recording, tick);
  if (found === null) return null;
  const [c0 = 0, faults = 0, shown = 0, c3 = 0, , , c6 = 0, c7 = 0, spotMm = 0, leftS = 0] = found.codes;
  const is = (place: number) => ((c0 >>> place) & 1) === 1;
  return {
    ...found.values,
    nowMs: tick * tickMs,
    state: sessionStates[c0 & 15] ?? 'off',
    step: ((c0 >>> 4) & 1023) - 1,
    tone: toneNames[(c0 >>> 14) & 3] ?? 'none',
    lamp: is(codeBits.lamp),
    lockLamp: is(codeBits.lockLamp),
    padsOn: padNumbers.map((pad) => is(codeBits.pads + pad)),
    seat: is(codeBits.seat),
    emergencyStop: is(codeBits.emergencyStop),
    powered: is(codeBits.powered),
    personKg: (c3 >>> 16) & 255,
    keys: c3 & keysMask,
    wants: [10, 11, 12, 13, 14, 15, 24].map((place) => ((c3 >>> place) & 1) === 1),
    faults,
    shown,
    holds: holdsIn(found.codes),
    plan: (c7 >>> 15) - 1,
    locked: ((c7 >>> 14) & 1) === 1,
    minutes: c7 & 127,
    speedShift: ((c7 >>> 7) & 15) - 8,
    heatLevel: ((c7 >>> 11) & 7) - 1,
    spotMm,
    leftMs: leftS * 1000,
    display: String.fromCharCode(c6 & 127, (c6 >>> 7) & 127, (c6 >>> 14) & 127, (c6 >>> 21) & 127),
  };
}

/** One tick of the chair as numbers and packed codes for the recording, and back again as the page shows it. */

import { at } from '../../../src/chair/assert.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { keyNames, sessionStates } from '../../../src/chair/names.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import type { CarriageGoal } from '../../../src/control/goals.ts';
import type { Simulation } from '../../chair/simulation.ts';
import type { Pad } from '../../plant/pad.ts';
import { type Moment, padChannelCount, padNumbers, sharedChannelCount, toneNames } from '../protocol.ts';
import { channelCount, codeCount, type Recording, tickAt } from './recording.ts';
import { codeBits } from './tracks.ts';

/** The share of time a pad is on, smoothed over about a second: pads are switched for whole ticks. */
const dutySmoothing = tickMs / 1000;

/** In a tick: slower than 1 mm/s, or a turn in 100 s, it stands still. */
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

/** Fills the sampler from the simulation, after the tick has decided and before time passes. */
export function sample(sampler: Sampler, simulation: Simulation, plan: number): void {
  const { board, control, outputs } = simulation;
  const { plant } = board;
  const { values, codes } = sampler;
  const moves = Math.abs(plant.carriageMm - (values[0] ?? Number.NaN)) > movesMm;
  const turns = Math.abs(plant.kneaderTurns - (values[4] ?? Number.NaN)) > turnsOfTick;
  values[0] = plant.carriageMm;
  values[1] = targetOf(control.goals.carriage, simulation.options.chair.carriage.railMm);
  values[2] = outputs.carriageDuty;
  values[3] = plant.carriageA;
  values[4] = plant.kneaderTurns;
  values[5] = outputs.kneaderDuty;
  values[6] = plant.kneaderA;
  values[7] = plant.supplyV;
  values[8] = plant.ambientC;
  values[9] = outputs.padRelay ? 1 : 0;
  values[10] = outputs.motorRelay ? 1 : 0;
  values[11] = plant.tapper === null ? Number.NaN : outputs.tapperDuty;
  sampleBelief(values, simulation);
  for (const [index, pad] of plant.pads.entries()) samplePad(sampler, simulation, index, pad);
  pack(sampler, simulation, codes);
  codes[0] = (codes[0] ?? 0) | bit(moves, codeBits.carriageMoves) | bit(turns, codeBits.kneaderTurns);
  packChoice(simulation, plan, codes);
}

/** What the chair believes of its carriage: a place, or the interval that it is in. */
function sampleBelief(values: Float64Array, { control }: Simulation): void {
  const { carriage, wanted, guard } = control;
  const interval = carriage.timed?.known === true ? carriage.timed : null;
  values[12] = carriage.known ? carriage.positionMm : Number.NaN;
  values[13] = interval?.lowMm ?? Number.NaN;
  values[14] = interval?.highMm ?? Number.NaN;
  values[15] = wanted.carriageDuty;
  values[16] = wanted.carriageDuty !== 0 && at(guard.register.holds, part.carriage, 'output') !== 0 ? 1 : 0;
}

function samplePad(
  { values, padDuties }: Sampler,
  { board: { pins }, control, sensors, options }: Simulation,
  index: number,
  { elementC, surfaceC }: Pad,
): void {
  const before = at(padDuties, index, 'pad');
  const on = pins.padsOn[index] === true && pins.padRelay;
  const duty = before + ((on ? 1 : 0) - before) * dutySmoothing;
  padDuties[index] = duty;
  const goalC = at(control.goals.heat, index, 'pad');
  const first = sharedChannelCount + padChannelCount * index;
  values[first] = elementC;
  values[first + 1] = surfaceC;
  values[first + 2] = goalC === 0 ? Number.NaN : goalC;
  values[first + 3] = duty;
  const { measuresElement, measuresSurface } = at(options.chair.pads, index, 'pad');
  const read = at(sensors.pads, index, 'pad');
  const { control: known, targetC } = at(control.heater.pads, index, 'pad');
  const wants = at(control.wanted.padsOn, index, 'pad');
  values[first + 4] = measuresElement ? read.elementC : Number.NaN;
  values[first + 5] = known.known ? known.elementC : Number.NaN;
  values[first + 6] = known.known && targetC > 0 ? known.elementGoalC : Number.NaN;
  values[first + 7] = measuresSurface ? read.surfaceC : Number.NaN;
  values[first + 8] = known.known ? known.surfaceC : Number.NaN;
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

function pack(sampler: Sampler, simulation: Simulation, codes: Float64Array): void {
  const { board, control, outputs, sensors } = simulation;
  const { plant } = board;
  const { session, remote, guard, wanted } = control;
  const { holds, faults, shown } = guard.register;
  const hold = (output: number, place: number) => at(holds, output, 'output') << place;
  codes[0] =
    sessionStates.indexOf(session.state) |
    ((control.sequencer.step + 1) << 4) |
    (toneNames.indexOf(remote.beeps.tone) << 14) |
    bit(outputs.lamp, codeBits.lamp) |
    bit(outputs.lockLamp, codeBits.lockLamp) |
    bits(outputs.padsOn, codeBits.pads) |
    bit(sensors.seat, codeBits.seat) |
    bit(plant.emergencyStop, codeBits.emergencyStop) |
    bit(plant.powered, codeBits.powered) |
    bit(sensors.limitTop, codeBits.limitTop) |
    bit(sensors.limitMiddle, codeBits.limitMiddle) |
    bit(sensors.limitBottom, codeBits.limitBottom) |
    bit(sensors.camNarrow, codeBits.camNarrow) |
    bit(sensors.camMedium, codeBits.camMedium) |
    bit(sensors.camWide, codeBits.camWide);
  codes[1] = faults;
  codes[2] = shown;
  codes[3] =
    plant.keys |
    plant.stuckKeys |
    bit(wanted.carriageDuty !== 0, 10) |
    bit(wanted.kneaderDuty !== 0, 11) |
    bit(wanted.motorRelay, 12) |
    bit(wanted.padRelay, 13) |
    bits(wanted.padsOn, 14) |
    (Math.round(plant.personKg) << 16) |
    bit(wanted.tapperDuty !== 0, 24);
  codes[4] =
    hold(part.carriage, 0) | hold(part.kneader, 8) | hold(part.motorRelay, 16) | hold(part.padRelay, 24);
  codes[5] = hold(padPart(0), 0) | hold(padPart(1), 8) | hold(part.tapper, 16);
  if (outputs.display !== sampler.display) {
    sampler.display = outputs.display;
    sampler.displayCode = 0;
    for (let place = 0; place < 4; place++) {
      sampler.displayCode |= (outputs.display.charCodeAt(place) & 127) << (place * 7);
    }
  }
  codes[6] = sampler.displayCode;
  codes[10] = sensors.link.ageMs;
  codes[11] = board.turn?.lateMs ?? 0;
  codes[12] = sensors.link.badFrames;
}

/** What is chosen on the remote. */
function packChoice({ control: { session } }: Simulation, plan: number, codes: Float64Array): void {
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

/** A recorded tick as the page shows it; null where it is not recorded. */
export function momentAt(recording: Recording, tick: number): Moment | null {
  const found = tickAt(recording, tick);
  if (found === null) return null;
  const [c0 = 0, faults = 0, shown = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0, c7 = 0, spotMm = 0, leftS = 0] =
    found.codes;
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
    holds: [c4, c4 >>> 8, c4 >>> 16, c4 >>> 24, c5, c5 >>> 8, c5 >>> 16].map((code) => code & 255),
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

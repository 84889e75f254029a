/** One tick of the chair as numbers and packed codes for the recording, and back again as the page shows it. */

import { tickMs } from '../../../src/chair/limits.ts';
import { keyNames, sessionStates } from '../../../src/chair/names.ts';
import type { CarriageGoal } from '../../../src/control/goals.ts';
import type { Simulation } from '../../chair/simulation.ts';
import { type Moment, toneNames } from '../protocol.ts';
import { channelCount, codeCount, type Recording, tickAt } from './recording.ts';

/** The share of time a pad is on, smoothed over about a second: pads are switched for whole ticks. */
const dutySmoothing = tickMs / 1000;

export interface Sampler {
  readonly values: Float64Array;
  readonly codes: Int32Array;
  lumbarDuty: number;
  sacralDuty: number;
  display: string;
  displayCode: number;
}

export function createSampler(): Sampler {
  return {
    values: new Float64Array(channelCount),
    codes: new Int32Array(codeCount),
    lumbarDuty: 0,
    sacralDuty: 0,
    display: '',
    displayCode: 0,
  };
}

/** Fills the sampler from the simulation, after the tick has decided and before time passes. */
export function sample(sampler: Sampler, simulation: Simulation): void {
  const { board, control, outputs } = simulation;
  const { plant, pins } = board;
  const { values, codes } = sampler;
  const { goals } = control;
  sampler.lumbarDuty += ((pins.lumbarOn && pins.padRelay ? 1 : 0) - sampler.lumbarDuty) * dutySmoothing;
  sampler.sacralDuty += ((pins.sacralOn && pins.padRelay ? 1 : 0) - sampler.sacralDuty) * dutySmoothing;
  values[0] = plant.carriageMm;
  values[1] = targetOf(goals.carriage, simulation.options.chair.carriage.railMm);
  values[2] = outputs.carriageDuty;
  values[3] = plant.carriageA;
  values[4] = plant.kneaderTurns;
  values[5] = outputs.kneaderDuty;
  values[6] = plant.kneaderA;
  values[7] = plant.lumbar.elementC;
  values[8] = plant.lumbar.surfaceC;
  values[9] = goals.heat.lumbarC === 0 ? Number.NaN : goals.heat.lumbarC;
  values[10] = sampler.lumbarDuty;
  values[11] = plant.sacral.elementC;
  values[12] = plant.sacral.surfaceC;
  values[13] = goals.heat.sacralC === 0 ? Number.NaN : goals.heat.sacralC;
  values[14] = sampler.sacralDuty;
  values[15] = plant.supplyV;
  values[16] = plant.ambientC;
  values[17] = outputs.padRelay ? 1 : 0;
  values[18] = outputs.motorRelay ? 1 : 0;
  pack(sampler, simulation, codes);
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

function pack(sampler: Sampler, simulation: Simulation, codes: Int32Array): void {
  const { board, control, outputs, sensors } = simulation;
  const { plant } = board;
  const { session, remote, guard, wanted } = control;
  const { holds, faults, shown } = guard.register;
  codes[0] =
    sessionStates.indexOf(session.state) |
    ((control.sequencer.step + 1) << 4) |
    (toneNames.indexOf(remote.beeps.tone) << 14) |
    bit(outputs.lamp, 16) |
    bit(outputs.lockLamp, 17) |
    bit(outputs.lumbarOn, 18) |
    bit(outputs.sacralOn, 19) |
    bit(sensors.seat, 20) |
    bit(plant.emergencyStop, 21) |
    bit(plant.powered, 22);
  codes[1] = faults;
  codes[2] = shown;
  codes[3] =
    plant.keys |
    plant.stuckKeys |
    bit(wanted.carriageDuty !== 0, 10) |
    bit(wanted.kneaderDuty !== 0, 11) |
    bit(wanted.motorRelay, 12) |
    bit(wanted.lumbarOn, 13) |
    bit(wanted.sacralOn, 14) |
    bit(wanted.padRelay, 15) |
    (Math.round(plant.personKg) << 16);
  codes[4] = holds.carriage | (holds.kneader << 8) | (holds.motorRelay << 16);
  codes[5] = holds.lumbar | (holds.sacral << 8) | (holds.padRelay << 16);
  if (outputs.display !== sampler.display) {
    sampler.display = outputs.display;
    sampler.displayCode = 0;
    for (let place = 0; place < 4; place++) {
      sampler.displayCode |= (outputs.display.charCodeAt(place) & 127) << (place * 7);
    }
  }
  codes[6] = sampler.displayCode;
}

function bit(on: boolean, place: number): number {
  return on ? 1 << place : 0;
}

const keysMask = (1 << keyNames.length) - 1;

/** A recorded tick as the page shows it; null where it is not recorded. */
export function momentAt(recording: Recording, tick: number): Moment | null {
  const found = tickAt(recording, tick);
  if (found === null) return null;
  const [c0 = 0, faults = 0, shown = 0, c3 = 0, c4 = 0, c5 = 0, c6 = 0] = found.codes;
  const is = (place: number) => ((c0 >>> place) & 1) === 1;
  return {
    ...found.values,
    nowMs: tick * tickMs,
    state: sessionStates[c0 & 15] ?? 'off',
    step: ((c0 >>> 4) & 1023) - 1,
    tone: toneNames[(c0 >>> 14) & 3] ?? 'none',
    lamp: is(16),
    lockLamp: is(17),
    lumbarOn: is(18),
    sacralOn: is(19),
    seat: is(20),
    emergencyStop: is(21),
    powered: is(22),
    personKg: (c3 >>> 16) & 255,
    keys: c3 & keysMask,
    wants: [10, 11, 12, 13, 14, 15].map((place) => ((c3 >>> place) & 1) === 1),
    faults,
    shown,
    holds: [c4, c4 >>> 8, c4 >>> 16, c5, c5 >>> 8, c5 >>> 16].map((code) => code & 255),
    display: String.fromCharCode(c6 & 127, (c6 >>> 7) & 127, (c6 >>> 14) & 127, (c6 >>> 21) & 127),
  };
}

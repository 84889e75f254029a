/**
 * A guard with a perfect chair behind it, one tick at a time: what was allowed in the last tick flows, turns
 * and counts in this one. A test bends one reading and sees what the guard makes of it, and after how many ticks.
 */

import { hasFault } from '../../../src/chair/fault-set.ts';
import { type FaultCode, faultCodes, faultIndex } from '../../../src/chair/faults.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { type KeyName, keyBit, type MotorName, type SessionState } from '../../../src/chair/names.ts';
import { clearPower, copyPower, createPower, type Power } from '../../../src/chair/outputs.ts';
import { padPart, part } from '../../../src/chair/parts.ts';
import { createSensors, type PadSensors, type Sensors } from '../../../src/chair/sensors.ts';
import {
  createGuard,
  createGuardContext,
  type Guard,
  type GuardContext,
  guardTick,
} from '../../../src/control/guard/guard.ts';
import { createCounts, type Seen } from '../../../src/control/guard/interlocks/counts.ts';
import { guardLimits } from '../../../src/control/guard/limits.ts';
import { type ReasonName, reasons } from '../../../src/control/guard/reasons.ts';
import { createRegister, type FaultRegister } from '../../../src/control/guard/register.ts';
import { chair, padFigures } from '../../chair.ts';

export interface Rig {
  guard: Guard;
  sensors: Sensors;
  wanted: Power;
  context: GuardContext;
  allowed: Power;
  /** The perfect chair's own place and cam. */
  travelMm: number;
  turns: number;
}

export type Bend = (rig: Rig) => void;

/** The reference chair's. */
export const limits = guardLimits(chair);

const pad = padFigures('lumbar');
export const padSiemens = pad.nominalW / pad.nominalV ** 2;

/** What rules and models look at, at rest; a test puts in its own. */
export function createSeen(own: Partial<Seen> = {}): Seen {
  return {
    limits,
    sensors: createSensors(chair),
    wanted: createPower(chair),
    wantedFit: true,
    given: createPower(chair),
    counts: createCounts(limits),
    register: createRegister(),
    ...own,
  };
}

/** A chair in session with somebody in it, nothing ordered, 1 s of healthy ticks behind it. */
export function createRig(state: SessionState = 'running'): Rig {
  const rig: Rig = {
    guard: createGuard(limits),
    sensors: createSensors(chair),
    wanted: createPower(chair),
    context: createGuardContext(),
    allowed: createPower(chair),
    travelMm: 0,
    turns: 0,
  };
  rig.sensors.seat = true;
  rig.context.state = state;
  // The proof of the switches, which begins each session, has shown what each pad draws.
  rig.guard.diagnosis.padCurrent.learned = 3;
  step(rig, 50);
  return rig;
}

/** What a perfect chair shows of the power it was allowed. */
function answer(rig: Rig): void {
  const { sensors, allowed } = rig;
  const carriage = allowed.motorRelay ? allowed.carriageDuty : 0;
  const kneader = allowed.motorRelay ? allowed.kneaderDuty : 0;
  const carriageMoves = Math.abs(carriage) >= 0.3;
  const kneaderMoves = Math.abs(kneader) >= 0.22;
  sensors.carriageA = carriage === 0 ? 0 : carriageMoves ? 0.9 : 5 * Math.abs(carriage);
  sensors.kneaderA = kneader === 0 ? 0 : kneaderMoves ? 1.1 : 7 * Math.abs(kneader);
  // 20 mm/s, 30 turns a minute.
  if (carriageMoves) rig.travelMm += 0.4;
  if (kneaderMoves) rig.turns += Math.sign(kneader) * 0.01;
  sensors.carriageEdges = Math.floor(rig.travelMm / 2);
  const degrees = (((rig.turns * 360) % 360) + 360) % 360;
  sensors.camNarrow = degrees < 20 || degrees > 340;
  sensors.camMedium = Math.abs(degrees - 90) < 20 || Math.abs(degrees - 270) < 20;
  sensors.camWide = Math.abs(degrees - 180) < 20;
  let on = 0;
  for (const [index, sensed] of sensors.pads.entries()) {
    const isOn = allowed.padRelay && allowed.padsOn[index] === true;
    if (isOn) on++;
    warm(sensed, isOn, sensors);
  }
  sensors.padsA = on * padSiemens * sensors.supplyV;
  const { readback } = sensors.link;
  copyPower(readback, allowed);
}

/** One tick of a nominal pad with nobody on it; a reading a test has bent out of shape stays as it is. */
function warm(sensed: PadSensors, on: boolean, { supplyV, ambientC }: Sensors): void {
  const { elementC, surfaceC } = sensed;
  const isReal = (celsius: number) => celsius > 0 && celsius < 60;
  const airC = isReal(ambientC) ? ambientC : 22;
  const givenW = on && supplyV > 0 ? padSiemens * supplyV ** 2 : 0;
  const toSurfaceW =
    isReal(elementC) && isReal(surfaceC) ? pad.elementSurfaceWPerK * (elementC - surfaceC) : 0;
  const elementLossW = pad.elementAirWPerK * (elementC - airC);
  const surfaceLossW = pad.surfaceAirWPerK * (surfaceC - airC);
  const tickS = tickMs / 1000;
  if (isReal(elementC)) sensed.elementC += ((givenW - toSurfaceW - elementLossW) * tickS) / pad.elementJPerK;
  if (isReal(surfaceC)) sensed.surfaceC += ((toSurfaceW - surfaceLossW) * tickS) / pad.surfaceJPerK;
}

/** Some ticks; `bend` changes what the guard is about to see or what it is asked. */
export function step(rig: Rig, ticks = 1, bend?: Bend): void {
  for (let tick = 0; tick < ticks; tick++) {
    answer(rig);
    rig.context.dueMs += tickMs;
    rig.context.nowMs = rig.context.dueMs;
    bend?.(rig);
    guardTick(rig.guard, rig.wanted, rig.sensors, rig.context, rig.allowed);
  }
}

export function isLatched(rig: Rig, code: FaultCode): boolean {
  return hasFault(rig.guard.register.faults, code);
}

export function isShown(rig: Rig, code: FaultCode): boolean {
  return hasFault(rig.guard.register.shown, code);
}

/** All latched faults, in the table's order. */
export function latched(rig: Rig): FaultCode[] {
  return faultCodes.filter((code) => isLatched(rig, code));
}

export function measured(rig: Rig, code: FaultCode): number | undefined {
  return rig.guard.register.values[faultIndex(code)];
}

export function partOf(rig: Rig, code: FaultCode): number | undefined {
  return rig.guard.register.parts[faultIndex(code)];
}

/** Ticks under `bend` until the condition holds, counting the tick that meets it; -1 when it never does. */
export function ticksUntil(rig: Rig, met: (rig: Rig) => boolean, bend?: Bend, most = 10_000): number {
  for (let tick = 1; tick <= most; tick++) {
    step(rig, 1, bend);
    if (met(rig)) return tick;
  }
  return -1;
}

export function ticksUntilFault(rig: Rig, code: FaultCode, bend?: Bend, most = 10_000): number {
  return ticksUntil(rig, (one) => isLatched(one, code), bend, most);
}

interface Held extends Record<MotorName | 'padRelay' | 'motorRelay', ReasonName | 'none'> {
  readonly pads: readonly (ReasonName | 'none')[];
}

/** What holds each output back, by the register's numbers. */
export function holdsOf({ holds }: FaultRegister) {
  const of = (output: number) => holds[output] ?? Number.NaN;
  return {
    carriage: of(part.carriage),
    kneader: of(part.kneader),
    pads: chair.pads.map((_, pad) => of(padPart(pad))),
    padRelay: of(part.padRelay),
    motorRelay: of(part.motorRelay),
  };
}

export const nothingHeld = { carriage: 0, kneader: 0, pads: [0, 0], padRelay: 0, motorRelay: 0 };

/** Names of the rules that hold each output back. */
export function heldBy(rig: Rig): Held {
  const name = (index: number) => reasons[index]?.name ?? 'none';
  const { carriage, kneader, pads, padRelay, motorRelay } = holdsOf(rig.guard.register);
  return {
    carriage: name(carriage),
    kneader: name(kneader),
    pads: pads.map(name),
    padRelay: name(padRelay),
    motorRelay: name(motorRelay),
  };
}

/** A thermistor: of a pad's element, of its surface, or the room's. */
export type Place = number | `surface ${number}` | 'ambient';

function fieldOf(place: number | `surface ${number}`): [number, 'elementC' | 'surfaceC'] {
  return typeof place === 'number' ? [place, 'elementC'] : [Number(place.slice(-1)), 'surfaceC'];
}

export function readingAt(sensors: Sensors, place: Place): number {
  if (place === 'ambient') return sensors.ambientC;
  const [pad, field] = fieldOf(place);
  return sensors.pads[pad]![field];
}

export function setReading(sensors: Sensors, place: Place, celsius: number): void {
  if (place === 'ambient') {
    sensors.ambientC = celsius;
    return;
  }
  const [pad, field] = fieldOf(place);
  sensors.pads[pad]![field] = celsius;
}

export function wantHeat(rig: Rig, lumbar = true, sacral = true): void {
  rig.wanted.padsOn[0] = lumbar;
  rig.wanted.padsOn[1] = sacral;
  rig.wanted.padRelay = true;
}

export function wantMotors(rig: Rig, carriageDuty: number, kneaderDuty: number): void {
  rig.wanted.carriageDuty = carriageDuty;
  rig.wanted.kneaderDuty = kneaderDuty;
  rig.wanted.motorRelay = true;
}

export function wantNothing(rig: Rig): void {
  clearPower(rig.wanted);
}

export function wantEverything(rig: Rig): void {
  wantHeat(rig);
  wantMotors(rig, 0.5, 0.5);
}

export function press(rig: Rig, ...names: KeyName[]): void {
  rig.sensors.keys = names.reduce((bits, name) => bits | keyBit(name), 0);
}

export const everythingOn: Power = {
  carriageDuty: 0.5,
  kneaderDuty: 0.5,
  tapperDuty: 0,
  padsOn: [true, true],
  padRelay: true,
  motorRelay: true,
};
export const heatOff = { padsOn: [false, false], padRelay: false };
export const motorsOff = { carriageDuty: 0, kneaderDuty: 0, tapperDuty: 0, motorRelay: false };
export const allOff: Power = { ...heatOff, ...motorsOff };

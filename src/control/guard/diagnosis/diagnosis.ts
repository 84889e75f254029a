/**
 * Models of pads, bridges and motors that find what no single reading shows. They may raise a fault and hold back a pad, so that
 * it can be told apart or tested; they never give power.
 */
import { at } from '../../../chair/assert.ts';
import { padPart } from '../../../chair/parts.ts';
import type { Seen } from '../interlocks/counts.ts';
import type { GuardLimits } from '../limits.ts';
import { type FaultRegister, inhibit, raise } from '../register.ts';
import { roomOf } from '../surroundings.ts';
import { type BridgeWatch, createBridgeWatch, watchBridges } from './bridges.ts';
import { type CamWatch, createCamWatch, watchCamSensors } from './cam-sensors.ts';
import { createLinkQuality, isPoor, type LinkQuality, watchLinkQuality } from './link-quality.ts';
import { createMotion, type Motion, type MotionSeen, watchMotion } from './motion.ts';
import { createMotorsSupplyWatch, type MotorsSupplyWatch, watchMotorsSupply } from './motors-supply.ts';
import { createOverspeedWatch, type OverspeedWatch, watchOverspeed } from './overspeed.ts';
import { createPadCurrentWatch, type PadCurrentWatch, restingPads, watchPadCurrent } from './pad-current.ts';
import { createReadbackWatch, type ReadbackWatch, watchReadback } from './readback.ts';
import {
  createSupervision,
  type PadTick,
  padPower,
  type Supervision,
  supervise,
  superviseBlind,
} from './supervision.ts';
import { createUndrivenWatch, type UndrivenWatch, watchUndriven } from './undriven.ts';

export interface Diagnosis {
  motion: Motion;
  link: LinkQuality;
  readback: ReadbackWatch;
  padCurrent: PadCurrentWatch;
  /** One for each pad. */
  supervision: Supervision[];
  bridges: BridgeWatch;
  motorsSupply: MotorsSupplyWatch;
  cams: CamWatch;
  overspeed: OverspeedWatch;
  undriven: UndrivenWatch;
}

export function createDiagnosis(limits: GuardLimits): Diagnosis {
  return {
    motion: createMotion(limits),
    link: createLinkQuality(),
    readback: createReadbackWatch(),
    padCurrent: createPadCurrentWatch(limits),
    supervision: limits.pads.map(createSupervision),
    bridges: createBridgeWatch(),
    motorsSupply: createMotorsSupplyWatch(),
    cams: createCamWatch(),
    overspeed: createOverspeedWatch(),
    undriven: createUndrivenWatch(),
  };
}

export function diagnose(diagnosis: Diagnosis, seen: MotionSeen, register: FaultRegister): void {
  const { limits } = seen;
  const { readback } = diagnosis;
  watchMotion(seen, register);
  watchLinkQuality(diagnosis.link, seen, register);
  watchReadback(readback, seen, isPoor(diagnosis.link, seen), register);
  for (let pad = 0; pad < limits.pads.length; pad++) {
    if (at(limits.pads, pad, 'pad').measuresElement) watchPad(diagnosis, pad, seen, register);
  }
  if (seen.counts.evidence.fresh) {
    if (limits.padCurrent !== null)
      watchPadCurrent(diagnosis.padCurrent, seen, limits.padCurrent, readback, register);
    watchBridges(diagnosis.bridges, seen, readback, register);
    if (limits.motorsSupply !== null)
      watchMotorsSupply(diagnosis.motorsSupply, seen, limits.motorsSupply, readback, register);
    if (limits.has.cams) watchCamSensors(diagnosis.cams, seen, register);
    watchOverspeed(diagnosis.overspeed, seen, register);
    if (limits.has['carriage counts']) watchUndriven(diagnosis.undriven, seen, register);
  }
  if (limits.padCurrent !== null) restPads(diagnosis, seen, register);
}

function watchPad(diagnosis: Diagnosis, pad: number, seen: Seen, register: FaultRegister): void {
  const watch = at(diagnosis.supervision, pad, 'pad');
  const limits = at(seen.limits.pads, pad, 'pad');
  const tick = tickOf(diagnosis, pad, seen);
  if (seen.counts.clock.skipped) superviseBlind(watch, limits, tick, Number.POSITIVE_INFINITY);
  else {
    const verdict = supervise(watch, limits, tick);
    if (verdict !== null) raise(register, verdict.code, verdict.value, padPart(pad));
  }
  if (watch.holds) inhibit(register, 1 << padPart(pad), 'probe', watch.test.ms / 1000);
}

function tickOf({ padCurrent }: Diagnosis, pad: number, { sensors, given, limits, counts }: Seen): PadTick {
  const { elementC, surfaceC } = at(sensors.pads, pad, 'pad');
  const on = given.padsOn[pad] === true && (given.padRelay || !limits.relays.pads);
  const siemens = on ? at(padCurrent.conductance, pad, 'pad') : 0;
  return {
    elementC,
    surfaceC: at(limits.pads, pad, 'pad').measuresSurface ? surfaceC : elementC,
    room: roomOf(limits, sensors),
    powerW: padPower(sensors.supplyV, siemens, limits.supply.stopHighV),
    dtMs: counts.clock.dtMs,
    fresh: counts.evidence.fresh,
  };
}

function restPads({ padCurrent }: Diagnosis, { wanted, limits }: Seen, register: FaultRegister): void {
  const resting = restingPads(padCurrent, wanted);
  for (let pad = 0; pad < limits.pads.length; pad++) {
    if ((resting & (1 << pad)) !== 0) inhibit(register, 1 << padPart(pad), 'pads unknown', 0);
  }
}

/**
 * Models of pads, bridges and motors that find what no single reading shows. They may raise a fault and ask for a pad
 * to rest, so that it can be told apart or tested; they never give anything.
 */
import { at } from '../../../chair/assert.ts';
import { padPart } from '../../../chair/parts.ts';
import { isInSession } from '../interlocks/clock.ts';
import type { Seen } from '../interlocks/seen.ts';
import type { GuardLimits } from '../limits.ts';
import { type FaultRegister, inhibit, raise } from '../register.ts';
import { type BridgeWatch, createBridgeWatch, watchBridges } from './bridges.ts';
import {
  breakFollow,
  createFollowWatch,
  type FollowWatch,
  isProbing,
  isTrustedAgain,
  padPower,
  watchFollow,
} from './follow.ts';
import { breakOverspeed, createOverspeedWatch, type OverspeedWatch, watchOverspeed } from './overspeed.ts';
import { createPadCurrentWatch, type PadCurrentWatch, restingPads, watchPadCurrent } from './pad-current.ts';

export interface Diagnosis {
  padCurrent: PadCurrentWatch;
  /** One for each pad. */
  follow: FollowWatch[];
  bridges: BridgeWatch;
  overspeed: OverspeedWatch;
}

export function createDiagnosis(limits: GuardLimits): Diagnosis {
  return {
    padCurrent: createPadCurrentWatch(limits),
    follow: limits.pads.map(createFollowWatch),
    bridges: createBridgeWatch(),
    overspeed: createOverspeedWatch(),
  };
}

export function diagnose(diagnosis: Diagnosis, seen: Seen, register: FaultRegister): void {
  if (seen.steady) {
    watchPadCurrent(diagnosis.padCurrent, seen, register);
    for (let pad = 0; pad < seen.limits.pads.length; pad++) watchPad(diagnosis, pad, seen, register);
    watchBridges(diagnosis.bridges, seen, register);
    watchOverspeed(diagnosis.overspeed, seen, register);
  } else {
    for (const follow of diagnosis.follow) breakFollow(follow);
    breakOverspeed(diagnosis.overspeed);
  }
  restPads(diagnosis, seen, register);
}

function watchPad(
  { padCurrent, follow: follows }: Diagnosis,
  pad: number,
  seen: Seen,
  register: FaultRegister,
): void {
  const { sensors, given, limits, counts } = seen;
  const { clock } = counts;
  const follow = at(follows, pad, 'pad');
  const { ambientC } = sensors;
  const { elementC: readingC } = at(sensors.pads, pad, 'pad');
  const { peakC } = at(counts.surfaces, pad, 'pad');
  const on = given.padsOn[pad] === true && given.padRelay;
  const powerW = padPower(sensors.supplyV, on ? at(padCurrent.conductance, pad, 'pad') : 0);
  const tick = { readingC, ambientC, peakC, powerW, dtMs: clock.dtMs };
  if (watchFollow(follow, at(limits.pads, pad, 'pad'), tick)) {
    raise(register, 'E27', follow.missK, padPart(pad), clock.nowMs);
  }
  // Never in the middle of a session: what a fault took does not come back by itself.
  if (follow.distrusted && !isInSession(clock) && isTrustedAgain(follow, readingC, ambientC)) {
    follow.distrusted = false;
  }
  // Only in the ticks that look: a probe in which nothing can be seen does not hold.
  if (isProbing(follow)) inhibit(register, 1 << padPart(pad), 'probe', follow.probeMs / 1000);
}

function restPads({ padCurrent, follow }: Diagnosis, { wanted }: Seen, register: FaultRegister): void {
  const resting = restingPads(padCurrent, wanted);
  for (const [pad, { distrusted, coolS }] of follow.entries()) {
    if ((resting & (1 << pad)) !== 0) inhibit(register, 1 << padPart(pad), 'pads unknown', 0);
    if (distrusted) inhibit(register, 1 << padPart(pad), 'thermistor failed', coolS);
  }
}

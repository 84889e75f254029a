/** What a technician sees of the chair at a glance, in the order in which it is shown. */
import type { Milliseconds } from '../chair/units.ts';
import type { HeatPad } from '../control/heat/heater.ts';
import type { Control } from '../control/tick.ts';

type Status = Readonly<Record<string, string | number | boolean | null>>;

export function statusOf({ session, carriage, heater, programs }: Control, nowMs: Milliseconds): Status {
  const ofPads = (what: string, read: (pad: HeatPad) => number) =>
    Object.fromEntries(heater.pads.map((pad) => [`${pad.name}${what}`, rounded(read(pad))]));
  return {
    state: session.state,
    fault: session.faultCode,
    locked: session.locked,
    program: programs[session.program]?.program ?? '',
    sessions: session.sessionNumber,
    boot: session.boot,
    uptimeMs: nowMs,
    carriageMm: carriage.known ? rounded(carriage.positionMm) : null,
    ...ofPads('ElementC', ({ control }) => control.elementC),
    ...ofPads('SurfaceC', ({ measuresSurface, control }) =>
      measuresSurface ? control.surfaceC : Number.NaN,
    ),
  };
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : null;
}

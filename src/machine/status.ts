/** What a technician sees of the chair at a glance, in the order in which it is shown. */
import type { Milliseconds } from '../chair/units.ts';
import type { Control } from '../control/tick.ts';

type Status = Readonly<Record<string, string | number | boolean | null>>;

export function statusOf({ session, carriage, heater, programs }: Control, nowMs: Milliseconds): Status {
  return {
    state: session.state,
    fault: session.faultCode,
    locked: session.locked,
    program: programs[session.program]?.program ?? '',
    sessions: session.sessionNumber,
    boot: session.boot,
    uptimeMs: nowMs,
    carriageMm: carriage.known ? rounded(carriage.positionMm) : null,
    lumbarElementC: rounded(heater.lumbar.elementC),
    sacralElementC: rounded(heater.sacral.elementC),
    lumbarSurfaceC: rounded(heater.lumbar.surfaceC),
    sacralSurfaceC: rounded(heater.sacral.surfaceC),
  };
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : null;
}

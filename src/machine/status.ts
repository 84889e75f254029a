/**
 * What a technician sees of the chair at a glance, in the order in which it is shown. A value that is not known now is null:
 * stale values, readings of a broken sensor, and stand-ins for sensors that the chair lacks.
 */
import { at } from '../chair/assert.ts';
import { codesIn, hasFault } from '../chair/fault-set.ts';
import { faultIndex } from '../chair/faults.ts';
import { linkLostMs } from '../chair/limits.ts';
import type { LinkSensors, Sensors } from '../chair/sensors.ts';
import { isTemperature } from '../chair/thermistor.ts';
import { tripReasons } from '../chair/trips.ts';
import type { Celsius, Milliseconds } from '../chair/units.ts';
import type { Wiring } from '../chair/wiring.ts';
import { activeFaults } from '../control/guard/guard.ts';
import type { Control } from '../control/tick.ts';
import type { ListedFault } from '../service/machine.ts';
import { latelyLateMs, type Punctuality } from './punctuality.ts';

/** What can be read at all. */
export interface Readable {
  readonly wiring: Wiring;
  /** Without a chair file the controller is not asked for anything. */
  readonly chairFile: 'read' | 'missing';
}

type Status = Readonly<Record<string, string | number | boolean | null>>;

export function statusOf(
  { session, carriage, heater, programs }: Control,
  sensors: Sensors,
  punctuality: Punctuality,
  { wiring, chairFile }: Readable,
  { nowMs, wallMs }: { readonly nowMs: Milliseconds; readonly wallMs: number | null },
): Status {
  const { link } = sensors;
  const asked = chairFile === 'read';
  const fresh = asked && isFresh(link);
  const { ambient, inputs, scaled } = wiring;
  const ifFresh = (value: number) => (fresh ? rounded(value) : null);
  const temperature = (celsius: Celsius) => (isTemperature(celsius) ? ifFresh(celsius) : null);
  const ofPads = heater.pads.flatMap(({ name, by }, index) => {
    const pad = at(sensors.pads, index, 'pad');
    if (by === 'table' || by === 'nothing') return [];
    const element = [`${name}ElementC`, temperature(pad.elementC)] as const;
    return by === 'surface' ? [element, [`${name}SurfaceC`, temperature(pad.surfaceC)] as const] : [element];
  });
  return {
    state: session.state,
    fault: session.faultCode,
    locked: session.locked,
    program: programs[session.program]?.program ?? '',
    sessions: session.sessionNumber,
    boot: session.boot,
    uptimeMs: nowMs,
    link: asked ? linkText(link) : 'none: no controller is asked without a chair file',
    guard: asked ? guardText(link) : null,
    badFrames: asked ? link.badFrames : null,
    controllerStarts: asked ? link.boots : null,
    supplyV: scaled.supply === null ? null : ifFresh(sensors.supplyV),
    ...(scaled['motors-supply'] === null ? {} : { motorsV: ifFresh(sensors.motorsV) }),
    roomC: ambient === null ? null : temperature(sensors.ambientC),
    ...Object.fromEntries(ofPads),
    seatTaken: fresh && inputs.seat !== null ? sensors.seat : null,
    emergencyStop: fresh && inputs['emergency-stop'] !== null ? sensors.emergencyStop : null,
    carriageMm: carriage.known ? ifFresh(carriage.positionMm) : null,
    lateMs: rounded(latelyLateMs(punctuality)),
    worstLateMs: rounded(punctuality.worstMs),
    missedTurns: punctuality.missed,
    clock: wallMs === null ? 'not set' : new Date(wallMs).toISOString(),
  };
}

function isFresh({ connected, ageMs }: LinkSensors): boolean {
  return connected && ageMs <= linkLostMs;
}

function linkText(link: LinkSensors): string {
  if (isFresh(link)) return 'up';
  const knowsAge = Number.isFinite(link.ageMs) && link.ageMs > linkLostMs;
  return knowsAge
    ? `lost: last values ${Math.round(link.ageMs / 1000)} s ago`
    : 'none: no controller answers';
}

function guardText(link: LinkSensors): string | null {
  if (!isFresh(link)) return null;
  if (!link.guarded) return 'none: heat stays locked out';
  return link.trip === 0 ? 'armed' : `off: ${tripReasons[link.trip]?.name ?? `reason ${link.trip}`}`;
}

/** Faults that are latched or shown now, in the order of the table. */
export function faultsOf({ guard, inputs }: Control): ListedFault[] {
  return codesIn(activeFaults(guard)).map((code) => {
    const value = at(guard.register.values, faultIndex(code), 'fault');
    return {
      code,
      part: at(inputs.faultParts, faultIndex(code), 'fault').text,
      value: Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null,
      latched: hasFault(guard.register.faults, code),
    };
  });
}

function rounded(value: number): number | null {
  return Number.isFinite(value) ? Math.round(value * 10) / 10 : null;
}

/** Which faults can be put into a chair: what it does not have cannot break. */
import type { Chair } from '../../../src/chair/chair.ts';
import type { FaultName } from '../../plant/faults.ts';

const heldByKind: Readonly<Record<string, (chair: Chair, what: string) => boolean>> = {
  key: ({ wiring }, key) => isThere(wiring.keys, key),
  cam: ({ wiring }, width) => isThere(wiring.inputs, `cam-${width}`),
  limit: ({ wiring }, end) => isThere(wiring.inputs, `limit-${end}`),
  current: ({ wiring }, of) => isThere(wiring.scaled, `${of}-current`),
  thermistor: ({ wiring, pads }, of) =>
    of === 'ambient'
      ? wiring.ambient !== null
      : pads.some(({ name, measuresElement }) => name === of && measuresElement),
  'surface-sensor': ({ pads }, of) =>
    pads.some(({ name, measuresSurface }) => name === of && measuresSurface),
  pin: (chair, pin) => chair.pads.some(({ name }) => name === pin) || hasPart(chair, pin),
};

/** Motors, relays and inputs by the names of their faults. */
function hasPart({ wiring, emergencyStopCuts }: Chair, name: string): boolean {
  switch (name) {
    case 'carriage':
    case 'kneader':
    case 'tapper':
      return isThere(wiring.motors, name);
    case 'relay':
      return wiring.switches['pad-relay'] !== null;
    case 'motor-relay':
      return wiring.switches['motor-relay'] !== null;
    case 'seat':
      return wiring.inputs.seat !== null;
    case 'estop':
      return emergencyStopCuts !== null;
    default:
      return true;
  }
}

function isThere(lines: Readonly<Record<string, unknown>>, name: string): boolean {
  return (lines[name] ?? null) !== null;
}

export function canBreak(chair: Chair, fault: FaultName): boolean {
  const dot = fault.indexOf('.');
  const held = dot < 0 ? undefined : heldByKind[fault.slice(0, dot)];
  return held === undefined ? hasPart(chair, fault) : held(chair, fault.slice(dot + 1));
}

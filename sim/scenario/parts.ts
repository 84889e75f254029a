/** Whether a chair has what a scenario names: what breaks, and what is observed. */
import { type Chair, padIndex } from '../../src/chair/chair.ts';
import { commonPads, keyNames, type Width, widths } from '../../src/chair/names.ts';
import type { FaultOrder } from './scenario.ts';

/** Whether this chair has the part that the order breaks, and can break in this way. */
export function canBreakOf(chair: Chair): (order: FaultOrder) => boolean {
  const { wiring, pads, tapper, emergencyStopCuts } = chair;
  const { switches, inputs, motors, keys, scaled } = wiring;
  const has = (part: unknown): boolean => part !== null && part !== undefined;
  const padAt = (name: string) => wiring.pads[padIndex(chair, name)];
  const ofPad: Readonly<Record<string, (name: string) => boolean>> = {
    thermistor: (name) => has(name === 'ambient' ? wiring.ambient : padAt(name)?.element),
    'surface-sensor': (name) => has(padAt(name)?.surface),
    fet: (name) => has(padAt(name)?.out),
    pad: (name) => has(padAt(name)?.out),
  };
  const whole: Readonly<Record<string, (word: string) => boolean>> = {
    relay: () => has(switches['pad-relay']),
    'motor-relay': () => has(switches['motor-relay']),
    carriage: (word) => has(motors.carriage) && (word !== 'no-edges' || has(inputs['carriage-edge'])),
    kneader: (word) => has(motors.kneader) && (word !== 'no-edges' || chair.kneader.cams.length > 0),
    tapper: () => tapper !== null,
    seat: () => has(inputs.seat),
    estop: () => emergencyStopCuts !== null,
  };
  const pins: Readonly<Record<string, boolean>> = {
    carriage: has(motors.carriage),
    kneader: has(motors.kneader),
    tapper: has(motors.tapper),
    relay: has(switches['pad-relay']),
    'motor-relay': has(switches['motor-relay']),
  };
  const currents: Readonly<Record<string, boolean>> = {
    carriage: has(scaled['carriage-current']),
    kneader: has(scaled['kneader-current']),
    pads: has(scaled['pads-current']),
    tapper: has(scaled['tapper-current']),
  };
  const wires: Readonly<Record<string, boolean>> = {
    carriage: has(motors.carriage),
    kneader: has(motors.kneader),
    ends: has(inputs['limit-top']) && has(inputs['limit-bottom']),
    cams: chair.kneader.cams.length > 1,
    pads: pads.length > 1,
    thermistors: wiring.pads.filter(({ element }) => element !== null).length > 1,
    motors: has(motors.carriage) && has(motors.kneader),
    currents: has(scaled['carriage-current']) && has(scaled['kneader-current']),
  };
  return ({ name, value }) => {
    const [family = '', part = ''] = name.split(/\.(.*)/);
    const word = /^[a-z-]*/.exec(value)?.[0] ?? '';
    if (family in ofPad) return ofPad[family]?.(part) === true;
    if (name in whole) return whole[name]?.(word) === true;
    if (family === 'pin') return pins[part] ?? has(padAt(part)?.out);
    if (family === 'limit') return has(inputs[`limit-${part as 'top' | 'bottom'}`]);
    if (family === 'cam') return widths.includes(part as Width) && has(inputs[`cam-${part as Width}`]);
    if (family === 'key') return keyNames.some((key) => key === part && has(keys[key]));
    if (family === 'current') return currents[part] === true;
    if (family === 'sense') return has(scaled['motors-supply']);
    if (family === 'wires') return wires[part] !== false;
    return true;
  };
}

const ofPads = ['surface', 'element', 'skin', 'dose', 'heat', 'duty'];

/** Whether it is about a pad that many chairs have: one without it has no such observable. */
export function isOfCommonPad(observable: string): boolean {
  return ofPads.some((of) => commonPads.some((pad) => observable === `${of}.${pad}`));
}

/** Whether this chair has what the observable is about; observables of pads exist only for the chair's pads. */
export function isSeenOn({ carriage, kneader, tapper, wiring }: Chair, observable: string): boolean {
  const { motors, switches, signs } = wiring;
  const turns = motors.kneader !== null || carriage.coupled;
  const parts: Readonly<Record<string, boolean>> = {
    'carriage.mm': motors.carriage !== null,
    'carriage.moving': motors.carriage !== null,
    'place.third': motors.carriage !== null,
    'kneader.moving': turns,
    'kneader.turns': turns,
    'kneader.width': motors.kneader !== null && kneader.cams.length > 0,
    'tapper.moving': tapper !== null,
    relay: switches['pad-relay'] !== null,
    'motor-relay': switches['motor-relay'] !== null,
    'motors.v': wiring.scaled['motors-supply'] !== null,
    lamp: signs.lamp !== null,
    beep: signs.beeper !== null,
    display: wiring.display !== null,
  };
  return parts[observable] !== false;
}

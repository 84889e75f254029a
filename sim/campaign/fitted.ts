/**
 * A schedule as it fits one chair: what breaks is drawn from the list of all that may break of any, so that a seed means
 * the same whatever the chair; what this one has not is left out, its pads stand for the common ones, and its voltage
 * for 24 V.
 */
import { type Chair, padIndex } from '../../src/chair/chair.ts';
import { commonPads, keyNames, type Width, widths } from '../../src/chair/names.ts';
import type { RoughKind } from '../rough/kinds.ts';
import type { FaultOrder, Scenario, Step } from '../scenario/scenario.ts';

export function fitted(scenario: Scenario, chair: Chair): Scenario {
  const fits = fitsOf(chair);
  const steps = scenario.steps.flatMap((step): Step[] => {
    if (step.kind !== 'fault') return [step];
    const faults = step.faults.map((order) => renamed(order, chair)).filter(fits);
    return faults.length === 0 ? [] : [{ ...step, faults }];
  });
  return { ...scenario, rough: scenario.rough.filter(roughFits(chair)), steps };
}

/** Whether this chair has what a kind of roughness is about, so that it can change something. */
function roughFits({ wiring, kneader, pads }: Chair): (kind: RoughKind) => boolean {
  const { scaled, ambient, inputs } = wiring;
  const supply = scaled.supply !== null;
  const current = currentNames.some((name) => scaled[name] !== null);
  const thermistor =
    ambient !== null || wiring.pads.some(({ element, surface }) => (element ?? surface) !== null);
  const counts = inputs['carriage-edge'] !== null;
  const wants: Partial<Record<RoughKind, boolean>> = {
    'converter-noise': supply || current || thermistor,
    hum: supply || current || thermistor,
    reference: supply || current,
    ripple: supply,
    dips: supply,
    'current-noise': current,
    'current-offset': current,
    'current-gain': current,
    'hall-jitter': counts,
    tremble: counts,
    'stray-edges': counts,
    'double-edges': counts,
    'cam-jitter': kneader.cams.length > 0,
    parts: thermistor,
    leaning: pads.length > 0,
    cover: pads.length > 0,
  };
  return (kind) => wants[kind] !== false;
}

/** The currents that the rough world touches. */
const currentNames = ['carriage-current', 'kneader-current', 'pads-current'] as const;

const usualV = 24;

/** The first common pad is the chair's first; a supply is as far from what it should be. */
function renamed(order: FaultOrder, { pads, supply }: Chair): FaultOrder {
  const { name, value } = order;
  if (name === 'supply') {
    const volts = (Number.parseFloat(value) * supply.nominalV) / usualV;
    return Number.isNaN(volts) ? order : { name, value: `${Number(volts.toPrecision(3))} V` };
  }
  const [, family, pad = ''] = /^(thermistor|surface-sensor|fet|pad|pin)\.(.*)$/.exec(name) ?? [];
  const index = (commonPads as readonly string[]).indexOf(pad);
  const own = pads[index]?.name;
  return own === undefined ? order : { name: `${family}.${own}` as FaultOrder['name'], value };
}

/** Whether this chair has what the order breaks, so that it can break so. */
function fitsOf(chair: Chair): (order: FaultOrder) => boolean {
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
    if (family === 'wires') return wires[part] !== false;
    return true;
  };
}

/**
 * Fits a schedule to one chair. Faults are drawn from the list for any chair, so that a seed means the same on every
 * chair; here faults of parts that the chair lacks are left out, and the others renamed for it.
 */
import type { Chair } from '../../src/chair/chair.ts';
import type { RoughKind } from '../rough/kinds.ts';
import { canBreakOf } from '../scenario/parts.ts';
import type { FaultOrder, Scenario, Step } from '../scenario/scenario.ts';
import { onChair } from './common-chair.ts';

export function fitted(scenario: Scenario, chair: Chair): Scenario {
  const fits = canBreakOf(chair);
  const steps = scenario.steps.flatMap((step): Step[] => {
    if (step.kind !== 'fault') return [step];
    const faults = step.faults.map((order) => atDivider(onChair(order, chair), chair)).filter(fits);
    return faults.length === 0 ? [] : [{ ...step, faults }];
  });
  const isThere = ([name]: [string, unknown]): boolean => chair.pads.some((pad) => pad.name === name);
  const pads = Object.fromEntries(Object.entries(scenario.pads).filter(isThere));
  return { ...scenario, pads, rough: scenario.rough.filter(roughFits(chair)), steps };
}

/** Where no current of the arms is measured, but the voltage behind the motors' relay is, its plug is out instead. */
function atDivider(order: FaultOrder, { wiring: { scaled } }: Chair): FaultOrder {
  const instead =
    order.name === 'current.kneader' &&
    scaled['kneader-current'] === null &&
    scaled['motors-supply'] !== null;
  return instead ? { ...order, name: 'sense.motors' } : order;
}

/** Whether the chair has the parts that a kind of roughness disturbs, so that it can change something. */
function roughFits({ wiring, kneader, pads }: Chair): (kind: RoughKind) => boolean {
  const { scaled, ambient, inputs } = wiring;
  const supply = scaled.supply !== null || scaled['motors-supply'] !== null;
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

/** The currents that roughness disturbs. */
const currentNames = ['carriage-current', 'kneader-current', 'pads-current', 'tapper-current'] as const;

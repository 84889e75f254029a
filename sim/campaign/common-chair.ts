/**
 * Faults are drawn and counted for a chair with the common pads on 24 V, so that a seed means the same on every chair. This
 * module renames and scales them for another chair, and back: its pads stand for the common ones in order.
 */
import type { Chair } from '../../src/chair/chair.ts';
import { commonPads } from '../../src/chair/names.ts';
import type { FaultOrder } from '../scenario/scenario.ts';

export type TestedParts = Pick<Chair, 'pads' | 'supply' | 'tapper'>;

const commonV = 24;

/** A drawn fault -> the fault that this chair gets. */
export function onChair(order: FaultOrder, { pads, supply }: TestedParts): FaultOrder {
  const own = pads.map(({ name }) => name);
  return scaled(renamed(order, commonPads, own), supply.nominalV / commonV);
}

/** A fault that this chair got -> the fault as it is counted. */
export function inCommon(order: FaultOrder, { pads, supply }: TestedParts): FaultOrder {
  const own = pads.map(({ name }) => name);
  return scaled(renamed(order, own, commonPads), commonV / supply.nominalV);
}

/** A kind such as `thermistor.waist drift` -> the kind as it is counted; kinds of roughness stay as they are. */
export function kindInCommon(kind: string, { pads }: TestedParts): string {
  const [name = '', ...words] = kind.split(' ');
  const own = pads.map((pad) => pad.name);
  return [renamed({ name: name as FaultOrder['name'], value: '' }, own, commonPads).name, ...words].join(' ');
}

/** A supply voltage keeps its ratio to the nominal one. */
function scaled({ name, value }: FaultOrder, share: number): FaultOrder {
  const volts = name === 'supply' ? Number.parseFloat(value) * share : Number.NaN;
  if (Number.isNaN(volts)) return { name, value };
  const times = value.replace(/^\S+( V)?/, '');
  return { name, value: `${Number(volts.toPrecision(3))} V${times}` };
}

function renamed(order: FaultOrder, from: readonly string[], to: readonly string[]): FaultOrder {
  const { name, value } = order;
  const [, family, pad = ''] = /^(thermistor|surface-sensor|fet|pad|pin)\.(.*)$/.exec(name) ?? [];
  const other = to[from.indexOf(pad)];
  return other === undefined ? order : { name: `${family}.${other}` as FaultOrder['name'], value };
}

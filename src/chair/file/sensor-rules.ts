/** Rules of a chair file on the range of its sensors. */
import { fullScaleVolts } from '../chips/chip.ts';
import { chips } from '../chips/index.ts';
import type { Facts } from './facts.ts';
import { type Rule, rule } from './rule.ts';
import { usual } from './usual.ts';

const digits = (value: number): number => Number(value.toPrecision(3));

export function sensorRules(facts: Facts): Rule[] {
  const chip = chips[String(facts.value('chip'))];
  if (chip === undefined) return [];
  const volts = fullScaleVolts(chip);
  return [
    rule('supply.sense.scale supply.volts', ([scale = 0, nominal = 0], texts) => {
      const { name, stopsAtV } = stopsAt(facts, nominal);
      if (!(scale * volts <= Math.max(nominal, stopsAtV))) return null;
      const message = `${texts[0]} shows at most ${digits(scale * volts)} V, and above ${stopsAtV} V (${name}) everything has to go off`;
      const least = Math.ceil((10 * Math.max(nominal, stopsAtV)) / volts + 0.01) / 10;
      return ['C24', message, `a divider of at least ${least} V/V, such as 7.8 V/V for 24 V`];
    }),
  ];
}

/** NaN if the value in the file is faulty. */
function stopsAt(facts: Facts, nominal: number): { name: string; stopsAtV: number } {
  if (!facts.has('supply.allowed'))
    return { name: 'a quarter above supply.volts', stopsAtV: usual.allowed.most.value * nominal };
  return { name: 'supply.allowed.to', stopsAtV: facts.figure('supply.allowed.to') ?? Number.NaN };
}

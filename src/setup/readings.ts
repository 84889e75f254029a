/** Readings of the chip's analog inputs, in the units of the sensors connected to them. */
import { at } from '../chair/assert.ts';
import type { Chip } from '../chair/chips/chip.ts';
import type { Sample } from './moves.ts';

type Analog = Pick<Sample, 'analog'>;

/** Converter counts. */
export const countAt = ({ analog }: Analog, slot: number): number => at(analog, slot, 'analog input');

/** Amperes of a current sensor or volts of a divider; `perVolt`: the amount that one volt at the pin stands for. */
export const scaledAt = (seen: Analog, slot: number, perVolt: number, { converter }: Chip): number =>
  (countAt(seen, slot) * converter.referenceV * perVolt) / converter.counts;

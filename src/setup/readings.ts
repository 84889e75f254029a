/** What the chip's analog inputs read, in the units of what hangs on them. */
import { at } from '../chair/assert.ts';
import type { Chip } from '../chair/chips/chip.ts';
import type { Sample } from './moves.ts';

type Analog = Pick<Sample, 'analog'>;

/** Converter counts. */
export const countAt = ({ analog }: Analog, slot: number): number => at(analog, slot, 'analog input');

/** Amperes of a sensor or volts of a divider, of which a volt at the pin stands for so many. */
export const scaledAt = (seen: Analog, slot: number, perVolt: number, { converter }: Chip): number =>
  (countAt(seen, slot) * converter.referenceV * perVolt) / converter.counts;

/** The heater's own beat: readings are averaged and pads switched once in this many ticks (see docs/heat.md). */
import { referenceChair } from '../../chair/specification.ts';

export const heatStepTicks = 5;
export const heatStepS = (heatStepTicks * referenceChair.tickMs) / 1000;

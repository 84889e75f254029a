/** The heater's own beat: readings are averaged and pads switched once in this many ticks (see docs/heat.md). */
import { tickMs } from '../../chair/limits.ts';

export const heatStepTicks = 5;
export const heatStepS = (heatStepTicks * tickMs) / 1000;

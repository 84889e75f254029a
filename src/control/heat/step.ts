/** The heater's own step: readings are averaged and pads switched once in this time, five ticks (see docs/heat.md). */
import type { Milliseconds } from '../../chair/units.ts';

export const heatStepMs: Milliseconds = 100;
export const heatStepS = heatStepMs / 1000;

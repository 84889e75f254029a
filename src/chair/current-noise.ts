/** What a sensor of a current shows at rest, at its worst: an offset, and noise of the converter. */
import type { Chip } from './chips/chip.ts';
import type { Amperes } from './units.ts';

export const currentOffsetA: Amperes = 0.05;
/** Steps of the converter, rms. */
const noiseSteps = 5;

/** The noise of a sensor of so many A/V, rms. */
export const currentNoiseA = ({ converter: { counts, referenceV } }: Chip, perVolt: number): Amperes =>
  (noiseSteps * perVolt * referenceV) / counts;

/** The two tiers by which heat is judged. */
import type { Celsius } from '../../src/chair/units.ts';
import type { InvariantName } from './invariants.ts';

/** What skin may get, from a healthy chair and under a fault: surface temperature for more than 10 s, CEM43 of bare skin. */
export interface Tier {
  readonly surfaceC: Celsius;
  readonly doseMin: number;
  readonly warm: InvariantName;
}
export const tierMs = 10_000;
export const healthyTier: Tier = { surfaceC: 43, doseMin: 10, warm: 'surface above 43 C for long' };
export const faultyTier: Tier = { surfaceC: 45, doseMin: 60, warm: 'surface above 45 C' };

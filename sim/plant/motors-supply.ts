/** What stands behind the motors' relay while its contacts are open. */
import type { Motor } from './motor.ts';

/**
 * Time constant with which the capacitors of the drivers discharge. A board with one L298N has 220 uF (470 uF with two) and draws
 * 13 to 36 mA quiescent, an indicator lamp of 1 k draws 24 mA at 24 V: 24 V x 330 uF / 30 mA is 0.26 s. A motor that is switched on
 * would discharge them sooner, which is left out.
 */
const capacitorsS = 0.3;
/** The drop of the two diodes of a bridge through which a coasting motor feeds them. */
const diodesV = 1.4;

export const motorsDecayOf = (stepMs: number): number => Math.exp(-stepMs / 1000 / capacitorsS);

/** What a coasting motor gives; one that is braked is shorted. */
export function generatedV({ braked, speed, forward, backward }: Motor): number {
  if (braked || speed === 0) return 0;
  const physics = speed < 0 ? backward : forward;
  return Math.max(0, physics.voltPerSpeed * Math.abs(speed) - diodesV);
}

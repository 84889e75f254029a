/**
 * Nothing that a pad touches warms or cools it all at once. A reading that leaps comes from a sensor whose contact, lead or part
 * has changed: it may go on following its pad, and read low for ever.
 */
import { at } from '../../../chair/assert.ts';
import type { Celsius, Kelvin } from '../../../chair/units.ts';

export type Leap = ReturnType<typeof createLeap>;

export function createLeap() {
  return {
    /** The last readings, oldest first, and the length of each one's step. */
    readingsC: [] as Celsius[],
    takenS: [] as number[],
    /** A leap is under way: from where, and how long ago. */
    leaping: false,
    beforeC: 0 as Celsius,
    sinceS: 0,
    /** Recent leaps; they leak away. */
    leaps: 0,
  };
}

/** Readings are missing: those before are not compared with those after. */
export function breakLeap(leap: Leap): void {
  leap.readingsC.length = 0;
  leap.takenS.length = 0;
  leap.leaping = false;
}

/** Readings are compared this many means of 100 ms apart, since the chip takes its own means over as much. */
const apart = 3;
/** A leap is more than six times the noise of a rough world and what the lightest pad moves by. */
const leapK = 1.2;
const mostKPerS = 1.5;
/** A leap counts if it is still there after this long, or if it has come and gone for the third time within some seconds. */
const staysS = 0.5;
const leapsMost = 2;
const forgetsS = 10;

/** One step of a reading: by how much it has leapt, 0 where it has not. */
export function leaptK(leap: Leap, readingC: Celsius, stepS: number): Kelvin {
  const { readingsC, takenS } = leap;
  readingsC.push(readingC);
  takenS.push(stepS);
  leap.leaps = Math.max(0, leap.leaps - stepS / forgetsS);
  if (readingsC.length <= apart) return 0;
  const fromC = at(readingsC, 0, 'reading');
  readingsC.shift();
  takenS.shift();
  const changeK = readingC - fromC;
  const seconds = takenS.reduce((sum, each) => sum + each, 0);
  if (!leap.leaping) {
    if (!(Math.abs(changeK) > leapK + mostKPerS * seconds)) return 0;
    leap.leaping = true;
    leap.beforeC = fromC;
    leap.sinceS = 0;
    leap.leaps++;
    return leap.leaps > leapsMost ? changeK : 0;
  }
  leap.sinceS += stepS;
  if (leap.sinceS < staysS) return 0;
  const byK = readingC - leap.beforeC;
  leap.leaping = false;
  return Math.abs(byK) > leapK + mostKPerS * leap.sinceS ? byK : 0;
}

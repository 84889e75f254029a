/** Which fuse protects a motor: one that holds while it runs, with margin for a start, and blows when it is held fast. */
import type { Amperes } from './units.ts';

interface FuseRange {
  readonly leastA: Amperes;
  readonly mostA: Amperes;
}

export const fuseTimesRunning = 1.3;
const fuseOfStall = 0.5;

/** Empty (`leastA` above `mostA`) where no fuse would do. */
export const fuseRange = (runningMostA: Amperes, stallA: Amperes): FuseRange => ({
  leastA: fuseTimesRunning * runningMostA,
  mostA: fuseOfStall * stallA,
});

export const isWithinFuse = ({ leastA, mostA }: FuseRange, fuseA: Amperes): boolean =>
  fuseA >= leastA && fuseA <= mostA;

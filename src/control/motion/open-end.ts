/**
 * A rail with a switch at one end: when the carriage goes back to it before it goes on towards the other, and when it is as near that
 * one as it may be. The guard says how much room there is; it shrinks with all that is counted, and is had anew at the switch.
 */
import { clearShare, keptClearMm } from '../../chair/open-end.ts';
import type { Millimetres, Milliseconds } from '../../chair/units.ts';
import type { Carriage } from './carriage-state.ts';

/** Until the guard says so it has gone on for so long. */
const toldMs: Milliseconds = 60;

/** The end that tells the place where it is not known; the lower one, where both do. */
export const homeEndOf = ({ openEnd }: Carriage): number => (openEnd < 0 ? 1 : -1);

/** Its way to the switch and back may be so much of what it has gone since it was there (chosen). */
const backShare = 0.1;

/**
 * By counts, on its way towards the end without a switch: the guard would stop it before it is there; or its place may have strayed by
 * more than the tenth that is kept clear, and on a long way it is little to learn it anew.
 */
export function goesBackFirst(carriage: Carriage, targetMm: Millimetres): boolean {
  const { positionMm, railMm, openEnd, roomMm, countedMm, nearMm, track } = carriage;
  const awayMm = (targetMm - positionMm) * openEnd;
  // Also ends here: both ends have a switch.
  if (!(awayMm > nearMm)) return false;
  const { edgeMm } = track.figures;
  const tenthMm = clearShare * railMm;
  const clearMm = keptClearMm(tenthMm, edgeMm, countedMm);
  const backMm = 2 * (openEnd > 0 ? positionMm : railMm - positionMm);
  if (clearMm > tenthMm && awayMm >= tenthMm && backMm <= backShare * countedMm) return true;
  return awayMm + keptClearMm(tenthMm, edgeMm, countedMm + awayMm) - clearMm > roomMm;
}

/** It is as near the end without a switch as it may be. */
export function isRoomOver({ roomMm, timed, track }: Carriage): boolean {
  const fastestMmPerS =
    timed === null
      ? Math.max(track.figures.fullSpeedUpMmPerS, track.figures.fullSpeedDownMmPerS)
      : Math.max(timed.figures.upMmPerS, timed.figures.downMmPerS);
  return roomMm <= (fastestMmPerS * toldMs) / 1000;
}

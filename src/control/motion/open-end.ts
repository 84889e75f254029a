/**
 * A rail with a switch at one end: when the carriage goes back to the switch before it goes on towards the other end, and when it is
 * as near that end as it may be. The guard says how much room there is; it shrinks with all that is counted, and is renewed at the
 * switch.
 */
import { clearShare, keptClearMm } from '../../chair/open-end.ts';
import type { Millimetres, Milliseconds } from '../../chair/units.ts';
import type { Carriage } from './carriage-state.ts';

/** How long the carriage has gone on by the time that the guard's figure is known. */
const toldMs: Milliseconds = 60;

/** The end at which an unknown place is found; the lower one where both ends have a switch. */
export const homeEndOf = ({ openEnd }: Carriage): number => (openEnd < 0 ? 1 : -1);

/** The way to the switch and back may be at most this share of what the carriage has gone since it was there (chosen). */
const backShare = 0.1;

/**
 * For a place by counts, on the way towards the end without a switch: the guard would stop the carriage before its target; or its
 * place may have strayed by more than the tenth that is kept clear, and the way back is short beside what it has gone.
 */
export function goesBackFirst(carriage: Carriage, targetMm: Millimetres): boolean {
  const { positionMm, railMm, openEnd, roomMm, countedMm, nearMm, track } = carriage;
  const awayMm = (targetMm - positionMm) * openEnd;
  // Also ends here: a rail with a switch at both ends.
  if (!(awayMm > nearMm)) return false;
  const { edgeMm } = track.figures;
  const tenthMm = clearShare * railMm;
  const clearMm = keptClearMm(tenthMm, edgeMm, countedMm);
  const backMm = 2 * (openEnd > 0 ? positionMm : railMm - positionMm);
  if (clearMm > tenthMm && awayMm >= tenthMm && backMm <= backShare * countedMm) return true;
  return awayMm + keptClearMm(tenthMm, edgeMm, countedMm + awayMm) - clearMm > roomMm;
}

/** The carriage is as near the end without a switch as it may be. */
export function isRoomOver({ roomMm, timed, track }: Carriage): boolean {
  const fastestMmPerS =
    timed === null
      ? Math.max(track.figures.fullSpeedUpMmPerS, track.figures.fullSpeedDownMmPerS)
      : Math.max(timed.figures.upMmPerS, timed.figures.downMmPerS);
  return roomMm <= (fastestMmPerS * toldMs) / 1000;
}

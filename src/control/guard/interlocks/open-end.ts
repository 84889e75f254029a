/** An end without a switch: how far the carriage can safely still go towards it. */
import { keptClearMm } from '../../../chair/open-end.ts';
import type { Millimetres } from '../../../chair/units.ts';
import type { CarriageLimits } from '../limits.ts';
import type { createCarriageWatch } from './carriage.ts';

/** 0 before the other end has been met; the whole rail where both ends have a switch. */
export function roomMm(watch: ReturnType<typeof createCarriageWatch>, limits: CarriageLimits): Millimetres {
  const { openEnd, clearMm, railMm, edgeMm, byTime } = limits;
  if (openEnd === 0) return railMm;
  if (!watch.placeKnown) return 0;
  const { placeMm, span, unseenMm, countedMm } = watch;
  const offMm = (edgeMm === 0 ? (span.highMm - span.lowMm) / 2 : unseenMm) + byTime.coastMm;
  return (openEnd > 0 ? railMm - placeMm : placeMm) - keptClearMm(clearMm, edgeMm, countedMm) - offMm;
}

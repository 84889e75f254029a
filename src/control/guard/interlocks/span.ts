/**
 * Where a carriage may be whose edges nothing counts: reckoned from the last end that it met, by the lowest and the highest
 * speed that it can have, whoever leans on it.
 */
import type { Duty, Millimetres, Milliseconds } from '../../../chair/units.ts';
import type { CarriageLimits } from '../limits.ts';

interface Span {
  lowMm: Millimetres;
  highMm: Millimetres;
  /** Direction in which it was last driven and coasts on once the power goes off; 0 if it was not driven. */
  coasts: number;
  drivenMs: Milliseconds;
}

export const createSpan = (): Span => ({ lowMm: 0, highMm: 0, coasts: 0, drivenMs: 0 });

/** The carriage has been driven at `duty` for `sinceMs`; gives the distance that it surely went. */
export function moveSpan(span: Span, duty: Duty, limits: CarriageLimits, sinceMs: Milliseconds): Millimetres {
  const { byTime, railMm } = limits;
  const { stopBeyondMm } = byTime;
  const direction = Math.sign(duty);
  let surelyMm = 0;
  if (direction !== span.coasts) {
    if (span.coasts > 0) span.highMm += byTime.coastMm;
    if (span.coasts < 0) span.lowMm -= byTime.coastMm;
    span.coasts = direction;
    span.drivenMs = 0;
  }
  span.drivenMs += sinceMs;
  if (direction !== 0 && span.drivenMs > byTime.startMs) {
    surelyMm = (byTime.slowestMmPerS[direction > 0 ? 'up' : 'down'] * sinceMs) / 1000;
  }
  if (direction > 0) {
    span.lowMm += surelyMm;
    span.highMm += (byTime.fastestMmPerS.up * sinceMs) / 1000;
  } else if (direction < 0) {
    span.highMm -= surelyMm;
    span.lowMm -= (byTime.fastestMmPerS.down * sinceMs) / 1000;
  }
  span.lowMm = Math.max(-stopBeyondMm, Math.min(railMm, span.lowMm));
  span.highMm = Math.max(0, Math.min(railMm + stopBeyondMm, span.highMm));
  return surelyMm;
}

/** The carriage is at an end, or beyond it by as much as the mechanical stop allows. */
export function setSpan(
  span: Span,
  atTop: boolean,
  { railMm, byTime: { stopBeyondMm } }: CarriageLimits,
): void {
  span.lowMm = atTop ? railMm : -stopBeyondMm;
  span.highMm = atTop ? railMm + stopBeyondMm : 0;
}

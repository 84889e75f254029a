/**
 * Where a carriage may be that nothing counts: from the last end that it met on, by the slowest and the fastest that it
 * can go, whoever leans on it.
 */
import type { Duty, Millimetres, Milliseconds } from '../../../chair/units.ts';
import type { CarriageLimits } from '../limits.ts';

interface Span {
  lowMm: Millimetres;
  highMm: Millimetres;
  /** Driven, so that it coasts on when power goes off: the way, 0 for none. */
  coasts: number;
  drivenMs: Milliseconds;
}

export const createSpan = (): Span => ({ lowMm: 0, highMm: 0, coasts: 0, drivenMs: 0 });

/** It has been driven like this for so long; gives the way that it surely went. */
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

/** It stands at an end, or as far behind it as it can go. */
export function setSpan(
  span: Span,
  atTop: boolean,
  { railMm, byTime: { stopBeyondMm } }: CarriageLimits,
): void {
  span.lowMm = atTop ? railMm : -stopBeyondMm;
  span.highMm = atTop ? railMm + stopBeyondMm : 0;
}

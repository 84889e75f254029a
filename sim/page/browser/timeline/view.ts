/** Which stretch of chair time is in view, and how it is moved: following now, panned, zoomed. */
import { change, page } from '../state.ts';

export interface View {
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthPx: number;
}

/** Left of the plot are names and scales; lanes and charts share it. */
export const gutterPx = 68;
export const rightPx = 10;

/** Of the view, how much lies behind now while following: the plan ahead is worth seeing, too. */
const behindShare = 0.72;
const leastSpanMs = 200;
const mostSpanMs = 4 * 3_600_000;

export function plotWidth(widthPx: number): number {
  return Math.max(1, widthPx - gutterPx - rightPx);
}

export function viewNow(widthPx: number): View {
  const { viewSpanMs, follow, nowMs } = page;
  const fromMs = follow ? Math.max(0, nowMs - viewSpanMs * behindShare) : page.viewFromMs;
  return { fromMs, toMs: fromMs + viewSpanMs, widthPx };
}

/** The time under the pointer, or null; never later than now: there is nothing to read. */
export function hoverMs(view: View): number | null {
  if (page.hoverShare === null) return null;
  return Math.min(page.nowMs, view.fromMs + page.hoverShare * (view.toMs - view.fromMs));
}

/** About a time: it stays where it is on the screen. Without one the view goes on following. */
export function zoom(factor: number, aboutMs?: number): void {
  const view = viewNow(1000);
  const span = Math.min(mostSpanMs, Math.max(leastSpanMs, page.viewSpanMs * factor));
  if (page.follow && aboutMs === undefined) {
    change({ viewSpanMs: span });
    return;
  }
  const about = aboutMs ?? page.lookBackMs ?? (view.fromMs + view.toMs) / 2;
  const share = (about - view.fromMs) / (view.toMs - view.fromMs);
  change({ viewSpanMs: span, viewFromMs: about - span * share, follow: false });
}

export function pan(byMs: number): void {
  const { fromMs } = viewNow(1000);
  change({ viewFromMs: Math.max(-page.viewSpanMs * 0.05, fromMs + byMs), follow: false });
}

/** All that was recorded and all that is planned. */
export function showAll(): void {
  const plan = page.plans[page.plan];
  const endMs = (page.zeroMs >= 0 ? page.zeroMs : 60_000) + (plan?.plannedMs ?? 0);
  const toMs = Math.max(page.nowMs, endMs, 60_000) * 1.02;
  change({ viewFromMs: 0, viewSpanMs: Math.min(mostSpanMs, toMs), follow: false });
}

/** Looks at a moment of the past; at now or later it is now again. */
export function lookAt(ms: number, tickMs: number): void {
  const tick = Math.round(ms / tickMs) * tickMs;
  change(
    tick >= page.nowMs ? { lookBackMs: null, lookBack: null } : { lookBackMs: Math.max(page.oldestMs, tick) },
  );
}

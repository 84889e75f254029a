/** The range of chair time in view, and how it moves: following now, panned, zoomed. */
import { change, page } from '../state.ts';

export interface View {
  readonly fromMs: number;
  readonly toMs: number;
  readonly widthPx: number;
}

/** Width left of the plot for names and scales, the same for lanes and charts. */
export const gutterPx = 68;
export const rightPx = 10;

/** Share of the view that lies before now while following; the rest shows the plan ahead. */
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

/** The time under the pointer, or null. At most now, since there are no later values. */
export function hoverMs(view: View): number | null {
  if (page.hoverShare === null) return null;
  return Math.min(page.nowMs, view.fromMs + page.hoverShare * (view.toMs - view.fromMs));
}

/** Zooms around a time, which stays in its place on the screen. Without a time a following view goes on following. */
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

/** Shows everything recorded and planned. */
export function showAll(): void {
  const plan = page.plans[page.plan];
  const endMs = (page.zeroMs >= 0 ? page.zeroMs : 60_000) + (plan?.plannedMs ?? 0);
  const toMs = Math.max(page.nowMs, endMs, 60_000) * 1.02;
  change({ viewFromMs: 0, viewSpanMs: Math.min(mostSpanMs, toMs), follow: false });
}

/** Looks back at a past moment; a time from now on returns to now. */
export function lookAt(ms: number, tickMs: number): void {
  const tick = Math.round(ms / tickMs) * tickMs;
  change(
    tick >= page.nowMs ? { lookBackMs: null, lookBack: null } : { lookBackMs: Math.max(page.oldestMs, tick) },
  );
}

/** The whole session on one strip: states, faults, markers. The range in view is a brush that can be dragged or drawn anew. */
import { useComputed } from '@preact/signals';
import { useRef } from 'preact/hooks';
import { change, page } from '../state.ts';
import { viewNow } from './view.ts';

/** A drag shorter than this is a click, which moves the view there. */
const clickPx = 4;
const leastSpanMs = 200;
/** While time runs, positions change in steps of this. The strip shows at least a minute, so a step is at most a few pixels. */
const stepMs = 200;

function visibly(ms: number): number {
  return page.running ? Math.floor(ms / stepMs) * stepMs : ms;
}

export function Overview() {
  const strip = useRef<SVGSVGElement>(null);
  const drag = useRef<{ readonly fromX: number; readonly grabMs: number | null } | null>(null);
  const { history, viewSpanMs } = page;
  const nowMs = useComputed(() => visibly(page.nowMs)).value;
  const fromMs = useComputed(() => visibly(viewNow(1000).fromMs)).value;
  // Rounded to whole seconds, since the strip shows nothing finer.
  const endMs = Math.max(60_000, Math.ceil(Math.max(nowMs, fromMs + viewSpanMs) / 1000) * 1000);
  const share = (ms: number): string => `${((Math.min(Math.max(ms, 0), endMs) / endMs) * 100).toFixed(2)}%`;
  const width = (from: number, to: number): string =>
    `${((Math.max(0, Math.min(to, endMs) - Math.max(from, 0)) / endMs) * 100).toFixed(2)}%`;
  const msAt = (clientX: number): number => {
    const { left, width: wide } = strip.current!.getBoundingClientRect();
    return ((clientX - left) / Math.max(1, wide)) * endMs;
  };
  const show = (from: number, spanMs: number): void =>
    change({ follow: false, viewFromMs: from, viewSpanMs: Math.max(leastSpanMs, spanMs) });
  const down = (event: PointerEvent): void => {
    strip.current!.setPointerCapture(event.pointerId);
    const ms = msAt(event.clientX);
    const inside = ms >= fromMs && ms <= fromMs + viewSpanMs;
    drag.current = { fromX: event.clientX, grabMs: inside ? ms - fromMs : null };
  };
  const move = (event: PointerEvent): void => {
    if (drag.current === null || Math.abs(event.clientX - drag.current.fromX) < clickPx) return;
    const { fromX, grabMs } = drag.current;
    const ms = msAt(event.clientX);
    if (grabMs !== null) show(ms - grabMs, viewSpanMs);
    else show(Math.min(ms, msAt(fromX)), Math.abs(ms - msAt(fromX)));
  };
  const up = (event: PointerEvent): void => {
    if (drag.current !== null && Math.abs(event.clientX - drag.current.fromX) < clickPx)
      show(msAt(event.clientX) - viewSpanMs / 2, viewSpanMs);
    drag.current = null;
  };
  return (
    <svg
      ref={strip}
      class="overview tl"
      role="img"
      aria-label="The whole session; drag to choose what is in view"
      onPointerDown={down}
      onPointerMove={move}
      onPointerUp={up}
    >
      {history.states.map(({ state, fromMs: from, toMs }) => (
        <g key={`${from}`} class={`state-run s-${state}`}>
          <rect x={share(from)} width={width(from, toMs < 0 ? nowMs : toMs)} y="4" height="12" />
        </g>
      ))}
      {history.faults.map(({ atMs, code }) => (
        <rect key={`${atMs}${code}`} class="overview-fault" x={share(atMs)} width="2" y="1" height="18" />
      ))}
      {history.marks.map(({ atMs, number }) => (
        <rect key={number} class="overview-mark" x={share(atMs)} width="2" y="1" height="18" />
      ))}
      <rect class="brush" x={share(fromMs)} width={width(fromMs, fromMs + viewSpanMs)} y="1" height="18" />
    </svg>
  );
}

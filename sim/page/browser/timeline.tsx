/**
 * The timeline: lanes of the plan with what really happened over them, strip charts below on the same axis, cursors,
 * and looking back. Draws only when a pixel of it has changed; the line of now moves on its own.
 */
import { useEffect, useRef } from 'preact/hooks';
import { type Charts, createCharts, drawCharts, strips } from './charts.ts';
import {
  columnMs,
  type Points,
  pointsIn,
  startColumns,
  type View,
  valueNear,
  wantColumns,
} from './columns.ts';
import { clock, fixed } from './format.ts';
import { gutterPx, lanesHeight, lanesSvg, rightPx } from './lanes.ts';
import { ExportMenu } from './save.tsx';
import { change, onFrame, onSlowFrame, page, useKeys } from './store.ts';

/** Of the view, how much lies behind now while following: the plan ahead is worth seeing, too. */
const behindShare = 0.72;
const leastSpanMs = 200;
const mostSpanMs = 4 * 3_600_000;
/** Pictures of lanes and charts a second, at most. */
const redrawMs = 33;

export function viewNow(widthPx: number): View {
  const { viewSpanMs, follow, nowMs } = page;
  const fromMs = follow ? Math.max(0, nowMs - viewSpanMs * behindShare) : page.viewFromMs;
  return { fromMs, toMs: fromMs + viewSpanMs, widthPx };
}

export function zoom(factor: number, aboutMs?: number): void {
  const view = viewNow(1000);
  const span = Math.min(mostSpanMs, Math.max(leastSpanMs, page.viewSpanMs * factor));
  if (page.follow && aboutMs === undefined) {
    change({ viewSpanMs: span });
    return;
  }
  const about = aboutMs ?? page.lookMs ?? (view.fromMs + view.toMs) / 2;
  const share = (about - view.fromMs) / (view.toMs - view.fromMs);
  change({ viewSpanMs: span, viewFromMs: Math.max(-span * 0.05, about - span * share), follow: false });
}

function pan(byMs: number): void {
  const { fromMs } = viewNow(1000);
  change({ viewFromMs: Math.max(-page.viewSpanMs * 0.05, fromMs + byMs), follow: false });
}

/** All that was recorded and all that is planned. */
function showAll(): void {
  const plan = page.plans[page.plan];
  const endMs = page.zeroMs >= 0 ? page.zeroMs + (plan?.plannedMs ?? 0) : 60_000 + (plan?.plannedMs ?? 0);
  const toMs = Math.max(page.nowMs, endMs, 60_000) * 1.02;
  change({ viewFromMs: 0, viewSpanMs: Math.min(mostSpanMs, toMs), follow: false });
}

const spans = [
  ['10 s', 10_000],
  ['1 min', 60_000],
  ['5 min', 300_000],
  ['20 min', 1_200_000],
] as const;

export function TimelineTools() {
  const { viewSpanMs, follow } = useKeys('viewSpanMs', 'follow');
  return (
    <div class="timeline-tools">
      <fieldset class="segments" aria-label="Stretch of time in view">
        {spans.map(([text, ms]) => (
          <button
            key={text}
            type="button"
            aria-pressed={follow && viewSpanMs === ms}
            onClick={() => change({ viewSpanMs: ms, follow: true })}
          >
            {text}
          </button>
        ))}
        <button type="button" title="Everything recorded and planned" onClick={showAll}>
          All
        </button>
      </fieldset>
      <button type="button" class="icon" aria-label="Zoom out" onClick={() => zoom(2)}>
        −
      </button>
      <button type="button" class="icon" aria-label="Zoom in" onClick={() => zoom(0.5)}>
        +
      </button>
      <label class="check" title="The view moves with now">
        <input
          type="checkbox"
          checked={follow}
          onChange={(event) =>
            change(
              event.currentTarget.checked
                ? { follow: true }
                : { follow: false, viewFromMs: viewNow(1).fromMs },
            )
          }
        />{' '}
        follow
      </label>
      <Marks />
      <ExportMenu />
    </div>
  );
}

/** The two cursors and the time between them. */
function Marks() {
  const { markA, markB } = useKeys('markA', 'markB');
  const here = (): number => Math.round((page.lookMs ?? page.hoverMs ?? page.nowMs) / 20) * 20;
  const apart = markA !== null && markB !== null ? `${Math.round(markB - markA)} ms` : '–';
  return (
    <fieldset class="marks" aria-label="Cursors">
      <button
        type="button"
        title="Cursor A at the moment looked at, else now; Shift+drag sets both"
        onClick={() => change({ markA: here() })}
      >
        A {markA === null ? '' : clock(markA, 2)}
      </button>
      <button
        type="button"
        title="Cursor B at the moment looked at, else now"
        onClick={() => change({ markB: here() })}
      >
        B {markB === null ? '' : clock(markB, 2)}
      </button>
      <output aria-label="Between the cursors" data-test="apart">
        Δ {apart}
      </output>
      <button
        type="button"
        class="icon"
        aria-label="Remove the cursors"
        disabled={markA === null && markB === null}
        onClick={() => change({ markA: null, markB: null })}
      >
        ×
      </button>
    </fieldset>
  );
}

export function Stack() {
  const root = useRef<HTMLDivElement>(null);
  useEffect(() => startStack(root.current!), []);
  return (
    <div class="stack" ref={root}>
      <svg
        class="lanes tl"
        height={lanesHeight}
        role="img"
        aria-label="The plan of the program and what really happened"
      />
      {strips.map((strip) => (
        <div key={strip.id} class="strip" data-strip={strip.id}>
          <div class="strip-head">
            <b>{strip.title}</b>
            {strip.traces.map((trace) => (
              <span
                key={trace.channel}
                class={`legend${trace.dash === undefined ? '' : ' dashed'}`}
                style={{ '--colour': `var(${trace.colour})` }}
              >
                {trace.name} <output data-channel={trace.channel} data-decimals={trace.decimals} />
              </span>
            ))}
            <span class="unit">{strip.unit}</span>
          </div>
        </div>
      ))}
      <div class="lines" aria-hidden="true">
        <i class="line now" />
        <i class="line hover" />
        <i class="line look" />
        <i class="line mark" data-name="A" />
        <i class="line mark" data-name="B" />
      </div>
      <div
        class="scrub"
        role="slider"
        tabIndex={0}
        data-arrows=""
        aria-label="Time looked at. Arrow keys look back and forth, Page keys pan, plus and minus zoom, Home is the beginning, End is now."
        aria-valuemin={0}
        aria-valuemax={0}
        aria-valuenow={0}
      />
    </div>
  );
}

/** Draws, and listens to hands. */
function startStack(root: HTMLDivElement): () => void {
  const svg = root.querySelector<SVGSVGElement>('.lanes')!;
  const holders = [...root.querySelectorAll<HTMLElement>('.strip')];
  const scrub = root.querySelector<HTMLElement>('.scrub')!;
  const [nowLine, hoverLine, lookLine, markA, markB] = [...root.querySelectorAll<HTMLElement>('.line')] as [
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
    HTMLElement,
  ];
  const readouts = [...root.querySelectorAll<HTMLOutputElement>('[data-channel]')].map((output) => ({
    output,
    channel: output.dataset['channel'] as Points['values'] extends Record<infer Name, unknown> ? Name : never,
    decimals: Number(output.dataset['decimals']),
  }));
  let charts: Charts | null = null;
  let widthPx = 0;
  let heightPx = 0;
  let drawnAtMs = 0;
  let drawn = '';
  let stale = true;
  let svgText = '';
  let theme = '';

  const measure = (): void => {
    const width = Math.floor(root.clientWidth);
    const height = Math.floor(root.clientHeight - lanesHeight);
    const look = `${page.theme}${matchMedia('(prefers-color-scheme: light)').matches}`;
    if (width < 50 || (width === widthPx && height === heightPx && look === theme)) return;
    widthPx = width;
    heightPx = height;
    theme = look;
    charts?.destroy();
    charts = createCharts(holders, width, Math.max(strips.length * 60, height));
    svg.setAttribute('width', String(width));
    svg.setAttribute('viewBox', `0 0 ${width} ${lanesHeight}`);
    stale = true;
    draw();
  };

  const plotPx = (): number => Math.max(1, widthPx - gutterPx - rightPx);
  const xOf = (ms: number, view: View): number =>
    gutterPx + ((ms - view.fromMs) / (view.toMs - view.fromMs)) * plotPx();
  const place = (line: HTMLElement, ms: number | null, view: View): void => {
    const at = ms === null || ms < view.fromMs || ms > view.toMs ? -100 : xOf(ms, view);
    const transform = `translateX(${at.toFixed(1)}px)`;
    if (line.style.transform !== transform) line.style.transform = transform;
  };

  const draw = (): void => {
    if (widthPx === 0) return;
    const view = viewNow(plotPx());
    wantColumns(view);
    place(nowLine, page.nowMs, view);
    place(hoverLine, page.hoverMs, view);
    place(lookLine, page.lookMs, view);
    place(markA, page.markA, view);
    place(markB, page.markB, view);
    const wallMs = performance.now();
    // Moved by less than a pixel nothing looks different.
    const pixelMs = (view.toMs - view.fromMs) / plotPx();
    const key = [
      Math.floor(view.fromMs / pixelMs),
      view.toMs - view.fromMs,
      Math.floor(page.nowMs / Math.max(pixelMs, columnMs())),
      page.plan,
      page.plans.length,
      page.bench,
    ].join();
    if (key !== drawn) stale = true;
    if (history !== page.history) stale = true;
    if (!stale || wallMs - drawnAtMs < redrawMs) return;
    stale = false;
    history = page.history;
    drawn = key;
    drawnAtMs = wallMs;
    const points = pointsIn(view);
    const text = lanesSvg({
      ...view,
      widthPx,
      nowMs: page.nowMs,
      plans: page.plans,
      chosen: page.plans[page.plan],
      history: page.history,
      points,
    });
    if (text !== svgText) {
      svgText = text;
      svg.innerHTML = text;
    }
    if (charts !== null) drawCharts(charts, points, view.fromMs, view.toMs);
  };
  let history = page.history;

  const showReadouts = (): void => {
    const atMs = page.hoverMs ?? page.lookMs;
    for (const { output, channel, decimals } of readouts) {
      const value = atMs === null ? page[channel] : valueNear(channel, atMs);
      const text = fixed(value, decimals);
      if (output.textContent !== text) output.textContent = text;
    }
    const shown = page.lookMs ?? page.nowMs;
    scrub.setAttribute('aria-valuemax', String(Math.round(page.nowMs)));
    scrub.setAttribute('aria-valuenow', String(Math.round(shown)));
    scrub.setAttribute('aria-valuetext', page.lookMs === null ? `now, ${clock(shown)}` : clock(shown, 2));
  };

  startColumns(() => {
    stale = true;
    draw();
  });
  const observer = new ResizeObserver(measure);
  observer.observe(root);
  // Sizes come from the observer and colours from the switch: asking each picture would cost a layout each picture.
  let shownTheme = page.theme;
  const stopFrames = onFrame(() => {
    if (shownTheme !== page.theme) {
      shownTheme = page.theme;
      measure();
    }
    draw();
  });
  const light = matchMedia('(prefers-color-scheme: light)');
  light.addEventListener('change', measure);
  const stopReadouts = onSlowFrame(showReadouts);
  const stopHands = listen(scrub, (clientX) => {
    const view = viewNow(plotPx());
    const left = root.getBoundingClientRect().left + gutterPx;
    return view.fromMs + ((clientX - left) / plotPx()) * (view.toMs - view.fromMs);
  });
  return () => {
    observer.disconnect();
    light.removeEventListener('change', measure);
    stopFrames();
    stopReadouts();
    stopHands();
    charts?.destroy();
  };
}

/** Mouse, fingers and keys on the timeline. */
function listen(scrub: HTMLElement, msAt: (clientX: number) => number): () => void {
  const fingers = new Map<number, number>();
  let startX = 0;
  let movedPx = 0;
  let lastSpanPx = 0;
  let marking = false;
  const look = (ms: number): void => {
    const tick = Math.round(ms / 20) * 20;
    change(tick >= page.nowMs ? { lookMs: null, look: null } : { lookMs: Math.max(page.oldestMs, tick) });
  };
  const down = (event: PointerEvent): void => {
    if (event.button !== 0) return;
    scrub.setPointerCapture(event.pointerId);
    fingers.set(event.pointerId, event.clientX);
    startX = event.clientX;
    movedPx = 0;
    lastSpanPx = 0;
    marking = event.shiftKey;
    if (marking) {
      const ms = Math.round(msAt(event.clientX) / 20) * 20;
      change({ markA: ms, markB: ms });
    }
  };
  const move = (event: PointerEvent): void => {
    const before = fingers.get(event.pointerId);
    if (before === undefined) {
      change({ hoverMs: event.pointerType === 'mouse' ? msAt(event.clientX) : null });
      return;
    }
    fingers.set(event.pointerId, event.clientX);
    movedPx = Math.max(movedPx, Math.abs(event.clientX - startX));
    if (marking) {
      change({ markB: Math.round(msAt(event.clientX) / 20) * 20 });
    } else if (fingers.size === 2) {
      const [one = 0, other = 0] = [...fingers.values()];
      const spanPx = Math.max(20, Math.abs(one - other));
      if (lastSpanPx > 0) zoom(lastSpanPx / spanPx, msAt((one + other) / 2));
      lastSpanPx = spanPx;
    } else if (movedPx > 3) {
      pan(msAt(before) - msAt(event.clientX));
    }
  };
  const up = (event: PointerEvent): void => {
    if (!fingers.delete(event.pointerId)) return;
    if (movedPx <= 3 && !marking && event.type === 'pointerup') look(msAt(event.clientX));
  };
  const wheel = (event: WheelEvent): void => {
    event.preventDefault();
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
    const delta = event.deltaX !== 0 && sideways ? event.deltaX : event.deltaY;
    if (sideways) pan((delta / 600) * page.viewSpanMs);
    else
      zoom(
        Math.exp(Math.max(-200, Math.min(200, delta)) / 500),
        page.follow ? undefined : msAt(event.clientX),
      );
  };
  const key = (event: KeyboardEvent): void => {
    const stepMs = event.shiftKey ? 20 : Math.max(20, Math.round(page.viewSpanMs / 100 / 20) * 20);
    const from = page.lookMs ?? page.nowMs;
    const actions: Readonly<Record<string, () => void>> = {
      ArrowLeft: () => look(from - stepMs),
      ArrowRight: () => look(from + stepMs),
      PageUp: () => pan(-page.viewSpanMs / 2),
      PageDown: () => pan(page.viewSpanMs / 2),
      Home: () => look(page.oldestMs),
      End: () => look(Number.POSITIVE_INFINITY),
      '+': () => zoom(0.5),
      '=': () => zoom(0.5),
      '-': () => zoom(2),
      a: () => change({ markA: from }),
      b: () => change({ markB: from }),
      Escape: () => change({ lookMs: null, look: null, markA: null, markB: null }),
    };
    const action = actions[event.key];
    if (action === undefined || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    event.stopPropagation();
    action();
  };
  const leave = (): void => change({ hoverMs: null });
  scrub.addEventListener('pointerdown', down);
  scrub.addEventListener('pointermove', move);
  scrub.addEventListener('pointerup', up);
  scrub.addEventListener('pointercancel', up);
  scrub.addEventListener('pointerleave', leave);
  scrub.addEventListener('wheel', wheel, { passive: false });
  scrub.addEventListener('keydown', key);
  // The listeners go with the element.
  return () => {};
}

/** Mouse, fingers and keys on the timeline: look back, pan, zoom, cursors. */
import { chair, change, page } from '../state.ts';
import { gutterPx, lookAt, pan, rightPx, type View, zoom } from './view.ts';

interface Gesture {
  /** Position of each finger, px. */
  readonly fingers: Map<number, number>;
  startX: number;
  movedPx: number;
  /** Distance between two fingers; 0 before it is known. */
  spanPx: number;
  /** Shift was held at the start: the drag sets both cursors. */
  marking: boolean;
}

/** Most movement that still counts as a click. */
const clickPx = 3;
const leastSpanPx = 20;

/** Listens for gestures; returns a function that stops it. */
export function listen(scrub: HTMLElement, view: () => View, snap: (ms: number) => number): () => void {
  const gesture: Gesture = { fingers: new Map(), startX: 0, movedPx: 0, spanPx: 0, marking: false };
  const shareAt = (clientX: number): number => {
    const { left, width } = scrub.getBoundingClientRect();
    return (clientX - left - gutterPx) / Math.max(1, width - gutterPx - rightPx);
  };
  const msAt = (clientX: number): number => {
    const { fromMs, toMs } = view();
    return fromMs + shareAt(clientX) * (toMs - fromMs);
  };
  const stop = new AbortController();
  const options = { signal: stop.signal };
  scrub.addEventListener(
    'pointerdown',
    (event) => pointerDown(gesture, scrub, event, (at) => snap(msAt(at))),
    options,
  );
  scrub.addEventListener(
    'pointermove',
    (event) => {
      if (gesture.fingers.has(event.pointerId)) drag(gesture, event, msAt, snap);
      else change({ hoverShare: event.pointerType === 'mouse' ? shareAt(event.clientX) : null });
    },
    options,
  );
  for (const name of ['pointerup', 'pointercancel'] as const)
    scrub.addEventListener(name, (event) => pointerUp(gesture, event, msAt), options);
  scrub.addEventListener('pointerleave', () => change({ hoverShare: null }), options);
  scrub.addEventListener('wheel', (event) => wheel(event, msAt), { ...options, passive: false });
  scrub.addEventListener('keydown', pressKey, options);
  return () => stop.abort();
}

function tickAt(ms: number): number {
  const { tickMs } = chair();
  return Math.round(ms / tickMs) * tickMs;
}

function pointerDown(
  gesture: Gesture,
  scrub: HTMLElement,
  event: PointerEvent,
  msAt: (clientX: number) => number,
): void {
  if (event.button !== 0) return;
  scrub.setPointerCapture(event.pointerId);
  gesture.fingers.set(event.pointerId, event.clientX);
  Object.assign(gesture, { startX: event.clientX, movedPx: 0, spanPx: 0, marking: event.shiftKey });
  if (!gesture.marking) return;
  const ms = tickAt(msAt(event.clientX));
  change({ cursorA: ms, cursorB: ms });
}

/** One finger pans or sets cursors, two zoom. */
function drag(
  gesture: Gesture,
  event: PointerEvent,
  msAt: (clientX: number) => number,
  snap: (ms: number) => number,
): void {
  const before = gesture.fingers.get(event.pointerId)!;
  gesture.fingers.set(event.pointerId, event.clientX);
  gesture.movedPx = Math.max(gesture.movedPx, Math.abs(event.clientX - gesture.startX));
  if (gesture.marking) {
    change({ cursorB: tickAt(snap(msAt(event.clientX))) });
  } else if (gesture.fingers.size === 2) {
    const [one = 0, other = 0] = [...gesture.fingers.values()];
    const spanPx = Math.max(leastSpanPx, Math.abs(one - other));
    if (gesture.spanPx > 0) zoom(gesture.spanPx / spanPx, msAt((one + other) / 2));
    gesture.spanPx = spanPx;
  } else if (gesture.movedPx > clickPx) {
    pan(msAt(before) - msAt(event.clientX));
  }
}

function pointerUp(gesture: Gesture, event: PointerEvent, msAt: (clientX: number) => number): void {
  if (!gesture.fingers.delete(event.pointerId)) return;
  if (gesture.movedPx <= clickPx && !gesture.marking && event.type === 'pointerup') {
    const block = document
      .elementsFromPoint(event.clientX, event.clientY)
      .map((element) => element.closest<SVGElement>('.plan [data-step]'))
      .find((found) => found !== null);
    if (block !== undefined) chooseStep(block);
    lookAt(msAt(event.clientX), chair().tickMs);
  }
}

function chooseStep(block: SVGElement): void {
  const plan = Number(block.closest<SVGElement>('[data-plan]')?.dataset['plan']);
  const step = page.plans[plan]?.steps.findIndex(({ path }) => path === block.dataset['step']) ?? -1;
  if (step >= 0) change({ chosenStep: { plan, step } });
}

/** Scrolling sideways pans; otherwise it zooms around the pointer. */
function wheel(event: WheelEvent, msAt: (clientX: number) => number): void {
  event.preventDefault();
  const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY) || event.shiftKey;
  const delta = event.deltaX !== 0 && sideways ? event.deltaX : event.deltaY;
  if (sideways) pan((delta / 600) * page.viewSpanMs);
  else zoom(Math.exp(Math.max(-200, Math.min(200, delta)) / 500), msAt(event.clientX));
}

const keys: Readonly<Record<string, (fromMs: number, stepMs: number, tickMs: number) => void>> = {
  ArrowLeft: (from, step, tick) => lookAt(from - step, tick),
  ArrowRight: (from, step, tick) => lookAt(from + step, tick),
  PageUp: () => pan(-page.viewSpanMs / 2),
  PageDown: () => pan(page.viewSpanMs / 2),
  Home: (_from, _step, tick) => lookAt(page.oldestMs, tick),
  End: (_from, _step, tick) => lookAt(Number.POSITIVE_INFINITY, tick),
  '+': () => zoom(0.5),
  '=': () => zoom(0.5),
  '-': () => zoom(2),
  a: (from) => change({ cursorA: from }),
  b: (from) => change({ cursorB: from }),
  Escape: () => change({ lookBackMs: null, lookBack: null, cursorA: null, cursorB: null }),
};

function pressKey(event: KeyboardEvent): void {
  const action = keys[event.key];
  if (action === undefined || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  event.stopPropagation();
  const { tickMs } = chair();
  const stepMs = event.shiftKey ? tickMs : Math.max(tickMs, tickAt(page.viewSpanMs / 100));
  action(page.lookBackMs ?? page.nowMs, stepMs, tickMs);
}

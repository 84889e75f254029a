/** Drawing that is not rendered: once an animation frame while anything changes, or less often, never losing the last change. */
import { effect, signal, untracked } from '@preact/signals';

const frame = signal(0);
let requested = false;

/** The state has changed: everything that draws by frames draws in the next one. */
export function frameWanted(): void {
  if (requested) return;
  requested = true;
  requestAnimationFrame(() => {
    requested = false;
    frame.value++;
  });
}

/** Calls `draw` now, and once a frame while anything changes. Returns how to stop it. */
export function onFrame(draw: () => void): () => void {
  return effect(() => {
    frame.value;
    untracked(draw);
  });
}

/** Calls `draw` at most every so often. What is refused for that is drawn later, always. */
export function throttled(draw: () => void, everyMs: number): { call: () => void; stop: () => void } {
  let drawnAtMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const drawNow = (): void => {
    timer = undefined;
    drawnAtMs = performance.now();
    draw();
  };
  return {
    call: () => {
      if (timer !== undefined) return;
      const restMs = drawnAtMs + everyMs - performance.now();
      if (restMs > 0) timer = setTimeout(drawNow, restMs);
      else drawNow();
    },
    stop: () => clearTimeout(timer),
  };
}

/** For figures and words: nobody reads faster than some times a second. */
export function onSlowFrame(draw: () => void, everyMs = 160): () => void {
  const slow = throttled(draw, everyMs);
  const stop = onFrame(slow.call);
  return () => {
    stop();
    slow.stop();
  };
}

/** Drawing outside of rendering: once a frame while anything changes, or less often, without losing the last change. */
import { effect, signal, untracked } from '@preact/signals';

/**
 * Interval at which changes by time alone are drawn: every second refresh of a usual screen, which looks smooth. It is slightly
 * less than two refreshes, so that the second one is not missed.
 */
const pictureMs = 28;

const frame = signal(0);
let requested = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let drawnAtMs = Number.NEGATIVE_INFINITY;

/** Something has changed in response to the person: everything is drawn in the next frame. */
export function frameWanted(): void {
  if (requested) return;
  requested = true;
  clearTimeout(timer);
  timer = undefined;
  requestAnimationFrame((atMs) => {
    requested = false;
    drawnAtMs = atMs;
    frame.value++;
  });
}

/** Something has changed with time: it is drawn after the picture interval. */
export function pictureWanted(): void {
  if (requested || timer !== undefined) return;
  const restMs = drawnAtMs + pictureMs - performance.now();
  if (restMs > 0) timer = setTimeout(frameWanted, restMs);
  else frameWanted();
}

/** Calls `draw` now, and once a frame while anything changes. Returns a function that stops it. */
export function onFrame(draw: () => void): () => void {
  return effect(() => {
    frame.value;
    untracked(draw);
  });
}

/**
 * Calls `draw` in a frame, at most once every `everyMs`. A change within that time is never lost: it is drawn later, with the
 * next picture.
 */
export function onSlowFrame(draw: () => void, everyMs = 160): () => void {
  let slowDrawnAtMs = Number.NEGATIVE_INFINITY;
  let late: ReturnType<typeof setTimeout> | undefined;
  const stop = onFrame(() => {
    const restMs = slowDrawnAtMs + everyMs - performance.now();
    if (restMs > 0) {
      late ??= setTimeout(() => {
        late = undefined;
        pictureWanted();
      }, restMs);
      return;
    }
    slowDrawnAtMs = performance.now();
    draw();
  });
  return () => {
    stop();
    clearTimeout(late);
  };
}

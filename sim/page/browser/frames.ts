/** Drawing that is not rendered: once a picture while anything changes, or less often, never losing the last change. */
import { effect, signal, untracked } from '@preact/signals';

/**
 * What only moves on with time is drawn so often, which looks smooth: every second refresh of the usual screen. A little
 * less than two, so that it is not missed for the one after.
 */
const pictureMs = 28;

const frame = signal(0);
let requested = false;
let timer: ReturnType<typeof setTimeout> | undefined;
let drawnAtMs = Number.NEGATIVE_INFINITY;

/** Something has changed that answers a hand: everything that draws by frames draws in the next one. */
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

/** Time has passed: it is drawn with the next picture. */
export function pictureWanted(): void {
  if (requested || timer !== undefined) return;
  const restMs = drawnAtMs + pictureMs - performance.now();
  if (restMs > 0) timer = setTimeout(frameWanted, restMs);
  else frameWanted();
}

/** Calls `draw` now, and once a frame while anything changes. Returns how to stop it. */
export function onFrame(draw: () => void): () => void {
  return effect(() => {
    frame.value;
    untracked(draw);
  });
}

/**
 * Calls `draw` at most every so often, within the frames. What is refused for that is drawn later, always: with a
 * picture that other things are drawn in, too.
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

/**
 * What the page knows: the live state as the server tells it, the moment one looks back at, and the page's own
 * settings. Parts that move with every tick read it in `onFrame`; everything else re-renders by `useKeys` alone.
 */
import { useEffect, useState } from 'preact/hooks';
import type { Plan } from '../../../src/program/plan/plan.ts';
import type { BenchState, History, Moment, ShelfEntry } from '../protocol.ts';

export interface PageState extends BenchState {
  connected: boolean;
  plans: readonly Plan[];
  history: History;
  shelf: readonly ShelfEntry[];
  /** Notes, the newest last. */
  notes: readonly Note[];
  /** The recorded moment one looks at; null is now. */
  lookMs: number | null;
  look: Moment | null;
  /** The stretch of time in view; following, it moves with now. */
  viewFromMs: number;
  viewSpanMs: number;
  follow: boolean;
  /** Under the pointer, or null. */
  hoverMs: number | null;
  /** The two cursors. */
  markA: number | null;
  markB: number | null;
  keysOn: boolean;
  soundOn: boolean;
  theme: 'auto' | 'dark' | 'light';
}

export interface Note {
  readonly id: number;
  readonly level: 'info' | 'bad';
  readonly text: string;
}

const off = Number.NaN;

export const page: PageState = {
  connected: false,
  plans: [],
  history: { runs: [], states: [], offPlan: [], faults: [] },
  shelf: [],
  notes: [],
  lookMs: null,
  look: null,
  viewFromMs: 0,
  viewSpanMs: 300_000,
  follow: true,
  hoverMs: null,
  markA: null,
  markB: null,
  keysOn: setting('keys', 'on') === 'on',
  soundOn: setting('sound', 'on') === 'on',
  theme: setting('theme', 'auto') as PageState['theme'],
  nowMs: 0,
  state: 'off',
  step: -1,
  keys: 0,
  lamp: false,
  lockLamp: false,
  tone: 'none',
  display: '    ',
  lumbarOn: false,
  sacralOn: false,
  seat: true,
  emergencyStop: false,
  personKg: 75,
  powered: true,
  faults: 0,
  shown: 0,
  holds: [0, 0, 0, 0, 0, 0],
  wants: [false, false, false, false, false, false],
  carriageMm: 400,
  targetMm: off,
  carriageDuty: 0,
  carriageA: 0,
  kneaderTurns: 0.5,
  kneaderDuty: 0,
  kneaderA: 0,
  lumbarElementC: 22,
  lumbarSurfaceC: 22,
  lumbarTargetC: off,
  lumbarDuty: 0,
  sacralElementC: 22,
  sacralSurfaceC: 22,
  sacralTargetC: off,
  sacralDuty: 0,
  supplyV: 24,
  ambientC: 22,
  padRelay: 0,
  motorRelay: 0,
  running: true,
  speed: 1,
  until: '',
  pace: 0,
  board: 'model',
  seed: 1,
  bench: 0,
  oldestMs: 0,
  measures: [0, 0, 0, 0, 0, 0],
  activeFaults: [],
  broken: {},
  locked: false,
  hand: 0,
  minutes: 20,
  speedShift: 0,
  spotMm: 0,
  leftMs: 0,
  zeroMs: -1,
  plan: -1,
  chip: null,
  service: '',
};

/** The moment the chair and the charts' readouts show: the one looked back at, or now. */
export function shownMoment(): Moment {
  return page.look ?? page;
}

// ---- settings that outlive the page ----

function setting(name: string, without: string): string {
  try {
    return localStorage.getItem(`lumbar.${name}`) ?? without;
  } catch {
    return without;
  }
}

export function keepSetting(name: string, value: string): void {
  try {
    localStorage.setItem(`lumbar.${name}`, value);
  } catch {
    // A browser that keeps nothing still works.
  }
}

// ---- telling the page's parts ----

type Key = keyof PageState;
const listeners = new Set<{ keys: readonly Key[]; call: () => void }>();
const frames = new Set<() => void>();
const changed = new Set<Key>();
let asked = false;

/** Changes the state and tells, once before the next picture, whoever shows any of it. */
export function change(changes: Partial<PageState>): void {
  for (const key of Object.keys(changes) as Key[]) changed.add(key);
  Object.assign(page, changes);
  if (asked) return;
  asked = true;
  requestAnimationFrame(tellAll);
}

function tellAll(): void {
  asked = false;
  const keys = new Set(changed);
  changed.clear();
  for (const { keys: wanted, call } of [...listeners]) if (wanted.some((key) => keys.has(key))) call();
  for (const draw of frames) draw();
}

/** Calls `draw` once a picture while anything changes. */
export function onFrame(draw: () => void): () => void {
  frames.add(draw);
  draw();
  return () => frames.delete(draw);
}

/** For figures and words: nobody reads faster than some times a second. The last change is always shown. */
export function onSlowFrame(draw: () => void, everyMs = 160): () => void {
  let drawnMs = Number.NEGATIVE_INFINITY;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const stop = onFrame(() => {
    const restMs = drawnMs + everyMs - performance.now();
    if (restMs > 0) {
      timer ??= setTimeout(() => {
        timer = undefined;
        drawnMs = performance.now();
        draw();
      }, restMs);
      return;
    }
    drawnMs = performance.now();
    draw();
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}

/** Renders anew when one of these has changed. */
export function useKeys(...keys: Key[]): PageState {
  const [, again] = useState(0);
  const names = keys.join();
  useEffect(() => {
    const listener = { keys, call: () => again((count) => count + 1) };
    listeners.add(listener);
    return () => void listeners.delete(listener);
  }, [names]);
  return page;
}

let noteNumber = 0;

export function say(level: Note['level'], text: string): void {
  const note = { id: ++noteNumber, level, text };
  change({ notes: [...page.notes.slice(-3), note] });
  setTimeout(
    () => change({ notes: page.notes.filter((one) => one !== note) }),
    level === 'bad' ? 9000 : 4500,
  );
}

/**
 * The page's state, one signal per key: the live state from the server, the moment looked back at, and the page's own settings.
 * Rendering or an effect that reads `page.key` runs again when it changes.
 */
import { batch, type Signal, signal } from '@preact/signals';
import { codesIn } from '../../../src/chair/fault-set.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import type {
  ChairView,
  FaultMark,
  History,
  LibraryEntry,
  LiveState,
  Moment,
  RunEntry,
  StateRun,
} from '../protocol.ts';
import type { RealState } from '../real-protocol.ts';
import { frameWanted, pictureWanted } from './frames.ts';
import { draftIds, keepSetting, readSetting, readShownTracks, type ShownTrack } from './settings.ts';

interface PageState extends LiveState {
  connected: boolean;
  plans: readonly Plan[];
  history: History;
  library: readonly LibraryEntry[];
  /** The newest first. */
  runs: readonly RunEntry[];
  /** Null in the simulator. */
  real: RealState | null;
  /** Ids of programs whose text was typed and not saved. */
  drafts: readonly string[];
  /** The newest last. */
  notices: readonly Notice[];
  /** The time looked back at; null is now. The moment itself arrives a little later. */
  lookBackMs: number | null;
  lookBack: Moment | null;
  /** The time range in view; with `follow` it moves with now. */
  viewFromMs: number;
  viewSpanMs: number;
  follow: boolean;
  /** The pointer's position over the plot, 0 left to 1 right; null when it is elsewhere. */
  hoverShare: number | null;
  cursorA: number | null;
  cursorB: number | null;
  /** The shown tracks in drawing order. */
  tracks: readonly ShownTrack[];
  tab: Tab;
  /** The program in the editor; empty before one was chosen. */
  openProgram: string;
  /** A place in that program's text that the editor shall show. */
  wantedPlace: Place | null;
  /** The step whose block was clicked. */
  chosenStep: { readonly plan: number; readonly step: number } | null;
  /** The controller's readings and estimates are drawn over the true values. */
  belief: boolean;
  /** The computer's keyboard presses the remote's keys. */
  keysOn: boolean;
  soundOn: boolean;
  theme: 'auto' | 'dark' | 'light';
}

export const tabs = ['Timeline', 'Events', 'Programs', 'Runs'] as const;
export type Tab = (typeof tabs)[number];

interface Place {
  readonly line: number;
  readonly column: number;
}

interface Notice {
  readonly id: number;
  readonly level: 'info' | 'bad';
  readonly text: string;
}

const none = Number.NaN;

const initialMoment: Moment = {
  nowMs: 0,
  state: 'off',
  step: -1,
  keys: 0,
  lamp: false,
  lockLamp: false,
  tone: 'none',
  display: '    ',
  padsOn: [false, false],
  seat: true,
  emergencyStop: false,
  personKg: 75,
  powered: true,
  faults: 0,
  shown: 0,
  holds: [0, 0, 0, 0, 0, 0, 0],
  wants: [false, false, false, false, false, false, false],
  carriageMm: 400,
  targetMm: none,
  carriageDuty: 0,
  carriageA: 0,
  kneaderTurns: 0.5,
  kneaderDuty: 0,
  kneaderA: 0,
  pad0ElementC: 22,
  pad0SurfaceC: 22,
  pad0TargetC: none,
  pad0Duty: 0,
  pad1ElementC: 22,
  pad1SurfaceC: 22,
  pad1TargetC: none,
  pad1Duty: 0,
  supplyV: 24,
  ambientC: 22,
  padRelay: 0,
  motorRelay: 0,
  tapperDuty: none,
  believedMm: none,
  believedLowMm: none,
  believedHighMm: none,
  wantedDuty: 0,
  carriageRefused: 0,
  pad0ReadC: none,
  pad0FilteredC: none,
  pad0WantedC: none,
  pad0ReadSurfaceC: none,
  pad0EstimateC: none,
  pad0Refused: 0,
  pad1ReadC: none,
  pad1FilteredC: none,
  pad1WantedC: none,
  pad1ReadSurfaceC: none,
  pad1EstimateC: none,
  pad1Refused: 0,
  plan: -1,
  locked: false,
  minutes: 20,
  speedShift: 0,
  spotMm: 0,
  heatLevel: -1,
  leftMs: 0,
};

const initial: PageState = {
  ...initialMoment,
  running: true,
  speed: 1,
  until: '',
  pace: 0,
  board: 'model',
  model: '',
  seed: 1,
  rough: [],
  workspaceNumber: 0,
  oldestMs: 0,
  measures: [0, 0, 0, 0, 0, 0, 0],
  activeFaults: [],
  injected: {},
  heldKeys: 0,
  zeroMs: -1,
  chip: null,
  service: '',
  withoutService: '',
  connected: false,
  plans: [],
  history: { runs: [], states: [], offPlan: [], faults: [], actions: [], marks: [] },
  library: [],
  runs: [],
  real: null,
  drafts: draftIds(),
  notices: [],
  lookBackMs: null,
  lookBack: null,
  viewFromMs: 0,
  viewSpanMs: 300_000,
  follow: true,
  hoverShare: null,
  cursorA: null,
  cursorB: null,
  tracks: readShownTracks(),
  tab: 'Timeline',
  openProgram: '',
  wantedPlace: null,
  chosenStep: null,
  belief: readSetting('belief', 'off') === 'on',
  keysOn: readSetting('keys', 'on') === 'on',
  soundOn: readSetting('sound', 'on') === 'on',
  theme: readSetting('theme', 'auto') as PageState['theme'],
};

const signals = Object.fromEntries(
  Object.entries(initial).map(([key, value]) => [key, signal<unknown>(value)]),
) as Record<keyof PageState, Signal<unknown>>;

/** The state; reading a key subscribes to it. */
export const page = Object.defineProperties(
  {},
  Object.fromEntries(
    Object.entries(signals).map(([key, one]) => [key, { get: () => one.value, enumerable: true }]),
  ),
) as Readonly<PageState>;

/** Changes by the person; drawn in the next frame. */
export function change(changes: Partial<PageState>): void {
  assign(changes);
  frameWanted();
}

/** Changes by the chair; drawn with the next picture. */
export function follow(changes: Partial<PageState>): void {
  assign(changes);
  pictureWanted();
}

function assign(changes: Partial<PageState>): void {
  batch(() => {
    for (const [key, value] of Object.entries(changes)) {
      const one = signals[key as keyof PageState];
      // Keys that this page does not know, as from a newer server, are ignored.
      if (one !== undefined) one.value = value;
    }
  });
}

/** The moment that the chair and the readouts show: the one looked back at, or now. */
export function shownMoment(): Moment {
  return page.lookBack ?? page;
}

/** The state at the shown moment, with its beginning and what led to it. */
export function shownState(): StateRun {
  const { nowMs, state } = shownMoment();
  const found = page.history.states.findLast(({ fromMs }) => fromMs <= nowMs);
  return found?.state === state ? found : { state, by: '', fromMs: nowMs, toMs: -1 };
}

/** The faults at the shown moment; for a past moment with the message that each had when it occurred. */
export function shownFaults(): readonly FaultMark[] {
  const { lookBack, activeFaults, history } = page;
  if (lookBack === null) return activeFaults;
  const codes = new Set([...codesIn(lookBack.faults), ...codesIn(lookBack.shown)]);
  return [...codes].flatMap(
    (code) => history.faults.findLast((mark) => mark.code === code && mark.atMs <= lookBack.nowMs) ?? [],
  );
}

const chairSignal = signal<ChairView | null>(null);

/** The chair shown, or null before the server has described it. */
export function knownChair(): ChairView | null {
  return chairSignal.value;
}

export function setChair(chair: ChairView): void {
  chairSignal.value = chair;
}

/** The chair shown, for parts that are drawn only once it is known. */
export function chair(): ChairView {
  const known = chairSignal.value;
  if (known === null) throw new Error('The chair is not known yet: draw once `knownChair` is there.');
  return known;
}

/** Opens a program in the editor, at a place of its text. */
export function showInEditor(openProgram: string, wantedPlace: Place): void {
  change({ tab: 'Programs', openProgram, wantedPlace });
}

export function showBelief(belief: boolean): void {
  keepSetting('belief', belief ? 'on' : 'off');
  change({ belief });
}

let noticeNumber = 0;

/** Shows a notice for some seconds. */
export function notify(level: Notice['level'], text: string): void {
  const notice = { id: ++noticeNumber, level, text };
  change({ notices: [...page.notices.slice(-3), notice] });
  setTimeout(
    () => change({ notices: page.notices.filter((one) => one !== notice) }),
    level === 'bad' ? 9000 : 4500,
  );
}

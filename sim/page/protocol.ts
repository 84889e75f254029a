/**
 * What page and server say to each other over the WebSocket: commands one way, the changed parts of the state
 * the other way, and columns of the recording as binary. Both sides import this file; it is the only contract.
 */
import type { FaultCode } from '../../src/chair/faults.ts';
import type { HeatLevel, KeyName, SessionState } from '../../src/chair/names.ts';
import type { Trigger } from '../../src/control/session/triggers.ts';
import type { Problem } from '../../src/program/language/problems.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import type { ChairBoard } from '../boards/board.ts';
import type { OrderCommand, RealState } from './real-protocol.ts';

/** The place of a pad among the chair's; a chair has at most two. */
export const padNumbers = [0, 1] as const;
export type PadNumber = (typeof padNumbers)[number];

/** A named stretch of the rail. */
interface RailBand {
  readonly id: string;
  /** As people read it. */
  readonly name: string;
  readonly fromMm: number;
  readonly toMm: number;
}

/** What is recorded beside the charts' numbers, as the timeline draws it. */
export interface TrackView {
  /** Also the name of its column in an exported trace. */
  readonly id: string;
  /** As people read it. */
  readonly name: string;
  readonly group: 'keys' | 'outputs' | 'signs' | 'sensors' | 'guard' | 'link';
  readonly kind: 'switch' | 'text' | 'number';
  /** Of a number: what fills the track. */
  readonly most?: number;
}

/** What the page needs to know of the chair to draw it: its figures are nowhere in the browser's code. */
export interface ChairView {
  readonly model: string;
  /** A chair that somebody may sit in: it shows what it measures, and takes few orders. */
  readonly real: boolean;
  /** For people. */
  readonly name: string;
  /** Those that can be simulated here, this one among them. */
  readonly chairs: readonly { readonly model: string; readonly name: string }[];
  readonly tickMs: number;
  readonly rail: {
    readonly lengthMm: number;
    /** Mechanical stops beyond the limit switches. */
    readonly stopBeyondMm: number;
    /** The height up to which programs use it. */
    readonly usedMm: number;
    /** Where its switches are, from below. */
    readonly switchesMm: readonly number[];
    /** Where it lies behind a grown person's back, as drawn: height in the drawing = places x scale + from. */
    readonly drawn: { readonly scale: number; readonly fromMm: number };
  };
  /** Homing takes about so long: a program that has not begun is shown from then on. */
  readonly homingMs: number;
  /** From the lower end up, without gaps. */
  readonly zones: readonly RailBand[];
  /** Places named after the muscle under them; they overlap the zones. */
  readonly targets: readonly RailBand[];
  /** In the order of the chair's. */
  readonly pads: readonly (RailBand & { readonly number: PadNumber; readonly widthMm: number })[];
  readonly carriage: boolean;
  /** `coupled`: the carriage's motor turns the arms, too. */
  readonly kneader: 'motor' | 'coupled' | 'none';
  readonly tapper: boolean;
  /** Cams tell how far apart the arms are. */
  readonly width: boolean;
  /** Nothing counts: the chair knows its carriage's place as an interval. */
  readonly placeByTime: boolean;
  readonly relays: { readonly motors: boolean; readonly pads: boolean };
  /** Of the remote. */
  readonly keys: readonly KeyName[];
  readonly signs: { readonly lamp: boolean; readonly lockLamp: boolean; readonly display: boolean };
  readonly tracks: readonly TrackView[];
  /** Drawn over the charts. */
  readonly limits: {
    readonly surfaceC: readonly number[];
    readonly carriageStallA: number;
    readonly kneaderStallA: number;
  };
  /** Surface temperature of each heat level. */
  readonly levelsC: Readonly<Record<HeatLevel, number>>;
  /** What the charts have always in sight. */
  readonly ranges: {
    readonly motorA: number;
    readonly padC: readonly [least: number, most: number];
    readonly supplyV: readonly [least: number, most: number];
  };
  /** Faults that can be injected: words to choose from, or a number. */
  readonly faults: readonly {
    readonly name: string;
    readonly words: readonly string[];
    readonly number: { readonly unit: string; readonly least: number; readonly most: number } | null;
  }[];
}

/** Recorded numbers, in the order of a column. NaN where there is nothing to show (no target, no such part). */
const sharedChannels = [
  'carriageMm',
  'targetMm',
  'carriageDuty',
  'carriageA',
  'kneaderTurns',
  'kneaderDuty',
  'kneaderA',
  'supplyV',
  'ambientC',
  'padRelay',
  'motorRelay',
  'tapperDuty',
  // What the chair believes of its carriage, as a place or as the interval it is in, and what it wanted of it.
  'believedMm',
  'believedLowMm',
  'believedHighMm',
  'wantedDuty',
  'carriageRefused',
] as const;
/** Of each pad: first what is true, then what the chair reads, makes of it, wants and is refused. */
const padChannels = [
  'ElementC',
  'SurfaceC',
  'TargetC',
  'Duty',
  'ReadC',
  'FilteredC',
  'WantedC',
  'ReadSurfaceC',
  'EstimateC',
  'Refused',
] as const;
export const padChannelCount = padChannels.length;
export type ChannelName = (typeof sharedChannels)[number] | `pad${PadNumber}${(typeof padChannels)[number]}`;
/** Those of the pads last, pad by pad. */
export const channelNames: readonly ChannelName[] = [
  ...sharedChannels,
  ...padNumbers.flatMap((pad) => padChannels.map((name) => `pad${pad}${name}` as const)),
];
/** Those that may have nothing to show, which JSON says as null: a real chair may measure none of them. */
export const mayBeNone = channelNames;
export const sharedChannelCount = sharedChannels.length;
export type Channels = Record<ChannelName, number>;
export type PadChannels = Pick<Channels, Extract<ChannelName, `pad${string}`>>;

/** The outputs that the guard can hold back, the pads after them, and last the tapper. */
export const outputNames = ['carriage', 'kneader', 'motorRelay', 'padRelay'] as const;

export const toneNames = ['none', 'high', 'low'] as const;

/** The chair at one moment: now, or any recorded tick. */
export interface Moment extends Channels {
  nowMs: number;
  state: SessionState;
  /** Index into the plan; -1 before its start, the number of steps once it has ended. */
  step: number;
  /** Raw keys, one bit a key, as the chair's wires show them. */
  keys: number;
  lamp: boolean;
  lockLamp: boolean;
  tone: (typeof toneNames)[number];
  display: string;
  padsOn: boolean[];
  seat: boolean;
  emergencyStop: boolean;
  personKg: number;
  powered: boolean;
  /** Bit masks by fault index. */
  faults: number;
  shown: number;
  /** By output: the rule of `rules` that holds it back (0: none), and whether power is asked for. */
  holds: number[];
  wants: boolean[];
  /** Index of the chosen program's plan in the list of plans; -1: none. */
  plan: number;
  /** What is chosen on the remote. */
  locked: boolean;
  minutes: number;
  speedShift: number;
  spotMm: number;
  /** -1: the program's own heat; else 0..3, an index of `heatLevels`, for every pad. */
  heatLevel: number;
  leftMs: number;
}

export type ActiveFault = FaultMark;

export type Speed = number | 'max';

/** What changes at every tick or now and then; the server sends the keys that changed. */
export interface LiveState extends Moment {
  running: boolean;
  speed: Speed;
  /** What time runs to before it pauses, or empty. */
  until: string;
  /** Chair time a second of wall time, measured. */
  pace: number;
  board: BoardKind;
  /** The chair's. */
  model: string;
  seed: number;
  /** Counts fresh starts of the workspace; recordings of another one are void. */
  workspaceNumber: number;
  /** Oldest tick still recorded, ms. */
  oldestMs: number;
  /** The number that goes with each hold, in the rule's unit. */
  measures: number[];
  activeFaults: ActiveFault[];
  /** Injected faults, by name. */
  injected: Record<string, string>;
  /** Keys that the page or the terminal holds down, one bit a key. */
  heldKeys: number;
  /** The plan's first step, chair time; -1 before. */
  zeroMs: number;
  chip: ChipState | null;
  /** Address of the service port, or empty; then why there is none. */
  service: string;
  withoutService: string;
}

export type BoardKind = ChairBoard['kind'];

/** What the emulated board shows beside the chair. */
export interface ChipState {
  pins: { name: string; pin: string; level: number }[];
  bytesUpPerS: number;
  bytesDownPerS: number;
  chip: string;
}

interface Stretch {
  fromMs: number;
  /** -1 while it goes on. */
  toMs: number;
}
/** What of a plan the remote has changed; of a step that is over, as it was at its end. */
export type Chosen = Pick<Moment, 'speedShift' | 'spotMm' | 'heatLevel'>;
interface StepRun extends Stretch, Chosen {
  step: number;
}
export interface StateRun extends Stretch {
  state: SessionState;
  /** What led to it; empty for the first one. */
  by: Trigger | '';
}
export interface OffPlan extends Stretch {
  why: string;
  /** Nobody chose it: it is drawn as an alarm. */
  alarm: boolean;
}
export interface FaultMark {
  atMs: number;
  code: FaultCode;
  latched: boolean;
  message: string;
}

/** What happened, as stretches; sent whole when it has changed, a few times a second at most. */
export interface History {
  /** Programs run in this session of the workspace, the newest last. */
  runs: { program: string; zeroMs: number; endMs: number; plan: number; steps: StepRun[] }[];
  states: StateRun[];
  offPlan: OffPlan[];
  faults: FaultMark[];
  /** What was done to the chair, the newest only. */
  actions: Action[];
  marks: Marker[];
}

/** A note at a time. */
export interface Marker {
  number: number;
  atMs: number;
  note: string;
}

/** Values of one track, each from its column on; null where a column holds several. */
export interface TrackRuns {
  id: string;
  at: number[];
  values: (string | number | null)[];
}

/** Between two times. */
export interface Measures {
  values: { name: ChannelName; min: number; mean: number; max: number; change: number }[];
  /** Those that were on at all: edges, share of the time, rising edges a second. */
  switches: { id: string; name: string; edges: number; share: number; hz: number }[];
}

export interface LibraryEntry {
  id: string;
  name: string;
  about: string;
  plannedMs: number;
  file: string;
  /** May be written from the page. */
  writable: boolean;
  /** `tried`: it was run from the editor and never saved. */
  origin: 'shipped' | 'file' | 'flashed' | 'tried';
  problems: readonly Problem[];
}

/** A run: a chair from its first tick on, with its recording and all that was done to it. */
export interface RunEntry {
  run: number;
  name: string;
  /** It is the one the page shows. */
  open: boolean;
  program: string;
  seed: number;
  board: BoardKind;
  chair: string;
  lengthMs: number;
  /** Faults in the order in which they came. */
  faults: FaultCode[];
}

export interface Action {
  atMs: number;
  /** `down power`, `fault thermistor.lumbar open`, `ambient 22`, `choose deep-tissue`. */
  do: 'down' | 'up' | 'fault' | 'ambient' | 'choose';
  name: string;
  value: string;
}

export type TimeCommand =
  | { c: 'pause' }
  | { c: 'go' }
  | { c: 'tick'; ticks: number }
  | { c: 'speed'; speed: Speed }
  | { c: 'until'; what: 'step' | 'fault' | 'time'; ms?: number };

export type Command =
  | TimeCommand
  | { c: 'key'; key: KeyName; down: boolean }
  | { c: 'release' }
  | { c: 'fault'; name: string; value: string }
  | { c: 'clear-faults' }
  /** Without a number it is a new one. */
  | { c: 'mark'; number?: number; atMs: number; note: string }
  | { c: 'unmark'; number: number }
  | { c: 'ambient'; celsius: number }
  | { c: 'choose'; id: string }
  | { c: 'run'; id: string }
  | { c: 'restart'; seed?: number; board?: BoardKind; chair?: string }
  | { c: 'reproduce'; link: string }
  | { c: 'open-run'; run: number }
  | { c: 'name-run'; run: number; name: string }
  | { c: 'delete-run'; run: number };

/** Queries, answered once with the same `id`. */
export type Query =
  | { q: 'columns'; workspace: number; ticks: number; first: number; count: number }
  | { q: 'moment'; atMs: number }
  | { q: 'tracks'; ids: readonly string[]; ticks: number; first: number; count: number }
  | { q: 'measure'; aMs: number; bMs: number }
  | { q: 'text'; program: string }
  | { q: 'check'; program: string; text: string }
  | { q: 'save'; program: string; text: string; overShipped?: boolean }
  | { q: 'try'; program: string; text: string }
  /** `step`: its path, at which both begin; empty: at the program's first. */
  | { q: 'compare'; a: number; b: number; step: string }
  | { q: 'step'; plan: number; step: number }
  | { q: 'format'; text: string }
  | { q: 'link' }
  | { q: 'flash'; program: string; text: string; allowDowngrade?: boolean; prepare?: boolean };

export type FromPage = Command | OrderCommand | (Query & { id: number });

/** The first message of a connection is `chair`, and again when another is simulated; everything else comes as it changes. */
export type ToPage =
  | { t: 'chair'; chair: ChairView }
  | { t: 'state'; s: Partial<LiveState> }
  | { t: 'plans'; plans: Plan[] }
  | { t: 'history'; h: History }
  | { t: 'real'; real: RealState }
  | { t: 'library'; library: LibraryEntry[] }
  | { t: 'runs'; runs: RunEntry[] }
  | { t: 'notice'; level: 'info' | 'bad'; text: string }
  | { t: 'progress'; id: number; text: string; share: number }
  | { t: 'answer'; id: number; value: unknown; error?: string };

/**
 * Columns, binary: Int32 `[id, workspace, ticks, first, count, channels]`, then for each channel `count` lows and
 * `count` highs as Float32.
 */
export const columnHeadInts = 6;
export const columnsMax = 4096;

/**
 * The protocol between page and server over the WebSocket: commands and queries one way, changed parts of the state and answers
 * the other way, columns of the recording as binary. Both sides import this file.
 */
import type { FaultCode } from '../../src/chair/faults.ts';
import type { HeatLevel, KeyName, SessionState } from '../../src/chair/names.ts';
import type { Trigger } from '../../src/control/session/triggers.ts';
import type { Problem } from '../../src/program/language/problems.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import type { ChairBoard } from '../boards/board.ts';
import type { RoughKind } from '../rough/kinds.ts';
import type { OrderCommand, RealState } from './real-protocol.ts';

/** Index of a pad of the chair; a chair has at most two. */
export const padNumbers = [0, 1] as const;
export type PadNumber = (typeof padNumbers)[number];

/** A named stretch of the rail. */
interface RailBand {
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  readonly fromMm: number;
  readonly toMm: number;
}

/** A track of the timeline: something recorded beside the charts' numbers. */
export interface TrackView {
  /** Also the name of its column in an exported trace. */
  readonly id: string;
  /** Name for people. */
  readonly name: string;
  readonly group: 'keys' | 'outputs' | 'signs' | 'sensors' | 'guard' | 'link';
  readonly kind: 'switch' | 'text' | 'number';
  /** For a number: the value that fills the track's height. */
  readonly most?: number;
}

/** What the page needs to draw the chair; the browser's code contains no figures of a chair. */
export interface ChairView {
  readonly model: string;
  /** A real chair, not a simulated one: its page shows measured values and takes few orders. */
  readonly real: boolean;
  /** Name for people. */
  readonly name: string;
  /** The chairs that can be simulated here, including this one. */
  readonly chairs: readonly { readonly model: string; readonly name: string }[];
  readonly tickMs: number;
  readonly rail: {
    readonly lengthMm: number;
    /** Mechanical stops beyond the limit switches. */
    readonly stopBeyondMm: number;
    /** The height up to which programs use the rail. */
    readonly usedMm: number;
    /** Places of its switches, from the lower end. */
    readonly switchesMm: readonly number[];
    /** Where the rail lies behind an adult's back in the drawing: height in the drawing = place x scale + from. */
    readonly drawn: { readonly scale: number; readonly fromMm: number };
  };
  /** Approximate time for homing: a program that has not begun is drawn after it. */
  readonly homingMs: number;
  /** From the lower end up, without gaps. */
  readonly zones: readonly RailBand[];
  /** Places named after the muscle under them; they overlap the zones. */
  readonly targets: readonly RailBand[];
  /** In the chair's order of pads. */
  readonly pads: readonly (RailBand & { readonly number: PadNumber; readonly widthMm: number })[];
  readonly carriage: boolean;
  /** `coupled`: the carriage's motor turns the arms, too. */
  readonly kneader: 'motor' | 'coupled' | 'none';
  readonly tapper: boolean;
  /** Cams show how far apart the arms are. */
  readonly width: boolean;
  /** There are no counts: the chair knows the carriage's place only as an interval. */
  readonly placeByTime: boolean;
  readonly relays: { readonly motors: boolean; readonly pads: boolean };
  /** Keys of the remote. */
  readonly keys: readonly KeyName[];
  readonly signs: { readonly lamp: boolean; readonly lockLamp: boolean; readonly display: boolean };
  readonly tracks: readonly TrackView[];
  /** Limits drawn over the charts. */
  readonly limits: {
    readonly surfaceC: readonly number[];
    readonly carriageStallA: number;
    readonly kneaderStallA: number;
  };
  /** Surface temperature of each heat level. */
  readonly levelsC: Readonly<Record<HeatLevel, number>>;
  /** Ranges that are always visible in the charts. */
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

/** The recorded channels, in the order of a column. NaN where there is no value (no target, no such part). */
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
  // The chair's estimate of the carriage's place, or of the interval that it is in, and the duty that it wanted.
  'believedMm',
  'believedLowMm',
  'believedHighMm',
  'wantedDuty',
  'carriageRefused',
] as const;
/** For each pad: first the true values, then the chair's readings, filtered values and estimates, goals, and refusals. */
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
/** The channels in order; those of the pads last, pad by pad. */
export const channelNames: readonly ChannelName[] = [
  ...sharedChannels,
  ...padNumbers.flatMap((pad) => padChannels.map((name) => `pad${pad}${name}` as const)),
];
/** Channels that may have no value, which is null in JSON: a real chair may measure none of them. */
export const mayBeNone = channelNames;
export const sharedChannelCount = sharedChannels.length;
export type Channels = Record<ChannelName, number>;
export type PadChannels = Pick<Channels, Extract<ChannelName, `pad${string}`>>;

/** Outputs that the guard can hold back. In a moment's lists they come first, then the pads, and last the tapper. */
export const outputNames = ['carriage', 'kneader', 'motorRelay', 'padRelay'] as const;

export const toneNames = ['none', 'high', 'low'] as const;

/** The chair at one moment: now, or any recorded tick. */
export interface Moment extends Channels {
  nowMs: number;
  state: SessionState;
  /** Index of the step in the plan; -1 before its start, the number of steps after its end. */
  step: number;
  /** The keys as read from the chair's wires, one bit per key. */
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
  /** By output: index of the entry of `reasons` that holds it back (0: none), and whether power is requested. */
  holds: number[];
  wants: boolean[];
  /** Index of the chosen program's plan in the list of plans; -1: none. */
  plan: number;
  /** The choices on the remote. */
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

/** The state that changes each tick or less often; the server sends the keys that changed. */
export interface LiveState extends Moment {
  running: boolean;
  speed: Speed;
  /** What time runs to before it pauses; empty if nothing is set. */
  until: string;
  /** Measured chair time per wall time. */
  pace: number;
  board: BoardKind;
  /** The chair's model. */
  model: string;
  seed: number;
  /** The kinds of roughness of its world, drawn from the seed. */
  rough: readonly RoughKind[];
  /** Counts the workspaces; data of another workspace is invalid. */
  workspaceNumber: number;
  /** Time of the oldest tick still recorded. */
  oldestMs: number;
  /** The figure that belongs to each hold, in the reason's unit. */
  measures: number[];
  activeFaults: ActiveFault[];
  /** Injected faults, by name. */
  injected: Record<string, string>;
  /** Keys that the page or the terminal holds down, one bit per key. */
  heldKeys: number;
  /** Chair time of the plan's first step; -1 before it. */
  zeroMs: number;
  chip: ChipState | null;
  /** Address of the service port; if it is empty, the next says why there is none. */
  service: string;
  withoutService: string;
}

export type BoardKind = ChairBoard['kind'];

/** State of the emulated board's chip. */
export interface ChipState {
  pins: { name: string; pin: string; level: number }[];
  bytesUpPerS: number;
  bytesDownPerS: number;
  chip: string;
}

interface Stretch {
  fromMs: number;
  /** -1 while it lasts. */
  toMs: number;
}
/** The remote's changes to a plan; for a step that is over, those at its end. */
export type Chosen = Pick<Moment, 'speedShift' | 'spotMm' | 'heatLevel'>;
interface StepRun extends Stretch, Chosen {
  step: number;
}
export interface StateRun extends Stretch {
  state: SessionState;
  /** What led to the state; empty for the first one. */
  by: Trigger | '';
}
export interface OffPlan extends Stretch {
  why: string;
  /** No person caused it, so it is drawn as an alarm. */
  alarm: boolean;
}
export interface FaultMark {
  atMs: number;
  code: FaultCode;
  latched: boolean;
  message: string;
}

/** What happened, as time ranges. It is sent as a whole when it has changed, at most a few times a second. */
export interface History {
  /** Programs run in this workspace, the newest last. */
  runs: { program: string; zeroMs: number; endMs: number; plan: number; steps: StepRun[] }[];
  states: StateRun[];
  offPlan: OffPlan[];
  faults: FaultMark[];
  /** Actions on the chair, only the newest. */
  actions: Action[];
  marks: Marker[];
}

/** A marker: a note at a point in time. */
export interface Marker {
  number: number;
  atMs: number;
  note: string;
}

/** Values of one track, each valid from its column on; null where a column holds several. */
export interface TrackRuns {
  id: string;
  at: number[];
  values: (string | number | null)[];
}

/** Measurements between two times. */
export interface Measures {
  values: { name: ChannelName; min: number; mean: number; max: number; change: number }[];
  /** Switches that were on or changed: edges, share of time on, rising edges per second. */
  switches: { id: string; name: string; edges: number; share: number; hz: number }[];
}

export interface LibraryEntry {
  id: string;
  name: string;
  about: string;
  plannedMs: number;
  file: string;
  /** The page may write its file. */
  writable: boolean;
  /** `tried`: run from the editor and never saved. */
  origin: 'shipped' | 'file' | 'flashed' | 'tried';
  problems: readonly Problem[];
}

/** A run: a chair from its first tick on, with its recording and all actions on it. */
export interface RunEntry {
  run: number;
  name: string;
  /** The page shows this run. */
  open: boolean;
  program: string;
  seed: number;
  rough: boolean;
  board: BoardKind;
  chair: string;
  lengthMs: number;
  /** Faults in the order of their first occurrence. */
  faults: FaultCode[];
}

export interface Action {
  atMs: number;
  /** `down power`, `fault thermistor.lumbar open`, `ambient 22`, `around blanket 0.2` (around.ts), `choose deep-tissue`. */
  do: 'down' | 'up' | 'fault' | 'ambient' | 'around' | 'choose';
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
  /** Without a number it is a new marker. */
  | { c: 'mark'; number?: number; atMs: number; note: string }
  | { c: 'unmark'; number: number }
  | { c: 'ambient'; celsius: number }
  | { c: 'around'; name: string; value: string }
  | { c: 'choose'; id: string }
  | { c: 'run'; id: string }
  | { c: 'restart'; seed?: number; board?: BoardKind; chair?: string; rough?: readonly RoughKind[] }
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
  /** `step`: path of the step at which both runs are aligned; empty: the program's first. */
  | { q: 'compare'; a: number; b: number; step: string }
  | { q: 'step'; plan: number; step: number }
  | { q: 'format'; text: string }
  | { q: 'link' }
  | { q: 'flash'; program: string; text: string; allowDowngrade?: boolean; prepare?: boolean };

export type FromPage = Command | OrderCommand | (Query & { id: number });

/** `chair` is the first message of a connection, and is sent again when another chair is simulated; all others are sent on change. */
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

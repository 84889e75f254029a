/** The session's state, its inputs of each tick, and how it begins. One plain value; see `session.ts`. */
import { type FaultPart, noFaultPart } from '../../chair/fault-part.ts';
import { type FaultCode, faultCodes } from '../../chair/faults.ts';
import { remoteLimits, sessionLimits } from '../../chair/limits.ts';
import { heatLevels, type SessionState } from '../../chair/names.ts';
import { type Millimetres, type Milliseconds, minuteMs } from '../../chair/units.ts';
import { createEvents, type Events } from '../events.ts';
import type { Job } from '../goals.ts';
import { canLock, fullRemote, type RemoteKeys } from './few-keys.ts';
import type { SessionRecord } from './history.ts';
import type { Memory } from './memory.ts';
import type { SoundName } from './sounds.ts';
import type { PageTrigger, RecoveryTrigger } from './triggers.ts';

/** What the display shows for a while because a key was pressed. */
export type ShownItem =
  | 'nothing'
  | 'program'
  | 'timer'
  | 'heat'
  | 'speed'
  | 'spot'
  | 'lock'
  | 'stop'
  | 'rest'
  | 'seat'
  | 'waits'
  | 'saved';

export interface Session {
  state: SessionState;
  stateSinceMs: Milliseconds;
  /** Child lock. */
  locked: boolean;
  /** What the sequencer is to do now. */
  job: Job;

  /** Index into `inputs.programs`. */
  program: number;
  /** -1: the program's own heat; else 0..3, an index of `heatLevels`, for all pads. */
  heatLevel: number;
  /** No pad gets more than this level, 0..3, whatever program and remote say: a page has asked for less. */
  heatMost: number;
  /** Added to every programmed speed, -3..3; the sequencer keeps the sum within 1..6. */
  speedShift: number;
  /** -1 in the first minute of the first session after switching on, else 0; added to speeds as well. */
  gentleShift: number;
  /** Added to every place, -60..60. */
  spotMm: Millimetres;
  /** The timer. */
  minutes: number;
  /** The pads may be heated. False wherever heat has no business, whatever the program says. */
  heatAllowed: boolean;

  /**
   * Start was pressed before the chair was ready: the session starts once it is. Forgotten when anything else ends homing, the
   * seat becomes empty or the child lock comes on.
   */
  startWaits: boolean;

  /** Number of the running session, else of the last; counts over the chair's life. */
  sessionNumber: number;
  /** A session is going on: running or paused. */
  inSession: boolean;
  /** Chair time at which the session began. */
  startMs: Milliseconds;
  /** Time since the program's first step, all pauses included, also pauses before that step. */
  sessionMs: Milliseconds;
  /** Time the massage has run since its first step, pauses left out; what the timer measures. */
  massageMs: Milliseconds;
  /** Time until the session ends by itself (program, timer or longest session); the display shows it as minutes left. */
  leftMs: Milliseconds;
  /** The power switches have been tested for this session, so the massage may begin. */
  switchesTested: boolean;
  /** A massage has run since the switches were last tested. */
  switchTestDue: boolean;
  /** The timer's last minute has begun; there is no way back into the program. */
  coolingDown: boolean;
  /** The first session after switching on: it starts gently. */
  gentle: boolean;
  /** Paused because nobody sits in the chair. */
  pausedBySeat: boolean;
  /** When the seat was last taken in this session; the current time while somebody sits there. */
  seatEmptySinceMs: Milliseconds;

  /** The keys that the remote has, one bit each. */
  readonly keysThere: RemoteKeys;
  /** How far a press of a spot key moves the spot; the whole range where places are known by thirds only. */
  readonly spotStepMm: Millimetres;
  /** No switch tells whether somebody sits there, so the chair asks. */
  readonly asks: boolean;
  /** Value of `sessionMs` when the chair last asked, or when start resumed a session in which the question was due. */
  attendedMs: Milliseconds;
  /** The chair has asked and waits for a key. */
  asking: boolean;
  askedMs: Milliseconds;
  /** The session ends after this much massage: shortened when no key came, else as long as a session may be. */
  massageMaxMs: Milliseconds;

  /** The fault the state `fault` stands for. */
  faultCode: FaultCode | 'none';
  /** The state that the fault interrupted. */
  faultFrom: SessionState;
  /** True for the tick in which start has confirmed a page order. */
  pageAccepted: boolean;
  /** True for one tick when latched faults are to be forgotten (power switched off, on, service entered, link recovered). */
  resetFaults: boolean;
  /** True for one tick when the carriage's place is no longer known. */
  forgetPlace: boolean;

  /**
   * True for the tick in which a chair with nothing to do is given a job, by a key or the service port: only now may a
   * microcontroller that has tripped (stop key, emergency stop, lost link) be armed again.
   */
  arm: boolean;

  /** A sound to begin in this tick. */
  sound: SoundName;
  /** A change that a key has made and the disk has not yet kept: it is acknowledged only then. */
  keeping: 'nothing' | 'saved' | 'lock';
  shown: ShownItem;
  shownSinceMs: Milliseconds;
  /** Start was refused because a rest is advised; pressed again before this time, it starts. 0: not refused. */
  insistUntilMs: Milliseconds;
  /** Stop was pressed in the service state: the ordered job is over until another is ordered. */
  serviceStopped: boolean;
  /** The last sign of life in the service state. */
  serviceSinceMs: Milliseconds;
  /** A stuck key or an impossible pair has been reported. */
  keysFaulty: boolean;

  lastMs: Milliseconds;
  boot: number;
  /** The timer's choice for programs without a memory. */
  defaultMinutes: number;
  /** The first session after switching on starts gently. */
  gentleByDefault: boolean;
  /** Longest session, to the beginning of parking, pauses included. */
  readonly maxMs: Milliseconds;
  /** Timeouts of homing and of parking. */
  readonly homingMaxMs: Milliseconds;
  readonly parkingMaxMs: Milliseconds;
  memories: Memory[];
  /** Newest last. */
  history: SessionRecord[];
  events: Events;
}

/** A program that the remote can choose. */
export interface ProgramChoice {
  readonly id: string;
  readonly plannedMs: Milliseconds;
  /** The highest heat level of any pad in its first step, 0..3. */
  readonly heat: number;
}

/** What the session reads each tick beside keys and time; one object, refilled in place. */
export interface SessionInputs {
  /** The job the session wanted in the last tick is done: homed, switches tested, program ended, parked. */
  jobDone: boolean;
  /** The carriage's place is known: it has found an end of its rail. */
  placeKnown: boolean;
  /** Planned time from now to the program's end; of use only while the job is or was `massage`. */
  programLeftMs: Milliseconds;
  /** The highest heat level the program gives a pad in the current step, 0..3; -1 when no step runs. */
  stepHeat: number;
  /** Bits of the heat levels, 0..3, that at least one pad of the chair offers; off is always one of them. */
  heatLevels: number;
  /** By fault index: the part on which each latched or shown fault was found. */
  faultParts: FaultPart[];
  /** The guard stage has latched a fault, and its code. */
  faultLatched: boolean;
  faultCode: FaultCode | 'none';
  /** A fault that is active without being latched; it is only shown. */
  warningCode: FaultCode | 'none';
  /** The lost link is back; see `recovery.ts`. */
  recovery: RecoveryTrigger | 'none';
  seat: boolean;
  emergencyStop: boolean;
  /** See `unheard-stop.ts`. */
  unheardStop: boolean;
  programs: readonly ProgramChoice[];
  /** How the last change of the settings ended since the last tick: kept or not. */
  settingsKept: 'none' | 'kept' | 'failed';
  /** A frame arrived at the service port since the last tick. */
  serviceActive: boolean;
  /** Somebody at the service port waits for start on the remote. */
  confirmPending: boolean;
  /** A page order that needs no confirmation; and one that waits for start on the remote. */
  pageOrder: PageTrigger | 'none';
  pagePending: PageTrigger | 'none';
  /** The job that the service port orders in the service state (self-test); else `nothing`. */
  serviceJob: Job;
}

export interface SessionOptions {
  /** Counts starts of the controller; from the store. */
  boot?: number;
  /** Number of the last session; from the store. */
  sessionNumber?: number;
  memories?: readonly Memory[];
  history?: readonly SessionRecord[];
  locked?: boolean;
  /** Index of the program chosen at first. */
  program?: number;
  /** The timer for programs without a memory. */
  minutes?: number;
  /** How long a session may last. */
  maxMs?: Milliseconds;
  /** How long homing may last. */
  homingMaxMs?: Milliseconds;
  /** How long parking may last. */
  parkingMaxMs?: Milliseconds;
  /** The keys of the remote; all ten where left out. */
  keysThere?: RemoteKeys;
  /** How far a press of a spot key moves the spot. */
  spotStepMm?: Millimetres;
  /** No switch tells whether somebody sits there, so the chair asks. */
  asks?: boolean;
  /** False: the first session does not start gently (benches, `lumbar run`). */
  gentle?: boolean;
}

/** The timer, no longer than a session may be. */
export function timerWithin(minutes: number, maxMs: Milliseconds): number {
  return Math.min(minutes, Math.floor(maxMs / minuteMs));
}

const everyHeatLevel = (1 << heatLevels.length) - 1;

export function createSessionInputs(): SessionInputs {
  return {
    jobDone: false,
    placeKnown: true,
    programLeftMs: 0,
    stepHeat: -1,
    heatLevels: everyHeatLevel,
    faultParts: faultCodes.map(() => noFaultPart),
    faultLatched: false,
    faultCode: 'none',
    warningCode: 'none',
    recovery: 'none',
    seat: false,
    emergencyStop: false,
    unheardStop: false,
    programs: [],
    settingsKept: 'none',
    serviceActive: false,
    confirmPending: false,
    pageOrder: 'none',
    pagePending: 'none',
    serviceJob: 'nothing',
  };
}

/** Nobody has been asked whether they are there. */
const notAsked = { attendedMs: 0, asking: false, askedMs: 0 };

const nothingInThisTick = { pageAccepted: false, resetFaults: false, forgetPlace: false, arm: false };

/** Nothing sounds, and the display shows no answer. */
const silent = {
  sound: 'none',
  keeping: 'nothing',
  shown: 'nothing',
  shownSinceMs: 0,
  insistUntilMs: 0,
} as const;

/** A chair that is off. */
export function createSession(options: SessionOptions = {}): Session {
  const {
    boot = 1,
    sessionNumber = 0,
    memories = [],
    history = [],
    locked = false,
    program = 0,
    minutes = sessionLimits.defaultMinutes,
    gentle = true,
    maxMs = sessionLimits.maxMs,
    homingMaxMs = sessionLimits.homingMaxMs,
    parkingMaxMs = sessionLimits.parkingMaxMs,
    asks = false,
    keysThere = fullRemote,
    spotStepMm = remoteLimits.spotStepMm,
  } = options;
  const longest = timerWithin(minutes, maxMs);
  return {
    state: 'off',
    stateSinceMs: 0,
    locked: locked && canLock(keysThere),
    job: 'nothing',
    program,
    heatLevel: -1,
    heatMost: heatLevels.length - 1,
    speedShift: 0,
    gentleShift: 0,
    spotMm: 0,
    minutes: longest,
    heatAllowed: false,
    startWaits: false,
    sessionNumber,
    inSession: false,
    startMs: 0,
    sessionMs: 0,
    massageMs: 0,
    leftMs: 0,
    switchesTested: false,
    switchTestDue: false,
    coolingDown: false,
    gentle: false,
    pausedBySeat: false,
    seatEmptySinceMs: 0,
    keysThere,
    spotStepMm,
    asks,
    ...notAsked,
    massageMaxMs: maxMs,
    faultCode: 'none',
    faultFrom: 'off',
    ...nothingInThisTick,
    ...silent,
    serviceStopped: false,
    serviceSinceMs: 0,
    keysFaulty: false,
    lastMs: 0,
    boot,
    defaultMinutes: longest,
    gentleByDefault: gentle,
    maxMs,
    homingMaxMs,
    parkingMaxMs,
    memories: structuredClone(memories) as Memory[],
    history: structuredClone(history) as SessionRecord[],
    events: createEvents(),
  };
}

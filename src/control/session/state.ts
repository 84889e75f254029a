/** The session's state, what it reads each tick, and how it begins. One plain value; see `session.ts`. */
import { type FaultPart, noFaultPart } from '../../chair/fault-part.ts';
import { type FaultCode, faultCodes } from '../../chair/faults.ts';
import { remoteLimits, sessionLimits } from '../../chair/limits.ts';
import { heatLevels, type SessionState } from '../../chair/names.ts';
import { type Millimetres, type Milliseconds, minuteMs } from '../../chair/units.ts';
import { createEvents, type Events } from '../events.ts';
import type { Job } from '../goals.ts';
import type { SoundName } from '../indicators/beeps.ts';
import { canLock, fullRemote, type RemoteKeys } from './few-keys.ts';
import type { SessionRecord } from './history.ts';
import type { Memory } from './memory.ts';
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
  /** -1: the program's own heat; else 0..3, an index of `heatLevels`, for both pads. */
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
  /** The pads may be warm. False wherever heat has no business, whatever the program says. */
  heatAllowed: boolean;

  /**
   * Start was pressed before the chair was ready: it starts once it is. Forgotten with whatever ends homing, and when the
   * seat is empty or the child lock comes on meanwhile.
   */
  startWaits: boolean;

  /** Counts sessions over the chair's life; the running one's number, else the last one's. */
  sessionNumber: number;
  /** A session is going on: running or paused. */
  inSession: boolean;
  /** Chair time of the press of start. */
  startMs: Milliseconds;
  /** Since the program's first step, all pauses included; those before it, too. */
  sessionMs: Milliseconds;
  /** Time the massage has run since its first step, pauses left out; what the timer measures. */
  massageMs: Milliseconds;
  /** Until the session ends by itself (program, timer or 30 minutes); what the display shows as minutes left. */
  leftMs: Milliseconds;
  /** The power switches were tested for this session, so that the massage could begin. */
  switchesTested: boolean;
  /** A massage has run since the switches were last tested. */
  switchTestDue: boolean;
  /** The timer's last minute has begun; there is no way back into the program. */
  coolingDown: boolean;
  /** The first session after switching on: it starts gently. */
  gentle: boolean;
  /** Paused because nobody sits in the chair. */
  pausedBySeat: boolean;
  /** Since when the seat is empty, as far as this session cares; now while somebody sits there. */
  seatEmptySinceMs: Milliseconds;

  /** The keys that the remote has, one bit each. */
  readonly keysThere: RemoteKeys;
  /** What a press of a spot key moves by; all there is where places are known by thirds alone. */
  readonly spotStepMm: Millimetres;
  /** No switch tells whether somebody sits there, so the chair asks. */
  readonly asks: boolean;
  /** The session's time when it last asked. */
  attendedMs: Milliseconds;
  /** It has asked, and waits for a key. */
  asking: boolean;
  askedMs: Milliseconds;
  /** No key came: after so much massage the session is over. Else as long as a session may be. */
  massageMaxMs: Milliseconds;

  /** The fault the state `fault` stands for. */
  faultCode: FaultCode | 'none';
  /** The state it interrupted. */
  faultFrom: SessionState;
  /** True for the tick in which start was pressed for what a page waits for. */
  pageAccepted: boolean;
  /** True for one tick when latched faults are to be forgotten (power switched off, on, service entered, link recovered). */
  resetFaults: boolean;
  /** True for one tick when nobody knows any more where the carriage is. */
  forgetPlace: boolean;

  /**
   * True for the tick in which a key has given a chair with nothing to do a job: only now may a microcontroller
   * that has tripped (stop key, emergency stop, lost link) be armed anew.
   */
  arm: boolean;

  /** A sound to begin in this tick. */
  sound: SoundName;
  shown: ShownItem;
  shownSinceMs: Milliseconds;
  /** Start was refused because a rest is advised; pressed again before this time it starts. 0: not asked. */
  insistUntilMs: Milliseconds;
  /** Stop was pressed in the service state: the job asked for is over until another is asked for. */
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
  /** Start to the beginning of parking. */
  readonly maxMs: Milliseconds;
  memories: Memory[];
  /** Newest last. */
  history: SessionRecord[];
  events: Events;
}

/** A program the remote can choose. */
export interface ProgramChoice {
  readonly id: string;
  readonly plannedMs: Milliseconds;
  /** The highest heat level of its pads at the beginning, 0..3. */
  readonly heat: number;
}

/** What the session reads each tick beside keys and time; one object, refilled in place. */
export interface SessionInputs {
  /** The job the session wanted in the last tick is done: homed, switches tested, program ended, parked. */
  jobDone: boolean;
  /** The carriage knows where it is: it has found an end of its rail. */
  placeKnown: boolean;
  /** Planned time from now to the program's end; of use only while the job is or was `massage`. */
  programLeftMs: Milliseconds;
  /** The highest heat level the program gives a pad in the current step, 0..3; -1 when no step runs. */
  stepHeat: number;
  /** Bits of the heat levels, 0..3, that some pad of the chair gives; off always is one. */
  heatLevels: number;
  /** By fault index: the part each fault that is latched or shown was found on. */
  faultParts: FaultPart[];
  /** The guard stage has latched a fault, and its code. */
  faultLatched: boolean;
  faultCode: FaultCode | 'none';
  /** A fault that is active without being latched; shown, nothing else. */
  warningCode: FaultCode | 'none';
  /** The link, lost before, is well again; see `recovery.ts`. */
  recovery: RecoveryTrigger | 'none';
  seat: boolean;
  emergencyStop: boolean;
  programs: readonly ProgramChoice[];
  /** A frame arrived at the service port since the last tick. */
  serviceActive: boolean;
  /** Somebody at the service port waits for start on the remote. */
  confirmPending: boolean;
  /** What a page has ordered that needs nobody at the chair; and what start is to be pressed for. */
  pageOrder: PageTrigger | 'none';
  pagePending: PageTrigger | 'none';
  /** What the service port wants done in the service state (self-test); `nothing` else. */
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
  /** The keys of the remote; all ten where left out. */
  keysThere?: RemoteKeys;
  /** What a press of a spot key moves by. */
  spotStepMm?: Millimetres;
  /** Nothing tells whether somebody sits there: the chair asks. */
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
    programs: [],
    serviceActive: false,
    confirmPending: false,
    pageOrder: 'none',
    pagePending: 'none',
    serviceJob: 'nothing',
  };
}

/** Nobody has been asked whether they are there. */
const notAsked = { attendedMs: 0, asking: false, askedMs: 0 };

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
    pageAccepted: false,
    resetFaults: false,
    forgetPlace: false,
    arm: false,
    sound: 'none',
    shown: 'nothing',
    shownSinceMs: 0,
    insistUntilMs: 0,
    serviceStopped: false,
    serviceSinceMs: 0,
    keysFaulty: false,
    lastMs: 0,
    boot,
    defaultMinutes: longest,
    gentleByDefault: gentle,
    maxMs,
    memories: structuredClone(memories) as Memory[],
    history: structuredClone(history) as SessionRecord[],
    events: createEvents(),
  };
}

/**
 * What each key does in each state of the session. A missing cell does not compile; docs/remote.md is made
 * from these tables. The tables only name actions: `session-actions.ts` carries them out.
 */
import type { SessionState } from '../../chair/names.ts';

/**
 * What a person can say with the keys, in the order in which one tick hears it: stop before all else.
 * Power, program and timer speak on release, because a hold or a chord means something else on them.
 */
export const keyEvents = [
  'stop',
  'service-chord',
  'lock-chord',
  'power-with-stop',
  'power',
  'start',
  'program-hold',
  'program',
  'heat',
  'speed-up',
  'speed-down',
  'spot-up',
  'spot-down',
  'timer',
] as const;
export type KeyEvent = (typeof keyEvents)[number];

export type Action =
  /** Nothing happens, nothing sounds. */
  | 'ignore'
  /** Nothing happens, and the chair says so with the long low sound. */
  | 'refuse'
  | 'switch-on'
  | 'switch-off'
  | 'park'
  | 'stop-parking'
  | 'start'
  | 'pause'
  | 'resume'
  | 'stop'
  | 'next-program'
  | 'save'
  | 'next-heat'
  | 'faster'
  | 'slower'
  | 'spot-up'
  | 'spot-down'
  | 'next-timer'
  | 'toggle-lock'
  | 'enter-service'
  | 'confirm'
  | 'stop-service-job';

type KeyTable = Readonly<Record<KeyEvent, Action>>;

/** What is chosen may be changed whenever the chair is on and has not begun to end. */
const choices = {
  'program-hold': 'save',
  heat: 'next-heat',
  'speed-up': 'faster',
  'speed-down': 'slower',
  'spot-up': 'spot-up',
  'spot-down': 'spot-down',
  timer: 'next-timer',
} as const;

const noChoices = {
  'program-hold': 'refuse',
  heat: 'refuse',
  'speed-up': 'refuse',
  'speed-down': 'refuse',
  'spot-up': 'refuse',
  'spot-down': 'refuse',
  timer: 'refuse',
} as const;

export const keyTable: Readonly<Record<SessionState, KeyTable>> = {
  // Power with stop is the chord that enters service, from off alone. From a state in which nothing moves it leads
  // off without a motion; in one where something may, the press of stop has acted and the pair means nothing more.
  // A chair that is off looks and sounds like one: only power and the chords answer.
  off: {
    power: 'switch-on',
    'power-with-stop': 'refuse',
    start: 'ignore',
    stop: 'ignore',
    program: 'ignore',
    'program-hold': 'ignore',
    heat: 'ignore',
    'speed-up': 'ignore',
    'speed-down': 'ignore',
    'spot-up': 'ignore',
    'spot-down': 'ignore',
    timer: 'ignore',
    'lock-chord': 'toggle-lock',
    'service-chord': 'enter-service',
  },
  homing: {
    power: 'park',
    'power-with-stop': 'ignore',
    start: 'refuse',
    // Stopped on its way, the carriage does not know where it is: only switching on again finds out.
    stop: 'switch-off',
    program: 'next-program',
    ...choices,
    'lock-chord': 'toggle-lock',
    'service-chord': 'ignore',
  },
  ready: {
    power: 'park',
    'power-with-stop': 'switch-off',
    start: 'start',
    stop: 'ignore',
    program: 'next-program',
    ...choices,
    'lock-chord': 'toggle-lock',
    'service-chord': 'switch-off',
  },
  running: {
    power: 'park',
    'power-with-stop': 'ignore',
    start: 'pause',
    stop: 'stop',
    // Another program in the middle of one would surprise: stop first.
    program: 'refuse',
    ...choices,
    'lock-chord': 'toggle-lock',
    'service-chord': 'ignore',
  },
  paused: {
    power: 'park',
    'power-with-stop': 'ignore',
    start: 'resume',
    stop: 'stop',
    program: 'refuse',
    ...choices,
    'lock-chord': 'toggle-lock',
    'service-chord': 'ignore',
  },
  // Any key stops parking, on the press, and means nothing else; so no hold or chord can follow.
  parking: {
    power: 'stop-parking',
    'power-with-stop': 'ignore',
    start: 'stop-parking',
    stop: 'stop-parking',
    program: 'stop-parking',
    'program-hold': 'ignore',
    heat: 'stop-parking',
    'speed-up': 'stop-parking',
    'speed-down': 'stop-parking',
    'spot-up': 'stop-parking',
    'spot-down': 'stop-parking',
    timer: 'stop-parking',
    'lock-chord': 'ignore',
    'service-chord': 'ignore',
  },
  // Power is off already; only switching off, and on again, ends a fault.
  fault: {
    power: 'switch-off',
    'power-with-stop': 'switch-off',
    start: 'refuse',
    stop: 'ignore',
    program: 'refuse',
    ...noChoices,
    'lock-chord': 'toggle-lock',
    'service-chord': 'switch-off',
  },
  service: {
    power: 'switch-off',
    'power-with-stop': 'switch-off',
    start: 'confirm',
    stop: 'stop-service-job',
    program: 'refuse',
    ...noChoices,
    'lock-chord': 'refuse',
    'service-chord': 'switch-off',
  },
};

/** The child lock leaves what makes the chair stop, and the chord that takes the lock away; the rest is refused. */
export const worksLocked: Readonly<Record<Action, boolean>> = {
  ignore: true,
  refuse: true,
  'switch-on': false,
  'switch-off': true,
  park: true,
  'stop-parking': true,
  start: false,
  pause: false,
  resume: false,
  stop: true,
  'next-program': false,
  save: false,
  'next-heat': false,
  faster: false,
  slower: false,
  'spot-up': false,
  'spot-down': false,
  'next-timer': false,
  'toggle-lock': true,
  'enter-service': false,
  confirm: false,
  'stop-service-job': true,
};

/** What would set the chair in motion is refused while stop is held. */
const movesChair: Readonly<Record<Action, boolean>> = {
  ignore: false,
  refuse: false,
  'switch-on': true,
  'switch-off': false,
  park: true,
  'stop-parking': false,
  start: true,
  pause: false,
  resume: true,
  stop: false,
  'next-program': false,
  save: false,
  'next-heat': false,
  faster: false,
  slower: false,
  'spot-up': false,
  'spot-down': false,
  'next-timer': false,
  'toggle-lock': false,
  'enter-service': false,
  confirm: true,
  'stop-service-job': false,
};

/** The action a key event leads to, lock and held stop considered. */
export function actionOf(state: SessionState, event: KeyEvent, locked: boolean, stopHeld: boolean): Action {
  const action = keyTable[state][event];
  if (locked && !worksLocked[action]) return 'refuse';
  if (stopHeld && movesChair[action]) return 'refuse';
  return action;
}

/** What each key does in each state of the session. A missing cell does not compile; docs/remote.md is made from it. */
import type { SessionState } from '../../chair/names.ts';
import {
  type Cell,
  ignored,
  refused,
  type Transition,
  unlessStopHeld,
  unlocked,
  unlockedAndStopUp,
} from './transitions.ts';
import type { KeyTrigger } from './triggers.ts';

const toOff: Transition = { to: 'off', effects: ['switch-off', 'accept'] };

/** Everything stops at once, and the chair stays on. */
export const stop: Cell = [{ to: 'ready', ends: 'stopped', effects: ['stand-still', 'show-stop'] }];
/** A carriage stopped during homing has no known place: only homing after switching on again finds it. */
export const stopHoming: Cell = [toOff];
/**
 * Everything stops at once; start or power go on from here. Where homing was cut short by parking, the place is unknown:
 * the chair goes off, since it cannot massage and so is not ready.
 */
export const stopParking: Cell = [
  { when: 'place-unknown', ...toOff },
  { to: 'ready', effects: ['stand-still', 'show-stop'] },
];

/** A page order waits for start: the press confirms it and does nothing else. */
const forPage: Transition = { when: 'page-waits', effects: ['accept-page-order'] };

/** Start, where no page order waits for it. Before the chair is ready a press needs a taken seat, or motion could begin with nobody there. */
export const begin: Readonly<Record<'off' | 'homing' | 'ready' | 'paused', Cell>> = {
  off: beforeReady({ to: 'homing', effects: ['switch-on', 'remember-start'] }),
  homing: beforeReady({ effects: ['remember-start'] }),
  ready: [
    { when: 'no-program', effects: ['refuse-program'] },
    { when: 'rest-advised', effects: ['advise-rest'] },
    { to: 'running', effects: ['begin-session', 'accept'] },
  ],
  paused: [
    { when: 'nobody-there', effects: ['refuse-seat'] },
    { to: 'running', effects: ['resume', 'accept'] },
  ],
};

function beforeReady(remember: Transition): Cell {
  return [
    { when: 'no-program', effects: ['refuse-program'] },
    { when: 'seat-empty', effects: ['forget-start'] },
    { when: 'rest-advised', effects: ['advise-rest'] },
    remember,
  ];
}

/** Ends the session if there is one. */
const park: Cell = [unlessStopHeld, { to: 'parking', ends: 'power', effects: ['park', 'accept'] }];
export const pause: Cell = [{ to: 'paused', effects: ['pause', 'accept'] }];
const answer: Cell = [{ effects: ['answer'] }];
const switchOff: Cell = [toOff];
const nextProgram: Cell = unlocked({ effects: ['next-program'] });
const toggleLock: Cell = [{ effects: ['toggle-lock'] }];

/** The choices may be changed whenever the chair is on and is not yet parking. */
const choices = {
  'program-hold': unlocked({ effects: ['save'] }),
  heat: unlocked({ effects: ['next-heat'] }),
  'speed-up': unlocked({ effects: ['faster'] }),
  'speed-down': unlocked({ effects: ['slower'] }),
  'spot-up': unlocked({ effects: ['spot-up'] }),
  'spot-down': unlocked({ effects: ['spot-down'] }),
  timer: unlocked({ effects: ['next-timer'] }),
} as const;

const noChoices = {
  'program-hold': refused,
  heat: refused,
  'speed-up': refused,
  'speed-down': refused,
  'spot-up': refused,
  'spot-down': refused,
  timer: refused,
} as const;

export const keyTable: Readonly<Record<SessionState, Readonly<Record<KeyTrigger, Cell>>>> = {
  // Power with stop is the chord that enters service, from off only. In a state where nothing moves it switches off
  // without a motion; where something may move, the press of stop has already acted and the pair has no further effect.
  // A chair that is off reacts to power, start and the chords only.
  off: {
    power: unlockedAndStopUp({ to: 'homing', effects: ['switch-on', 'accept'] }),
    'power-with-stop': refused,
    start: unlockedAndStopUp(forPage, ...begin.off),
    stop: ignored,
    answer: ignored,
    program: ignored,
    'program-hold': ignored,
    heat: ignored,
    'speed-up': ignored,
    'speed-down': ignored,
    'spot-up': ignored,
    'spot-down': ignored,
    timer: ignored,
    'lock-chord': toggleLock,
    'service-chord': unlocked({ to: 'service', effects: ['begin-service', 'accept'] }),
  },
  homing: {
    power: park,
    'power-with-stop': ignored,
    start: unlockedAndStopUp(forPage, ...begin.homing),
    stop: stopHoming,
    answer: ignored,
    program: nextProgram,
    ...choices,
    'lock-chord': toggleLock,
    'service-chord': ignored,
  },
  ready: {
    power: park,
    'power-with-stop': switchOff,
    start: unlockedAndStopUp(forPage, ...begin.ready),
    stop: ignored,
    answer: ignored,
    program: nextProgram,
    ...choices,
    'lock-chord': toggleLock,
    'service-chord': switchOff,
  },
  running: {
    power: park,
    'power-with-stop': ignored,
    start: unlocked(forPage, ...pause),
    stop,
    answer,
    // Changing the program in the middle of a massage would surprise: stop first.
    program: unlocked(...refused),
    ...choices,
    'lock-chord': toggleLock,
    'service-chord': ignored,
  },
  paused: {
    power: park,
    'power-with-stop': ignored,
    start: unlockedAndStopUp(forPage, ...begin.paused),
    stop,
    // A page may have paused the chair while it asked whether somebody is there.
    answer,
    program: unlocked(...refused),
    ...choices,
    'lock-chord': toggleLock,
    'service-chord': ignored,
  },
  // Any key stops parking, on the press, and does nothing else; so no hold or chord can follow.
  parking: {
    power: stopParking,
    'power-with-stop': ignored,
    start: stopParking,
    stop: stopParking,
    answer: ignored,
    program: stopParking,
    'program-hold': ignored,
    heat: stopParking,
    'speed-up': stopParking,
    'speed-down': stopParking,
    'spot-up': stopParking,
    'spot-down': stopParking,
    timer: stopParking,
    'lock-chord': ignored,
    'service-chord': ignored,
  },
  // Power is off already; only switching off and on again ends a fault.
  fault: {
    power: switchOff,
    'power-with-stop': switchOff,
    start: refused,
    stop: ignored,
    answer: ignored,
    program: refused,
    ...noChoices,
    'lock-chord': toggleLock,
    'service-chord': switchOff,
  },
  service: {
    power: switchOff,
    'power-with-stop': switchOff,
    start: unlockedAndStopUp({ when: 'nothing-to-confirm', effects: ['refuse'] }, { effects: ['confirm'] }),
    stop: [{ effects: ['stop-service-job', 'accept'] }],
    answer: ignored,
    program: refused,
    ...noChoices,
    'lock-chord': refused,
    'service-chord': switchOff,
  },
};

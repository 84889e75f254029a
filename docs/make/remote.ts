/** The tables of docs/remote.md, made from the tables of the code. */

import { remoteLimits } from '../../src/chair/limits.ts';
import { type SessionState, sessionStates } from '../../src/chair/names.ts';
import { sounds, type Tone } from '../../src/control/indicators/beeps.ts';
import { type DisplayItem, heatTexts, rounds, stateTexts } from '../../src/control/indicators/display.ts';
import type { Condition } from '../../src/control/session/conditions.ts';
import type { Effect } from '../../src/control/session/effects.ts';
import { eventTable } from '../../src/control/session/event-table.ts';
import { keyTable } from '../../src/control/session/key-table.ts';
import type { SoundName } from '../../src/control/session/sounds.ts';
import { timeLimits, timeTriggersOf } from '../../src/control/session/time-limits.ts';
import type { Cell, Transition } from '../../src/control/session/transitions.ts';
import {
  type EventTrigger,
  faultTriggers,
  heldTriggers,
  jobTriggers,
  type KeyTrigger,
  pageTriggers,
  recoveryTriggers,
  serviceTriggers,
  timeTriggers,
} from '../../src/control/session/triggers.ts';
import { needsConfirmation } from '../../src/machine/page-orders.ts';
import { table } from './table.ts';

const keyTexts: Readonly<Record<KeyTrigger, string>> = {
  power: '**power**, on release',
  start: '**start**',
  stop: '**stop**',
  answer: 'any key but stop and power, while the chair asks',
  program: '**program**, on release',
  'program-hold': '**program** held 4 s',
  heat: '**heat**',
  'speed-up': '**speed-up**',
  'speed-down': '**speed-down**',
  'spot-up': '**spot-up**, repeats',
  'spot-down': '**spot-down**, repeats',
  timer: '**timer**, on release',
  'lock-chord': '**program + timer** held 3 s',
  'power-with-stop': '**power + stop**, on release',
  'service-chord': '**power + stop** held 5 s',
};

const eventTexts: Readonly<Record<EventTrigger, string>> = {
  'emergency-stop': '**emergency stop** pressed',
  fault: '**fault** latched',
  'stop-held': '**stop** is down, and its press was missed',
  'page-stop': '**stop**',
  'page-pause': '**pause**',
  'page-cooler': '**less heat**',
  'page-slower': '**slower**',
  'page-sooner': '**shorter timer**',
  'page-start': '**start**',
  'page-warmer': '**more heat**',
  'page-faster': '**faster**',
  'page-later': '**longer timer**',
  'page-spot-up': '**spot up**',
  'page-spot-down': '**spot down**',
  homed: '**homed**',
  'switches-tested': 'power switches **tested**',
  'program-ended': '**program ended**',
  parked: '**parked**',
  'job-ordered': 'service port **orders a job**',
  'job-withdrawn': 'service port **withdraws the job**',
  'link-recovered': '**link back**, the controller kept running',
  'link-recovered-restarted': '**link back**, the controller restarted',
  'timer-overrun': '**timer overrun**',
  'timer-over': '**timer over**',
  'last-minute': '**last minute** of the timer',
  'pause-cools-down': '**paused** for long',
  'seat-empty': '**seat empty**',
  'start-lapses': '**seat empty** while a start waits',
  'seat-abandoned': '**seat empty** for long',
  'ask-due': 'time to **ask** whether somebody is there',
  unanswered: '**no answer**',
  'pause-too-long': '**paused** for too long',
  'session-too-long': '**session** at its longest',
  'homing-too-long': '**homing** for too long',
  'parking-too-long': '**parking** for too long',
  'ready-idle': '**ready** for long',
  'service-idle': '**service** without a sign of life',
};

/** Only what a person sees; an effect without a text shows in the state it leads to. */
const effectTexts: Readonly<Record<Effect, string>> = {
  accept: '',
  refuse: 'refused',
  'refuse-lock': 'refused (*lock*)',
  'refuse-seat': 'refused (*seat*)',
  'refuse-program': 'refused (`P --`)',
  'advise-rest': 'refused once (*limit*, `REST`)',
  'announce-ready': '',
  'announce-end': '',
  alarm: '',
  'switch-on': '',
  'remember-start': 'starts when ready',
  'forget-start': 'refused (*seat*), start forgotten',
  'switch-off': '',
  'stand-still': '',
  'show-stop': 'stands still',
  'begin-session': '',
  'begin-massage': 'massage begins',
  'begin-cool-down': 'cool-down begins',
  ask: 'two beeps',
  answer: 'goes on',
  'end-soon': 'one minute is left',
  pause: '',
  'pause-for-seat': 'heat off',
  resume: '',
  'heat-off': 'heat off',
  park: '',
  'park-tested': 'carriage parks',
  'forget-faults': '',
  'forget-place': 'place forgotten',
  'begin-service': '',
  'do-service-job': 'does the job',
  'end-service-job': 'stands still',
  'stop-service-job': 'stands still',
  confirm: 'confirms',
  'accept-page-order': 'does what the page ordered',
  'toggle-lock': 'lock on or off',
  'next-program': 'next program',
  save: 'saves',
  'next-heat': 'next level',
  faster: '+1',
  slower: '−1',
  'spot-up': '+10 mm',
  'spot-down': '−10 mm',
  'next-timer': 'next time',
  cooler: 'one level less',
  warmer: 'one level more',
  sooner: 'shorter',
  later: 'longer',
};

const conditionTexts: Readonly<Record<Condition, string>> = {
  locked: 'the child lock is on',
  'power-key': 'the remote has a power key',
  'stop-held': 'stop is held',
  'no-program': 'the chair holds no program',
  'rest-advised': 'it would be the third session within three hours of the chair being on',
  'nobody-there':
    'nobody sits in the chair, and it paused for that reason or the seat has been empty for 10 s',
  'seat-empty': 'nobody sits in the chair',
  'start-unseated': 'a start waits, and nobody sits in the chair',
  'start-waits': 'a start waits',
  'nothing-to-confirm': 'the service port has no request',
  'page-waits': 'a page waits for start',
  'place-unknown': 'the place of the carriage is unknown',
  'fault-though-off':
    'the fault is heat or motion that nobody asked for, the software has failed, or there is no chair file',
  'program-fits': 'the program ends by then',
  'not-answered': 'nobody has answered',
  'cooling-down': 'the cool-down has begun',
  'service-job-stopped': 'stop or a fault has ended the job',
  'fault-latched': 'a fault is latched',
  'fault-not-from-ready': 'the link was lost in any other state than ready',
};

const tones: Readonly<Record<Tone, string>> = { none: 'silence', high: 'high', low: 'low' };

function isPlain({ to, effects }: Transition): boolean {
  return to === undefined && effects.length === 0;
}

function textOf(transition: Transition | undefined): string {
  if (transition === undefined || isPlain(transition)) return '–';
  const { to, fault, effects } = transition;
  const words = effects.map((effect) => effectTexts[effect]).filter((text) => text !== '');
  const code = fault === undefined || fault === 'latched' ? '' : ` ${fault}`;
  return [words.join(', '), ...(to === undefined ? [] : [`→ ${to}${code}`])].join(' ').trim();
}

/** What a key does where no condition but the child lock stands in its way. */
function keys(locked: boolean): string {
  const taken = ({ when }: Transition) => when === undefined || (locked && when === 'locked');
  const rows = (Object.keys(keyTexts) as KeyTrigger[]).map((key) => [
    keyTexts[key],
    ...sessionStates.map((state) => textOf(keyTable[state][key].find(taken))),
  ]);
  return table(['key', ...sessionStates], rows);
}

/** The conditions that stand before what a key does otherwise. */
function keyConditions(): string {
  const where = new Map<string, Map<KeyTrigger, SessionState[]>>();
  for (const state of sessionStates) {
    for (const key of Object.keys(keyTexts) as KeyTrigger[]) {
      for (const transition of keyTable[state][key]) {
        if (transition.when === undefined || transition.when === 'locked') continue;
        const what = `${conditionTexts[transition.when]} | ${textOf(transition)}`;
        const keysOf = where.get(what) ?? new Map<KeyTrigger, SessionState[]>();
        keysOf.set(key, [...(keysOf.get(key) ?? []), state]);
        where.set(what, keysOf);
      }
    }
  }
  const rows = [...where].map(([what, keysOf]) => {
    const statesOf = new Map<string, KeyTrigger[]>();
    for (const [key, states] of keysOf)
      statesOf.set(states.join(', '), [...(statesOf.get(states.join(', ')) ?? []), key]);
    const places = [...statesOf].map(([states, names]) => `${names.join(', ')}: ${states}`);
    return [...what.split(' | '), places.join('; ')];
  });
  return table(['while', 'the answer is', 'for these keys, in these states'], rows);
}

function eventCell(cell: Cell): string {
  if (cell.length === 0) return '–';
  const texts = cell.map((transition) => {
    const { when, ends } = transition;
    const text = `${textOf(transition)}${ends === undefined ? '' : ` (*${ends}*)`}`;
    return when === undefined ? text : `${text} if ${conditionTexts[when]}`;
  });
  return texts.join('; else ');
}

function events(triggers: readonly EventTrigger[]): string {
  const rows = triggers.map((trigger) => [
    eventTexts[trigger],
    ...sessionStates.map((state) => eventCell(eventTable[trigger][state])),
  ]);
  return table(['what happens', ...sessionStates], rows);
}

/** What a page orders, where neither the child lock nor a held stop stands in its way. */
function pageOrders(): string {
  const rows = pageTriggers.map((trigger) => [
    eventTexts[trigger],
    needsConfirmation[trigger] ? 'start on the remote' : 'nothing',
    ...sessionStates.map((state) => {
      const cell = eventTable[trigger][state];
      return textOf(cell.find(({ when }) => when === undefined));
    }),
  ]);
  return table(['a page orders', 'needs', ...sessionStates], rows);
}

function limits(): string {
  const rows = timeTriggers.map((trigger) => {
    const { measures, reachesMs } = timeLimits[trigger];
    const states = sessionStates.filter((state) => timeTriggersOf[state].includes(trigger));
    const size = Math.abs(reachesMs);
    const amount = size >= 120_000 ? `${size / 60_000} min` : `${size / 1000} s`;
    return [eventTexts[trigger], states.join(', '), measures, reachesMs < 0 ? `${amount} before it` : amount];
  });
  return table(['what happens', 'in', 'when this', 'reaches'], rows);
}

function soundTable(): string {
  const names = (Object.keys(sounds) as SoundName[]).filter((name) => name !== 'none');
  const rows = names.map((name) => [
    name,
    sounds[name].map(({ tone, onMs }) => `${tones[tone]} ${onMs} ms`).join(', '),
  ]);
  return table(['sound', 'pulses'], rows);
}

function lamps(): string {
  const { blinkMs } = remoteLimits;
  return table(
    ['state', 'blinks every'],
    sessionStates.map((state) => [state, blinkMs[state] === 0 ? 'dark' : `${blinkMs[state] / 1000} s`]),
  );
}

function displays(): string {
  const words: Partial<Record<DisplayItem, string>> = {
    left: 'minutes left',
    code: 'fault code',
    part: 'its part',
    nothing: 'dark',
  };
  const rows = sessionStates.map((state) => [
    state,
    rounds[state]
      .map((item) => (item === 'state' ? `\`${stateTexts[state]}\`` : (words[item] ?? item)))
      .join(', '),
  ]);
  return table(['state', 'shows in turn'], rows);
}

/** Each table under the name of its mark in the document. */
export function remoteTables(): Record<string, string> {
  return {
    keys: keys(false),
    conditions: keyConditions(),
    locked: keys(true),
    faults: events([...faultTriggers, ...heldTriggers, ...recoveryTriggers]),
    jobs: events([...jobTriggers, ...serviceTriggers]),
    page: pageOrders(),
    times: events(timeTriggers),
    limits: limits(),
    sounds: soundTable(),
    lamps: lamps(),
    display: displays(),
    heat: heatTexts.map((text) => `\`${text}\``).join(', '),
  };
}

/**
 * What a rough world does to a schedule beyond its own faults: every kind of fault comes and goes, faults begin at the moments that
 * matter, people come, lean and cover themselves, keys are pressed at any time, the mains fail, and sessions follow each other.
 */
import { tickMs } from '../../src/chair/limits.ts';
import { keyNames } from '../../src/chair/names.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import { hostFaultTable } from '../chair/host-faults.ts';
import { type Coming, comingText } from '../plant/fault-values.ts';
import { faultNames, faultRow, readFaultValue } from '../plant/faults.ts';
import { nextBelow, nextBetween, nextShare, pick, type Random } from '../random.ts';
import { nextLog } from '../rough/streams.ts';
import type { Action, FaultOrder, Step } from '../scenario/scenario.ts';

const minuteMs: Milliseconds = 60_000;
const sessionMs: Milliseconds = 30 * minuteMs;
/** As long as a key is down in a `press` step, with the pause before it. */
const pressMs: Milliseconds = 200;

/**
 * All ranges that are drawn from: those of the parts, the people and the room are what a chair must cope with daily or under one
 * fault; those of times reach from a turn to a session. Times but `roomInMs`, `leadOhm` and `drift` are log-uniform, the rest uniform.
 */
export const wideRanges = {
  /** How long a fault that comes and goes is there at a time, and how long it is not: from a tick to a session. */
  onMs: [tickMs, sessionMs],
  offMs: [tickMs, sessionMs],
  /** Host, microcontroller and mains come back within this time, or no run would end. */
  awayMs: [tickMs, minuteMs],
  /** After a key, a person or another fault: its own turn, the test pulses of the switches, the search for an end, a session. */
  turnsLater: [0, 5],
  pulseMs: [tickMs, 2000],
  laterMs: [1000, minuteMs],
  muchLaterMs: [minuteMs, sessionMs],
  /** A supply of 24 V, a lead in ohm, the contact of a thermistor, and where one that fell off comes to rest. */
  volts: [4, 36],
  leadOhm: [100, 500],
  contact: [0.8, 0.97],
  restC: [-10, 55],
  /** By how much a thermistor sinks in a minute, K. */
  drift: [0.2, 5],
  /** Who sits there; as they lean; a cover; the room, and how fast it changes. */
  kg: [20, 120],
  contactWPerK: [0.3, 1.2],
  share: [0.1, 1],
  airLeft: [0.2, 0.7],
  coverShare: [0.05, 0.5],
  roomC: [5, 40],
  roomInMs: [10 * minuteMs, 30 * minuteMs],
  /** How long a key is held. */
  heldMs: [tickMs, 15_000],
  /** How long a pad is warmed, and for how long its readings are then missing: long enough to cool. */
  warmedMs: [minuteMs, 15 * minuteMs],
  unseenMs: [1000, 10 * minuteMs],
  /** Between two sessions. */
  betweenMs: [tickMs, 20 * minuteMs],
} as const;

type Range = readonly [least: number, most: number];
const between = (random: Random, [least, most]: Range): number => nextBetween(random, least, most);
const logBetween = (random: Random, [least, most]: Range): number => nextLog(random, least, most);
const rounded = (value: number, digits: number): number => Number(value.toFixed(digits));
const ticksOf = (ms: number): Milliseconds => Math.round(ms / tickMs) * tickMs;

const asStep = (action: Action): Step => ({ ...action, line: 0, column: 0 });
const fault = (order: FaultOrder): Step => asStep({ kind: 'fault', faults: [order] });
const wait = (ms: number): Step => asStep({ kind: 'wait', forMs: Math.max(tickMs, ticksOf(ms)) });

function lastsMs(step: Step): Milliseconds {
  if (step.kind === 'wait') return step.forMs;
  return step.kind === 'press' ? pressMs : step.kind === 'hold' ? step.forMs + pressMs : 0;
}

/** Puts steps into a schedule, `afterMs` after the step at `index`; in the middle of a wait, which goes on afterwards. */
function putAfter(steps: Step[], index: number, afterMs: Milliseconds, added: readonly Step[]): void {
  let leftMs = afterMs;
  let at = index + 1;
  for (; at < steps.length && leftMs > 0; at++) {
    const step = steps[at] as Step;
    const forMs = lastsMs(step);
    if (step.kind === 'wait' && leftMs < forMs) {
      steps.splice(at, 1, wait(leftMs), ...added, wait(forMs - leftMs));
      return;
    }
    if (leftMs < forMs) break;
    leftMs -= forMs;
  }
  steps.splice(at, 0, ...added);
}

/** Time after a key or another event: half of them within its turn or the test pulses that it begins. */
function drawLater(random: Random): Milliseconds {
  const share = nextShare(random);
  const { turnsLater, pulseMs, laterMs, muchLaterMs } = wideRanges;
  if (share < 0.3) return tickMs * Math.floor(between(random, turnsLater));
  if (share < 0.55) return ticksOf(logBetween(random, pulseMs));
  return ticksOf(logBetween(random, share < 0.9 ? laterMs : muchLaterMs));
}

const isMoment = ({ kind }: Step): boolean => kind === 'press' || kind === 'hold' || kind === 'fault';

/** Puts steps in just before a moment, or some time after it. */
function putAtMoment(random: Random, steps: Step[], added: readonly Step[]): void {
  const moments = steps.flatMap((step, index) => (isMoment(step) ? [index] : []));
  const index = moments.length === 0 ? 0 : pick(random, moments);
  if (nextShare(random) < 0.15) steps.splice(index, 0, ...added);
  else putAfter(steps, index, drawLater(random), added);
}

/** Faults after which the run would wait for ever: what they take away comes back. */
const isAway = (name: string): boolean => name === 'host' || name === 'power' || name === 'chip';

/** When a fault is there: anything from a tick to a session, and any share of the time; one of seven comes once. */
export function drawAnyComing(random: Random, name: string): Coming {
  const { onMs, offMs, awayMs } = wideRanges;
  const away = isAway(name);
  const on = Math.round(logBetween(random, away ? awayMs : onMs));
  const off = Math.round(logBetween(random, offMs));
  const lasts = Math.max(on + off, Math.round(logBetween(random, offMs)));
  const forMs = away ? Math.min(lasts, 10 * awayMs[1]) : nextShare(random) < 0.5 ? lasts : 0;
  const share = nextShare(random);
  if (share < 0.15) return { onMs: on, everyMs: 0, chance: 0, forMs: 0 };
  if (share < 0.6) return { onMs: on, everyMs: on + off, chance: 0, forMs };
  return { onMs: on, everyMs: 0, chance: Math.max(0.001, rounded(on / (on + off), 3)), forMs };
}

/** Families of the table that are drawn by themselves; and what stands in for a part that the chair lacks, see fitted.ts. */
const notHere = /^(person|wires\.|host\.|line\.|sense\.)/;

/** Every kind of fault of the chair, and those of the host that may come and go. */
const allKinds: readonly (readonly [FaultOrder['name'], string])[] = [
  ...faultNames
    .filter((name) => !notHere.test(name))
    .flatMap((name) => {
      const { words, measures } = faultRow(name);
      const measured = Object.keys(measures ?? {}).filter((word) => word !== 'beta' && word !== 'drift');
      // What nothing can tell from a back that draws more heat: docs/safety.md.
      const drawn = words.filter((word) => !(name.startsWith('surface-sensor') && word === 'drift'));
      return [...(name === 'supply' ? ['volts'] : drawn), ...measured].map((word) => [name, word] as const);
    }),
  ...hostFaultTable.disk.filter((word) => word !== 'damaged').map((word) => ['disk', word] as const),
  ['values', 'repeated'],
];

/** Thermistors that are sold besides those of 10 kohm. */
const soldKohm = [5, 20, 47, 100] as const;

function drawnValue(random: Random, word: string): string {
  const { volts, leadOhm, contact, restC, drift } = wideRanges;
  switch (word) {
    case 'volts':
      return `${rounded(between(random, volts), 1)} V`;
    case 'resistance':
      return `resistance ${pick(random, soldKohm)} kohm`;
    case 'lead':
      return `lead ${Math.round(logBetween(random, leadOhm))} ohm`;
    case 'contact':
      return `contact ${rounded(between(random, contact), 2)}`;
    case 'detached':
      return `detached ${Math.round(between(random, restC))} C`;
    case 'drift':
      return `drift ${rounded(logBetween(random, drift), 2)}`;
    default:
      return word;
  }
}

export function drawComingFault(random: Random): FaultOrder {
  const [name, word] = pick(random, allKinds);
  const base = drawnValue(random, word);
  return { name, value: comingText(base, drawAnyComing(random, name)) };
}

/** Whether this value of the fault has no times of its own. */
function staysOnceThere(name: string, value: string): boolean {
  const read = readFaultValue(name as never, value);
  return typeof read !== 'string' && read.coming === null;
}

/** Moves a fault of the schedule to a moment, and lets half of them come and go. */
function moveFaults(random: Random, steps: Step[]): void {
  const places = steps.flatMap((step, index) => (isOwnFault(step) ? [index] : []));
  if (places.length === 0) return;
  const [step] = steps.splice(pick(random, places), 1) as [Step];
  if (step.kind !== 'fault') return;
  const comes = nextShare(random) < 0.5;
  const faults = step.faults.map(({ name, value }): FaultOrder => {
    const mayCome = comes && !isAway(name) && staysOnceThere(name, value);
    return { name, value: mayCome ? comingText(value, drawAnyComing(random, name)) : value };
  });
  putAtMoment(random, steps, [{ ...step, faults }]);
}

const plainFault =
  /^(?!person|power|host|disk|store|chair-file|assertion|upstream|values|keep|clock|wires|line|program|guard)/;
function isOwnFault(step: Step): boolean {
  return (
    step.kind === 'fault' && step.faults.every(({ name, value }) => plainFault.test(name) && value !== 'none')
  );
}

/** What people do about the chair: sit down, stand up, lean, cover themselves, open a window. */
function drawPerson(random: Random): Step {
  const { kg, contactWPerK, share, airLeft, coverShare, roomC, roomInMs } = wideRanges;
  switch (nextBelow(random, 7)) {
    case 0:
    case 1:
      return fault({ name: 'person', value: 'none' });
    case 2:
    case 3:
      return fault({ name: 'person', value: `${Math.round(between(random, kg))} kg` });
    case 4: {
      const leaning = {
        contactWPerK: rounded(between(random, contactWPerK), 2),
        share: rounded(between(random, share), 2),
        airLeft: rounded(between(random, airLeft), 2),
      };
      return asStep({ kind: 'around', change: { leaning } });
    }
    case 5: {
      const left = nextShare(random) < 0.3 ? 1 : rounded(between(random, coverShare), 2);
      return asStep({ kind: 'around', change: { coverShare: left } });
    }
    default: {
      const to = { roomToC: rounded(between(random, roomC), 1), inMs: ticksOf(between(random, roomInMs)) };
      return asStep({ kind: 'around', change: to });
    }
  }
}

function drawKey(random: Random): Step {
  if (nextShare(random) < 0.6) return asStep({ kind: 'press', key: pick(random, keyNames) });
  const keys = Array.from({ length: 1 + nextBelow(random, 3) }, () => pick(random, keyNames));
  return asStep({
    kind: 'hold',
    keys: [...new Set(keys)],
    forMs: Math.max(tickMs, ticksOf(logBetween(random, wideRanges.heldMs))),
  });
}

const someOf = (random: Random, most: number): number => 1 + nextBelow(random, most);

function addSessions(random: Random, steps: Step[]): void {
  for (let count = someOf(random, 3); count > 0; count--) {
    const heat = Array.from({ length: nextBelow(random, 4) }, () => asStep({ kind: 'press', key: 'heat' }));
    steps.push(
      wait(logBetween(random, wideRanges.betweenMs)),
      asStep({ kind: 'press', key: 'power' }),
      wait(nextShare(random) < 0.2 ? logBetween(random, wideRanges.pulseMs) : 41_000),
      ...(nextShare(random) < 0.3 ? [asStep({ kind: 'press', key: 'program' })] : []),
      ...heat,
      asStep({ kind: 'press', key: 'start' }),
      wait(logBetween(random, [1000, sessionMs])),
      asStep({ kind: 'press', key: nextShare(random) < 0.8 ? 'power' : 'stop' }),
      wait(logBetween(random, wideRanges.laterMs)),
    );
  }
}

function failMains(random: Random, steps: Step[]): void {
  for (let count = someOf(random, 3); count > 0; count--) {
    putAtMoment(random, steps, [
      fault({ name: 'power', value: 'cut' }),
      wait(logBetween(random, wideRanges.awayMs)),
      fault({ name: 'power', value: 'none' }),
    ]);
  }
}

/** A session whose pads are warm when the line or the computer goes, and come back into sight some time later. */
function losePads(random: Random, steps: Step[]): void {
  const [name, value] = pick(random, [
    ['link', 'lost'],
    ['host', 'hung'],
  ] as const);
  const { warmedMs, unseenMs } = wideRanges;
  const session = (forMs: number): Step[] => [
    asStep({ kind: 'press', key: 'power' }),
    wait(41_000),
    asStep({ kind: 'press', key: 'start' }),
    wait(forMs),
  ];
  steps.push(
    ...session(logBetween(random, warmedMs)),
    fault({ name, value }),
    wait(logBetween(random, unseenMs)),
    fault({ name, value: 'none' }),
    wait(logBetween(random, wideRanges.laterMs)),
    asStep({ kind: 'press', key: 'power' }),
    ...session(logBetween(random, wideRanges.laterMs)),
    asStep({ kind: 'press', key: 'power' }),
    wait(25_000),
  );
}

/** By family: changes a schedule. `daily` may happen to a healthy chair; `alone` leaves a single fault single. */
export const wideFamilies: Readonly<
  Record<
    string,
    {
      readonly daily: boolean;
      readonly alone: boolean;
      readonly change: (random: Random, steps: Step[]) => void;
    }
  >
> = {
  comings: {
    daily: false,
    alone: false,
    change: (random, steps) => {
      const order = drawComingFault(random);
      const known = steps.some(
        (step) => step.kind === 'fault' && step.faults.some(({ name }) => name === order.name),
      );
      if (!known) putAtMoment(random, steps, [fault(order)]);
    },
  },
  moments: { daily: false, alone: true, change: moveFaults },
  sessions: { daily: true, alone: true, change: addSessions },
  people: {
    daily: true,
    alone: true,
    change: (random, steps) => {
      for (let count = someOf(random, 6); count > 0; count--)
        putAtMoment(random, steps, [drawPerson(random)]);
    },
  },
  keys: {
    daily: true,
    alone: true,
    change: (random, steps) => {
      for (let count = someOf(random, 8); count > 0; count--) putAtMoment(random, steps, [drawKey(random)]);
    },
  },
  mains: { daily: false, alone: false, change: failMains },
  unseen: { daily: false, alone: false, change: losePads },
};

/**
 * What a seed stands for: a program, a person, the pads, a room, keys and faults, as a scenario. A state of the chair
 * and the faults are drawn first, and the schedule is drawn so that the first fault occurs in this state.
 */
import type { Chair } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { type KeyName, keyNames, type SessionState, sessionStates } from '../../src/chair/names.ts';
import { programsOfRemote } from '../../src/program/language/factory.ts';
import type { FaultName } from '../plant/faults.ts';
import type { PadFactors } from '../plant/pad.ts';
import { chance, createRandom, nextBelow, nextBetween, nextShare, pick, type Random } from '../random.ts';
import type { Action, FaultOrder, Scenario, Step } from '../scenario/scenario.ts';
import { faultKindsOf } from './coverage.ts';
import { drawProgram } from './programs.ts';
import { addVisits } from './visits.ts';

/** A phase of a schedule: the steps that lead to its state, the state, and how long it lasts. */
interface Phase {
  readonly state: SessionState;
  readonly steps: Action[];
  readonly forMs: number;
}

const minuteMs = 60_000;
const wholeTicks = (ms: number): number => Math.max(20, Math.round(ms / 20) * 20);

/** `programs`: the programs of the chair's remote that it can run. */
export function drawScenario(
  seed: number,
  chair: Chair,
  programs: readonly string[] = programsOfRemote(chair),
): Scenario {
  const random = createRandom(seed * 2 + 1);
  const faults = drawFaults(random, faultKindsOf(chair));
  const ships = chance(random, 0.5) && programs.length > 0;
  const program = ships ? pick(random, programs) : drawProgram(random, chair);
  const personKg = chance(random, 0.08) ? 0 : Math.round(nextBetween(random, 20, 120));
  const target = pick(random, sessionStates);
  const phases = drawSchedule(random, target, personKg, homesWithinMs(chair));
  // Faults that only warmth shows need a warm chair, and some time.
  if (faults.some(({ value }) => /^(frozen|detached|drift)/.test(value))) phases.push(...warmUp(random));
  const steps = placeFaults(random, phases, target, faults);
  return {
    name: `seed ${seed} of the campaign`,
    program,
    seed,
    ambientC: Math.round(nextBetween(random, 5, 40) * 10) / 10,
    personKg,
    pads: Object.fromEntries(chair.pads.map((pad) => [pad.name, drawPad(random, pad.toleranceShare)])),
    rough: [],
    invariants: true,
    steps: addVisits(seed, steps, chair).map((action): Step => ({ ...action, line: 0, column: 0 })),
  };
}

/** 30 % of a pad's factors are at the ends of its tolerance. */
function drawPad(random: Random, share: number): PadFactors {
  const within = (): number => {
    const factor = chance(random, 0.3)
      ? pick(random, [1 - share, 1 + share])
      : nextBetween(random, 1 - share, 1 + share);
    return Math.round(factor * 1000) / 1000;
  };
  return {
    power: within(),
    elementCapacity: within(),
    surfaceCapacity: within(),
    elementToSurface: within(),
    elementToAir: within(),
    surfaceToAir: within(),
  };
}

/** None to three faults; every kind is equally likely. */
function drawFaults(random: Random, kinds: readonly string[]): FaultOrder[] {
  const count = pick(random, [0, 1, 1, 1, 1, 1, 2, 2, 3]);
  return Array.from({ length: count }, () => drawFault(random, kinds));
}

function drawFault(random: Random, kinds: readonly string[]): FaultOrder {
  const kind = pick(random, kinds);
  const [name, word = ''] = kind.split(' ') as [FaultName, string];
  if (name === 'supply') return { name, value: `${drawVolts(random, word)} V` };
  if (word !== 'detached') return { name, value: word };
  return { name, value: `detached ${Math.round(nextBetween(random, -10, 55))} C` };
}

function drawVolts(random: Random, word: string): number {
  const volts = {
    low: nextBetween(random, 4, 17.5),
    sagging: nextBetween(random, 18.6, 22),
    risen: nextBetween(random, 25, 29.9),
    high: nextBetween(random, 30.3, 36),
  }[word];
  return Math.round((volts ?? 24) * 10) / 10;
}

const press = (key: KeyName): Action => ({ kind: 'press', key });
/** Keys that are down for `downMs`: they are released a tick after the chair has seen them for `forMs`. */
const hold = (keys: readonly KeyName[], downMs: number): Action => ({
  kind: 'hold',
  keys,
  forMs: wholeTicks(downMs) - tickMs,
});
const wait = (forMs: number): Action => ({ kind: 'wait', forMs: wholeTicks(forMs) });
const put = (order: FaultOrder): Action => ({ kind: 'fault', faults: [order] });

/** Time after which homing is surely over. */
function homesWithinMs({ carriage }: Chair): number {
  const { homing, travelMaxMs, edgeMm } = carriage;
  return Math.max(40_000, homing.withinMs, edgeMm === null ? travelMaxMs : 0) + 1000;
}

/** From off to the wanted state, and often beyond. */
function drawSchedule(random: Random, target: SessionState, personKg: number, homesMs: number): Phase[] {
  const off: Phase = { state: 'off', steps: [], forMs: nextBetween(random, 100, 3000) };
  if (target === 'service') {
    const forMs = nextBetween(random, 1000, 20_000);
    return [off, { state: 'service', steps: [hold(['power', 'stop'], 5300)], forMs }, switchOff(random)];
  }
  const homing: Phase = {
    state: 'homing',
    steps: [press('power')],
    // Short enough to break something on the way, else until homing is surely over.
    forMs: target === 'homing' && chance(random, 0.7) ? nextBetween(random, 100, 15_000) : homesMs,
  };
  const ready: Phase = {
    state: 'ready',
    steps: drawChoices(random),
    forMs: nextBetween(random, 200, 5000),
  };
  const schedule = [off, homing, ready, ...drawSession(random, target, personKg)];
  if (target === 'fault') {
    const at = 1 + nextBelow(random, schedule.length - 1);
    const estop: Phase = {
      state: 'fault',
      steps: [put({ name: 'estop', value: 'pressed' }), wait(200), put({ name: 'estop', value: 'none' })],
      forMs: nextBetween(random, 100, 10_000),
    };
    schedule.splice(at + 1, 0, estop);
  }
  if (chance(random, 0.4)) schedule.push(...restart(random, homesMs));
  return schedule;
}

function warmUp(random: Random): Phase[] {
  const heat = Array.from({ length: nextBelow(random, 3) }, () => press('heat'));
  return [{ state: 'running', steps: heat, forMs: nextBetween(random, 60_000, 4 * minuteMs) }];
}

function switchOff(random: Random): Phase {
  return { state: 'off', steps: [press('power')], forMs: nextBetween(random, 500, 5000) };
}

/** Off, on and another session: a fault that is still present must be reported again. */
function restart(random: Random, homesMs: number): Phase[] {
  return [
    { state: 'parking', steps: [press('power')], forMs: chance(random, 0.5) ? 70_000 : 2000 },
    { state: 'homing', steps: [press('power')], forMs: homesMs },
    { state: 'running', steps: [press('start')], forMs: nextBetween(random, 1000, 90_000) },
  ];
}

/** A short timer in most sessions, and sometimes another program or heat. */
function drawChoices(random: Random): Action[] {
  const steps: Action[] = [];
  const timer = chance(random, 0.75) ? 2 : nextBelow(random, 5);
  for (let presses = 0; presses < timer; presses++) steps.push(press('timer'));
  if (chance(random, 0.3)) steps.push(press('program'));
  if (chance(random, 0.5)) {
    for (let presses = 1 + nextBelow(random, 3); presses > 0; presses--) steps.push(press('heat'));
  }
  return steps;
}

function drawSession(random: Random, target: SessionState, personKg: number): Phase[] {
  const phases: Phase[] = [
    { state: 'running', steps: [press('start')], forMs: nextBetween(random, 500, drawLong(random)) },
  ];
  for (let keys = nextBelow(random, 4); keys > 0; keys--) {
    phases.push({ state: 'running', steps: [drawKeys(random)], forMs: nextBetween(random, 200, 20_000) });
  }
  if (chance(random, 0.15)) phases.push(...standsUp(random, personKg));
  if (target === 'paused' || chance(random, 0.15)) {
    const long = chance(random, 0.2)
      ? nextBetween(random, 60_000, 310_000)
      : nextBetween(random, 100, 20_000);
    phases.push({ state: 'paused', steps: [press('start')], forMs: long });
    phases.push({ state: 'running', steps: [press('start')], forMs: nextBetween(random, 500, 60_000) });
  }
  if (target === 'parking' || chance(random, 0.3)) {
    phases.push({ state: 'parking', steps: [press('power')], forMs: nextBetween(random, 100, 25_000) });
  } else if (chance(random, 0.2)) {
    phases.push({ state: 'ready', steps: [press('stop')], forMs: nextBetween(random, 100, 5000) });
  }
  return phases;
}

function drawLong(random: Random): number {
  const share = nextShare(random);
  return share < 0.5 ? 30_000 : share < 0.85 ? 4 * minuteMs : share < 0.97 ? 10 * minuteMs : 31 * minuteMs;
}

function standsUp(random: Random, personKg: number): Phase[] {
  const person = (kg: number): Action => put({ name: 'person', value: kg === 0 ? 'none' : `${kg} kg` });
  const back = personKg === 0 ? 75 : personKg;
  return [
    {
      state: 'paused',
      steps: [person(0)],
      forMs: nextBetween(random, 500, chance(random, 0.3) ? 125_000 : 15_000),
    },
    { state: 'running', steps: [person(back), press('start')], forMs: nextBetween(random, 500, 30_000) },
  ];
}

/** Mostly a short press of one key, sometimes a long one, sometimes several keys at once. */
function drawKeys(random: Random): Action {
  if (chance(random, 0.6)) return press(pick(random, keyNames));
  const keys = Array.from({ length: 1 + nextBelow(random, 3) }, () => pick(random, keyNames));
  const forMs = chance(random, 0.2) ? nextBetween(random, 3000, 12_000) : nextBetween(random, 40, 2000);
  return hold([...new Set(keys)], forMs);
}

/** The first fault comes in the state drawn for it, the others anywhere; some are cleared later. */
function placeFaults(
  random: Random,
  phases: readonly Phase[],
  target: SessionState,
  faults: readonly FaultOrder[],
): Action[] {
  const places = faults.map((order, index) => {
    const fitting = phases.flatMap(({ state }, at) => (state === target ? [at] : []));
    const anywhere = index > 0 || fitting.length === 0 || chance(random, 0.1);
    return {
      order,
      phase: anywhere ? nextBelow(random, phases.length) : pick(random, fitting),
      // Early in its phase more often than late, when the chair may have left the state already.
      share: nextShare(random) ** 2,
      clearAfterMs: clearedAfterMs(random, order),
    };
  });
  return phases.flatMap(({ steps, forMs }, at) => {
    const inside = places.filter(({ phase }) => phase === at).sort((one, other) => one.share - other.share);
    const actions: Action[] = [...steps];
    let passedMs = 0;
    for (const { order, share, clearAfterMs } of inside) {
      const gapMs = share * forMs - passedMs;
      if (gapMs >= 20) actions.push(wait(gapMs));
      passedMs = Math.max(passedMs, share * forMs);
      actions.push(put(order));
      if (clearAfterMs > 0) {
        actions.push(wait(clearAfterMs), put({ ...order, value: 'none' }));
      }
    }
    if (forMs - passedMs >= 20) actions.push(wait(forMs - passedMs));
    return actions;
  });
}

/** How long until the fault is cleared, 0 for never. Host and power always come back, or no run would end; others one in three. */
function clearedAfterMs(random: Random, order: FaultOrder): number {
  const short = chance(random, 0.5) ? nextBetween(random, 40, 400) : nextBetween(random, 400, 5000);
  const always = order.name === 'host' || order.name === 'power';
  return always || chance(random, 0.33) ? short : 0;
}

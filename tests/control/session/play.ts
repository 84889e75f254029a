/**
 * Random people at the remote: fast-check commands that press, hold and let go keys, sit down and stand up,
 * break things, pull the cable and wait, on the real session and on the model beside it, compared in every tick.
 */
import fc from 'fast-check';
import { faultSetOf, union } from '../../../src/chair/fault-set.ts';
import type { FaultCode } from '../../../src/chair/faults.ts';
import { type KeyName, keyBit, keyNames } from '../../../src/chair/names.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { type TripName, tripNumber } from '../../../src/chair/trips.ts';
import { takeEvents } from '../../../src/control/events.ts';
import type { Job } from '../../../src/control/goals.ts';
import { createKeys, readKeys, startKey } from '../../../src/control/keys/keys.ts';
import { fullRemote } from '../../../src/control/session/few-keys.ts';
import { createRecovery, watchRecovery } from '../../../src/control/session/recovery.ts';
import {
  createSession,
  createSessionInputs,
  type Session,
  stepSession,
} from '../../../src/control/session/session.ts';
import { type PageTrigger, pageTriggers } from '../../../src/control/session/triggers.ts';
import { isPageTrigger } from '../../../src/machine/page-orders.ts';
import { chair } from '../../chair.ts';
import type { Link, Model, World } from './model.ts';

const minute = 60_000;

const programs = [
  { id: 'one', plannedMs: 15 * minute, heat: 2 },
  { id: 'two', plannedMs: 30 * minute, heat: 3 },
  { id: 'three', plannedMs: 5 * minute, heat: 0 },
] as const;

/** What the stand-in sequencer takes for a job; others last until the session ends them. */
const jobMs: Partial<Record<Job, number>> = { home: 300, 'switch-test': 100, park: 300 };

/** A controller at the end of a cable: what it is, and what was last heard of it. */
class Controller {
  cable: 'in' | 'out' = 'in';
  starts = 1;
  offBecause: TripName = 'none';
  readonly heard: Link = { connected: true, ageMs: 0, starts: 1, offBecause: 'none' };

  step(stepMs: number): void {
    const { heard } = this;
    heard.ageMs = this.cable === 'in' ? 0 : heard.ageMs + stepMs;
    heard.connected = heard.ageMs < 1000;
    if (this.cable === 'out') {
      if (heard.ageMs > 250 && this.offBecause === 'none') this.offBecause = 'lease';
      return;
    }
    heard.starts = this.starts;
    heard.offBecause = this.offBecause;
  }

  restart(): void {
    this.starts++;
    this.offBecause = 'not-armed';
  }
}

function nameOf(order: PageTrigger | 'none'): string {
  return order === 'none' ? '' : order.slice('page-'.length);
}

/** The real thing and a sequencer that finishes its jobs; keeps what the model needs to be told. */
export class Real {
  readonly keys = createKeys();
  readonly session: Session;
  readonly inputs = { ...createSessionInputs(), programs, seat: true };
  readonly closed = new Set<KeyName>();
  readonly controller = new Controller();
  readonly recovery = createRecovery();
  readonly #sensed = createSensors(chair).link;
  /** What a guard would have latched, first come first. */
  readonly latched = new Set<FaultCode>();
  /** Ways taken from one state to another, as `from trigger to`. */
  readonly taken = new Set<string>();
  readonly world: World = {
    nowMs: 0,
    closed: this.closed,
    jobDone: false,
    placeKnown: false,
    programLeftMs: 0,
    seat: true,
    emergencyStop: false,
    fault: 'none',
    latched: this.latched,
    link: this.controller.heard,
    serviceJob: 'nothing',
    confirmPending: false,
    disk: '',
    pageOrder: '',
    pagePending: '',
    programs,
  };
  ticks = 0;
  /** How often the chair has asked whether somebody is there. */
  asked = 0;
  /** Changes of state. */
  states = 0;
  /** Things that take for ever. */
  stuckJob: Job = 'nothing';
  #job: Job = 'nothing';
  #jobSinceMs = 0;
  homed = false;
  #nowMs = 0;
  /** What becomes of what is to be kept. */
  disk: 'kept' | 'failed' | 'hangs' = 'kept';
  #keepSinceMs: number | null = null;
  /** How often the disk has kept a change, and has not. */
  readonly diskSaid = { kept: 0, failed: 0 };

  /** `blind`: nothing tells the chair whether somebody sits there. `powerStarts`: its remote has no start key. */
  constructor(blind = false, powerStarts = false) {
    this.session = createSession({
      ...(powerStarts ? { keysThere: fullRemote & ~startKey } : {}),
      ...(blind ? { asks: true, maxMs: 15 * minute } : {}),
    });
  }

  /** One tick of both, `stepMs` after the last. */
  tick(model: Model, stepMs: number): void {
    const { session, keys, inputs, world } = this;
    this.#nowMs += stepMs;
    this.ticks++;
    this.#sequence();
    const startsHeard = this.controller.heard.starts;
    this.controller.step(stepMs);
    let raw = 0;
    for (const name of this.closed) raw |= keyBit(name);
    world.nowMs = this.#nowMs;
    if (inputs.jobDone && this.#job === 'home') this.homed = true;
    inputs.placeKnown = this.homed;
    world.jobDone = inputs.jobDone;
    world.placeKnown = inputs.placeKnown;
    world.programLeftMs = inputs.programLeftMs;
    world.seat = inputs.seat;
    world.emergencyStop = inputs.emergencyStop;
    this.#tellFaults();
    this.#watchLink();
    world.fault = inputs.faultCode;
    world.serviceJob = inputs.serviceJob;
    world.confirmPending = inputs.confirmPending;
    world.disk = this.#askDisk();
    inputs.settingsKept = world.disk || 'none';
    world.pageOrder = nameOf(inputs.pageOrder);
    world.pagePending = nameOf(inputs.pagePending);
    readKeys(keys, raw, this.#nowMs);
    const { state } = session;
    stepSession(session, keys, inputs, this.#nowMs);
    if (session.state !== state) this.states++;
    if (session.sound === 'asks') this.asked++;
    model.tick(world);
    for (const event of takeEvents(session.events)) {
      if (event.kind === 'state') this.taken.add(`${event.from} ${event.by} ${event.to}`);
      if (event.kind === 'memory' || event.kind === 'lock') this.#keepSinceMs = this.#nowMs;
    }
    compare(this, model);
    inputs.pageOrder = 'none';
    if (session.pageAccepted) inputs.pagePending = 'none';
    if (session.resetFaults) this.latched.clear();
    if (session.forgetPlace) this.homed = false;
    if (session.arm && this.controller.cable === 'in') this.controller.offBecause = 'none';
    this.#latch(startsHeard);
  }

  /** A write takes 300 ms. */
  #askDisk(): 'kept' | 'failed' | '' {
    const { disk } = this;
    if (this.#keepSinceMs === null || this.#nowMs - this.#keepSinceMs < 300 || disk === 'hangs') return '';
    this.#keepSinceMs = null;
    this.diskSaid[disk]++;
    return disk;
  }

  #tellFaults(): void {
    const [first = 'none'] = this.latched;
    this.inputs.faultCode = first;
    this.inputs.faultLatched = first !== 'none';
  }

  #watchLink(): void {
    const { connected, ageMs, starts, offBecause } = this.controller.heard;
    Object.assign(this.#sensed, {
      connected,
      ageMs,
      boots: starts,
      trip: tripNumber(offBecause as TripName),
    });
    let bits = 0;
    for (const code of this.latched) bits = union(bits, faultSetOf(code));
    const shown = this.session.faultCode;
    this.inputs.recovery = watchRecovery(this.recovery, shown, bits, this.#sensed, this.#nowMs);
  }

  /** As the guard ends the tick. */
  #latch(startsHeard: number): void {
    const { connected, ageMs, starts } = this.controller.heard;
    if (!connected || ageMs > 250) this.latched.add('E51');
    if (starts !== startsHeard && this.session.state !== 'off') this.latched.add('E55');
  }

  /** As the sequencer would have ended the last tick. */
  #sequence(): void {
    const { session, inputs } = this;
    if (session.job !== this.#job) {
      this.#job = session.job;
      this.#jobSinceMs = this.#nowMs;
    }
    const plannedMs = programs[session.program]!.plannedMs;
    inputs.programLeftMs = Math.max(plannedMs - session.massageMs, 0);
    const takesMs = jobMs[this.#job] ?? Number.POSITIVE_INFINITY;
    inputs.jobDone =
      this.stuckJob !== this.#job &&
      (this.#job === 'massage' ? session.massageMs >= plannedMs : this.#nowMs - this.#jobSinceMs >= takesMs);
  }

  wait(model: Model, ms: number, stepMs = 20): void {
    for (let leftMs = ms; leftMs > 0; leftMs -= stepMs) this.tick(model, stepMs);
  }
}

function compare({ session, ticks }: Real, model: Model): void {
  const same =
    session.state === model.state &&
    session.job === model.job &&
    session.locked === model.locked &&
    session.program === model.program &&
    session.heatLevel === model.heat &&
    session.heatMost === model.cap &&
    session.speedShift === model.speed &&
    session.spotMm === model.spot &&
    session.minutes === model.minutes &&
    session.startWaits === model.waits &&
    session.heatAllowed === model.warm &&
    session.gentleShift === model.gentle &&
    session.sound === model.sound &&
    session.faultCode === model.fault &&
    session.memories.length === model.memories.length &&
    session.resetFaults === model.forgives &&
    session.forgetPlace === model.lost &&
    session.arm === model.arms &&
    session.history.at(-1)?.ended === model.ends.at(-1) &&
    session.sessionNumber === model.ends.length + (session.inSession ? 1 : 0);
  if (same) return;
  const ours = {
    state: session.state,
    job: session.job,
    locked: session.locked,
    program: session.program,
    heat: session.heatLevel,
    cap: session.heatMost,
    speed: session.speedShift,
    spot: session.spotMm,
    minutes: session.minutes,
    waits: session.startWaits,
    warm: session.heatAllowed,
    gentle: session.gentleShift,
    sound: session.sound,
    fault: session.faultCode,
    forgives: session.resetFaults,
    lost: session.forgetPlace,
    arms: session.arm,
  };
  const theirs = Object.fromEntries(Object.keys(ours).map((key) => [key, model[key as keyof typeof ours]]));
  throw new Error(
    `tick ${ticks}: session ${JSON.stringify(ours)}\n        model   ${JSON.stringify(theirs)}`,
  );
}

abstract class Step implements fc.Command<Model, Real> {
  check(): boolean {
    return true;
  }
  abstract run(model: Model, real: Real): void;
  abstract toString(): string;
}

class Hold extends Step {
  readonly names: KeyName[];
  readonly ms: number;
  readonly gapMs: number;
  constructor(names: KeyName[], ms: number, gapMs: number) {
    super();
    this.names = names;
    this.ms = ms;
    this.gapMs = gapMs;
  }
  run(model: Model, real: Real): void {
    for (const name of this.names) {
      real.closed.add(name);
      if (this.gapMs > 0) real.wait(model, this.gapMs);
    }
    real.wait(model, this.ms, this.ms > 2000 ? 100 : 20);
    for (const name of this.names) real.closed.delete(name);
    real.wait(model, 60 + this.gapMs);
  }
  toString(): string {
    return `hold(${this.names.join('+')}, ${this.ms} ms, ${this.gapMs})`;
  }
}

class Change extends Step {
  readonly what: string;
  readonly change: (real: Real) => void;
  constructor(what: string, change: (real: Real) => void) {
    super();
    this.what = what;
    this.change = change;
  }
  run(model: Model, real: Real): void {
    this.change(real);
    real.wait(model, 40);
  }
  toString(): string {
    return this.what;
  }
}

/** Switches on and starts, as people mostly do before they do anything odd. */
class Begin extends Step {
  readonly minutes: number;
  constructor(minutes: number) {
    super();
    this.minutes = minutes;
  }
  run(model: Model, real: Real): void {
    for (const name of ['power', 'start'] as const) {
      new Hold([name], 100, 0).run(model, real);
      real.wait(model, 500);
    }
    real.wait(model, this.minutes * minute, this.minutes > 4 ? 5000 : 1000);
  }
  toString(): string {
    return `begin(${this.minutes} min)`;
  }
}

function pull(real: Real, trip: TripName): void {
  real.controller.cable = 'out';
  real.controller.offBecause = trip;
}

/** The cable out for a while, and in again until it counts. */
class Replug extends Step {
  readonly ms: number;
  readonly restarts: boolean;
  constructor(ms: number, restarts: boolean) {
    super();
    this.ms = ms;
    this.restarts = restarts;
  }
  run(model: Model, real: Real): void {
    pull(real, 'none');
    real.wait(model, this.ms);
    if (this.restarts) real.controller.restart();
    real.controller.cable = 'in';
    real.wait(model, 700);
  }
  toString(): string {
    return `replug(${this.ms} ms${this.restarts ? ', restarted' : ''})`;
  }
}

type Act = readonly [KeyName | PageTrigger | 'emergency stop' | 'stands up', number];

/** Key after key with a time to wait after each, where random thumbs seldom get. */
class Script extends Step {
  readonly acts: readonly Act[];
  constructor(...acts: Act[]) {
    super();
    this.acts = acts;
  }
  run(model: Model, real: Real): void {
    for (const [name, thenMs] of this.acts) {
      if (name === 'emergency stop') {
        real.inputs.emergencyStop = true;
        real.wait(model, 40);
        real.inputs.emergencyStop = false;
      } else if (name === 'stands up') real.inputs.seat = false;
      else if (name === 'page-stop') real.inputs.pageOrder = name;
      else if (isPageTrigger(name)) real.inputs.pagePending = name;
      else new Hold([name], 100, 0).run(model, real);
      new Wait(thenMs).run(model, real);
    }
  }
  toString(): string {
    return `script(${this.acts.map(([name, ms]) => `${name} ${ms}`).join(', ')})`;
  }
}

class Wait extends Step {
  readonly ms: number;
  constructor(ms: number) {
    super();
    this.ms = ms;
  }
  run(model: Model, real: Real): void {
    // Long waits in coarse steps: the rules of time hold at any tick rate.
    real.wait(
      model,
      this.ms,
      this.ms > 400_000 ? 20_000 : this.ms > 100_000 ? 5000 : this.ms > 2000 ? 1000 : 20,
    );
  }
  toString(): string {
    return `wait(${this.ms} ms)`;
  }
}

const key = fc.constantFrom(...keyNames);
const useful = fc.constantFrom<KeyName>('power', 'start', 'start', 'timer', 'stop');
const chord = fc.constantFrom<KeyName[]>(
  ['program', 'timer'],
  ['power', 'stop'],
  ['stop', 'power'],
  ['speed-up', 'speed-down'],
  ['spot-down', 'spot-up'],
  ['start', 'stop'],
);
const pressMs = fc.constantFrom(20, 60, 100, 100, 100, 200, 700, 1500);
const longMs = fc.constantFrom(2900, 3100, 4200, 5200, 10_400);
const waitMs = fc.constantFrom(
  20,
  200,
  600,
  600,
  600,
  11_000,
  61_000,
  125_000,
  245_000,
  310_000,
  620_000,
  1_500_000,
);

const scripts = [
  // Pauses, and goes.
  new Script(['power', 600], ['start', 600], ['start', 20], ['stands up', 11_000], ['start', 125_000]),
  // Start first, on a chair that is off; somebody stands up while it is homing.
  new Script(['start', 600], ['stop', 600]),
  new Script(['start', 20], ['stands up', 1500]),
  // A page stops what it finds, and goes on with a pause once start is pressed for it.
  new Script(['power', 20], ['power', 20], ['page-stop', 20]),
  new Script(['power', 600], ['power', 20], ['page-stop', 20]),
  new Script(
    ['power', 600],
    ['start', 600],
    ['start', 20],
    ['page-start', 20],
    ['start', 300],
    ['start', 20],
    ['page-stop', 20],
  ),
  // A timer of five minutes, to its end.
  new Script(['power', 600], ['timer', 20], ['timer', 20], ['start', 330_000]),
  // The longest session there is, with a pause near its end.
  new Script(
    ['power', 600],
    ['program', 20],
    ['timer', 20],
    ['start', 600_000],
    ['start', 60_000],
    ['start', 600_000],
    ['start', 200_000],
    ['start', 330_000],
    ['start', 250_000],
  ),
];

export const steps: fc.Arbitrary<fc.Command<Model, Real>>[] = [
  fc.constantFrom(...scripts),
  fc
    .constantFrom<KeyName>('power', 'start', 'stop')
    .chain((first) => key.map((name) => new Script([first, 20], [name, 20]))),
  // Called back on the way home, before the carriage has found its end.
  key.map((name) => new Script(['power', 20], ['power', 20], [name, 20])),
  fc.constantFrom<KeyName>('power', 'start').map((name) => new Script([name, 20], ['emergency stop', 20])),
  fc.constant(new Hold(['power', 'stop'], 5200, 0)),
  fc.tuple(useful, pressMs).map(([name, ms]) => new Hold([name], ms, 0)),
  fc.constantFrom(0, 1, 4, 13, 28).map((minutes) => new Begin(minutes)),
  fc.tuple(key, pressMs).map(([name, ms]) => new Hold([name], ms, 0)),
  fc.tuple(key, longMs).map(([name, ms]) => new Hold([name], ms, 0)),
  fc
    .tuple(chord, fc.oneof(pressMs, longMs), fc.constantFrom(0, 20, 200))
    .map(([names, ms, gap]) => new Hold(names, ms, gap)),
  fc
    .tuple(fc.uniqueArray(key, { minLength: 2, maxLength: 5 }), pressMs)
    .map(([names, ms]) => new Hold(names, ms, 0)),
  key.map((name) => new Change(`down(${name})`, (real) => real.closed.add(name))),
  key.map((name) => new Change(`up(${name})`, (real) => real.closed.delete(name))),
  fc.constant(new Change('all up', (real) => real.closed.clear())),
  waitMs.map((ms) => new Wait(ms)),
  waitMs.map((ms) => new Wait(ms)),
  fc.boolean().map(
    (seat) =>
      new Change(`seat(${seat})`, (real) => {
        real.inputs.seat = seat;
      }),
  ),
  fc
    .constantFrom<FaultCode>('E21', 'E26', 'E31')
    .map((code) => new Change(`fault(${code})`, (real) => real.latched.add(code))),
  fc
    .constantFrom<TripName>('none', 'none', 'none', 'stop-key', 'thermistor')
    .map((trip) => new Change(`cable out(${trip})`, (real) => pull(real, trip))),
  fc.constantFrom(300, 300, 2000).map((ms) => new Replug(ms, false)),
  fc.constantFrom(300, 2000).map((ms) => new Replug(ms, true)),
  fc.constant(new Change('restart', (real) => real.controller.restart())),
  fc.constant(
    new Change('cable in', (real) => {
      real.controller.cable = 'in';
    }),
  ),
  fc.constant(
    new Change('carriage pushed', (real) => {
      real.homed = false;
    }),
  ),
  fc.boolean().map(
    (pressed) =>
      new Change(`emergency stop(${pressed})`, (real) => {
        real.inputs.emergencyStop = pressed;
      }),
  ),
  fc.constantFrom<Job>('nothing', 'home', 'park').map(
    (job) =>
      new Change(`service job(${job})`, (real) => {
        real.inputs.serviceJob = job;
      }),
  ),
  fc.constantFrom<Job>('nothing', 'nothing', 'home', 'switch-test', 'park', 'massage').map(
    (job) =>
      new Change(`never done(${job})`, (real) => {
        real.stuckJob = job;
      }),
  ),
  fc.constantFrom<PageTrigger>('page-stop', 'page-pause', 'page-cooler', 'page-slower', 'page-sooner').map(
    (order) =>
      new Change(`order(${order})`, (real) => {
        real.inputs.pageOrder = order;
      }),
  ),
  fc.constantFrom<PageTrigger | 'none'>('none', 'none', ...pageTriggers).map(
    (pending) =>
      new Change(`pending(${pending})`, (real) => {
        real.inputs.pagePending = pending;
      }),
  ),
  // Start is pressed for what a page asks for.
  fc.tuple(fc.constantFrom<KeyName>('power', 'start', 'stop'), fc.constantFrom(...pageTriggers)).map(
    ([first, pending]) =>
      new Change(`pending(${pending}) after ${first}`, (real) => {
        real.inputs.pagePending = pending;
        real.closed.add(first);
      }),
  ),
  fc.constantFrom('kept', 'kept', 'failed', 'hangs').map(
    (disk) =>
      new Change(`disk(${disk})`, (real) => {
        real.disk = disk;
      }),
  ),
  fc.boolean().map(
    (pending) =>
      new Change(`confirm pending(${pending})`, (real) => {
        real.inputs.confirmPending = pending;
      }),
  ),
];

/** Most people only press keys; things break now and then. */
export const people = fc.commands([...steps, ...steps.slice(0, 4), ...steps.slice(0, 2)], {
  maxCommands: 40,
  size: '+1',
});

function expectState(real: Real, state: string, job: string, complaint: string): void {
  const { session } = real;
  if (session.state !== state || session.job !== job) {
    throw new Error(`${complaint}: ${session.state}, ${session.job}`);
  }
}

/** Whatever was done: stop stops in the next tick, and the chair can be switched off, on and used again. */
export function wayOut(model: Model, real: Real): void {
  const { session, inputs, closed } = real;
  closed.delete('stop');
  real.wait(model, 60);
  closed.add('stop');
  real.tick(model, 20);
  if (session.job !== 'nothing' || session.heatAllowed || session.inSession) {
    throw new Error(`stop did not stop: ${session.state}, ${session.job}`);
  }
  real.wait(model, 500);
  if (session.job !== 'nothing')
    throw new Error(`a held stop does not hold: ${session.state}, ${session.job}`);
  closed.clear();
  inputs.emergencyStop = false;
  inputs.serviceJob = 'nothing';
  inputs.pagePending = 'none';
  // A request waits for a minute at most; until then power, where it stands in for start, confirms it.
  inputs.confirmPending = false;
  inputs.seat = true;
  real.stuckJob = 'nothing';
  for (const code of real.latched) if (code !== 'E51') real.latched.delete(code);
  real.controller.cable = 'in';
  // Until a link that was lost is back, and with it the state that the keys are meant for.
  real.wait(model, 700);
  const press = (...names: KeyName[]) => new Hold(names, names.length > 1 ? 3200 : 100, 0).run(model, real);
  if (session.locked) {
    if (session.state === 'service') press('power');
    press('program', 'timer');
  }
  if (session.state !== 'off') {
    press('power');
    real.wait(model, 1000, 100);
  }
  expectState(real, 'off', 'nothing', 'cannot be switched off');
  press('power');
  real.wait(model, 600);
  if ((session.keysThere & startKey) !== 0) {
    expectState(real, 'ready', 'nothing', 'cannot be switched on');
    press('start');
  }
  // A third session in three hours wants a second press.
  if (!session.inSession) press('start');
  real.wait(model, 300);
  expectState(real, 'running', 'massage', 'cannot be used');
}

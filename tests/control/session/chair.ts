/**
 * A chair for the session's tests: keys and session ticked every 20 ms, with a sequencer that finishes its
 * job after a set time. Reads as builder and scenario: `chair().press('power').wait(2000)`.
 */
import { type KeyName, keyBit } from '../../../src/chair/names.ts';
import { createOutputs, type Outputs } from '../../../src/chair/outputs.ts';
import type { ChairEvent } from '../../../src/control/events.ts';
import { takeEvents } from '../../../src/control/events.ts';
import type { Job } from '../../../src/control/goals.ts';
import { createRemote, type Remote, stepRemote } from '../../../src/control/indicators/remote.ts';
import { createKeys, type Keys, readKeys } from '../../../src/control/keys/keys.ts';
import {
  createSession,
  createSessionInputs,
  type Session,
  type SessionInputs,
  type SessionOptions,
  stepSession,
} from '../../../src/control/session/session.ts';
import { chair as reference } from '../../chair.ts';

export const tickMs = 20;
export const minute = 60_000;

export const programs = [
  { id: 'first', plannedMs: 15 * minute, heat: 2 },
  { id: 'second', plannedMs: 30 * minute, heat: 0 },
  { id: 'third', plannedMs: 5 * minute, heat: 3 },
] as const;

/** How long the stand-in sequencer takes for a job; a massage takes the program's planned time. */
const jobMs: Readonly<Record<Exclude<Job, 'massage'>, number>> = {
  nothing: Number.POSITIVE_INFINITY,
  home: 1000,
  'switch-test': 400,
  'cool-down': Number.POSITIVE_INFINITY,
  pause: Number.POSITIVE_INFINITY,
  park: 2000,
  'self-test': 60_000,
};

export class TestChair {
  keys: Keys = createKeys();
  session: Session;
  remote: Remote = createRemote();
  readonly outputs: Outputs = createOutputs(reference);
  readonly inputs: SessionInputs = { ...createSessionInputs(), programs, seat: true };
  nowMs = 0;
  /** Raw key levels. */
  raw = 0;
  /** Jobs that never end here. */
  readonly endless = new Set<Job>();
  readonly events: ChairEvent[] = [];
  /** Sounds begun, in order. */
  readonly sounds: string[] = [];
  /** How the disk keeps what is changed; `none`: it hangs. */
  disk: SessionInputs['settingsKept'] = 'kept';
  /** Times the microcontroller might have been armed. */
  arms = 0;
  /** Jobs in order of appearance. */
  readonly jobs: Job[] = [];
  #job: Job = 'nothing';
  #jobMs = 0;
  #massageMs = 0;

  constructor(options: SessionOptions = {}) {
    this.session = createSession(options);
    this.tick();
  }

  tick(): this {
    this.tickWithoutTaking();
    const events = takeEvents(this.session.events);
    this.events.push(...events);
    const changed = events.some(({ kind }) => kind === 'memory' || kind === 'lock');
    this.inputs.settingsKept = changed ? this.disk : 'none';
    return this;
  }

  tickWithoutTaking(): void {
    const { session, keys, inputs, nowMs } = this;
    readKeys(keys, this.raw, nowMs);
    stepSession(session, keys, inputs, nowMs);
    stepRemote(this.remote, session, keys, inputs, nowMs, this.outputs);
    if (session.sound !== 'none') this.sounds.push(session.sound);
    if (session.arm) this.arms++;
    this.#sequence();
    this.nowMs += tickMs;
  }

  /** Goes on with these states in place of its own. */
  replace(session: Session, keys: Keys, remote: Remote): void {
    this.session = session;
    this.keys = keys;
    this.remote = remote;
  }

  #sequence(): void {
    const { session, inputs } = this;
    if (session.job !== this.#job) {
      if (session.job === 'massage' && session.massageMs === 0) this.#massageMs = 0;
      this.#job = session.job;
      this.#jobMs = 0;
      this.jobs.push(session.job);
    } else {
      this.#jobMs += tickMs;
      if (this.#job === 'massage') this.#massageMs += tickMs;
    }
    if (this.#job === 'massage') {
      inputs.programLeftMs = inputs.programs[session.program]!.plannedMs - this.#massageMs;
      inputs.jobDone = inputs.programLeftMs <= 0 && !this.endless.has('massage');
    } else {
      inputs.jobDone = this.#jobMs >= jobMs[this.#job] && !this.endless.has(this.#job);
    }
  }

  wait(ms: number): this {
    for (const endMs = this.nowMs + ms; this.nowMs < endMs; ) this.tick();
    return this;
  }

  /** Ticks until the session is in the state, at most for `withinMs`. */
  until(state: Session['state'], withinMs = 120_000): this {
    for (const endMs = this.nowMs + withinMs; this.nowMs < endMs && this.session.state !== state; )
      this.tick();
    if (this.session.state !== state) throw new Error(`still ${this.session.state}, not ${state}`);
    return this;
  }

  down(...names: KeyName[]): this {
    for (const name of names) this.raw |= keyBit(name);
    return this;
  }

  up(...names: KeyName[]): this {
    for (const name of names) this.raw &= ~keyBit(name);
    return this;
  }

  /** Keys held together for a time, then let go until the release has been taken. */
  hold(ms: number, ...names: KeyName[]): this {
    return this.down(...names)
      .wait(ms)
      .up(...names)
      .wait(60);
  }

  press(...names: KeyName[]): this {
    for (const name of names) this.hold(100, name);
    return this;
  }

  takeSounds(): string[] {
    return this.sounds.splice(0);
  }
}

export function chair(options: SessionOptions = { gentle: false }): TestChair {
  return new TestChair(options);
}

export function readyChair(options?: SessionOptions): TestChair {
  const ready = chair(options).press('power').until('ready');
  ready.takeSounds();
  ready.jobs.length = 0;
  return ready;
}

/** A chair whose massage has just begun. */
export function runningChair(options?: SessionOptions): TestChair {
  const running = readyChair(options).press('start').wait(600);
  running.takeSounds();
  running.jobs.length = 0;
  return running;
}

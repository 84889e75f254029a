/**
 * The link between the control loop and a microcontroller: gets a line with a complete handshake from `Line`,
 * identifies the board, locks the limits, leaves the rest to `Guarded` or `Unguarded`, and starts over by itself when
 * the line is lost.
 *
 * A tick reads with `read` and commands with `write`. Nothing here has a timer: timeouts are checked at each write, by
 * the given clock. The link never turns anything on by itself: it arms where the outputs say so, and only while every
 * output is commanded off.
 */

import { tickMs } from '../../chair/limits.ts';
import { createOutputs, type Outputs } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { type TripReason, tripReasons } from '../../chair/trips.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { AnalogName, Wiring } from '../../chair/wiring.ts';
import { encode } from '../protocol/codec.ts';
import type { Identity, Status } from '../protocol/heard.ts';
import { guardStates, messages, protocolVersion, results, type Values } from '../protocol/messages.ts';
import { floorRules } from '../protocol/roles.ts';
import { Guarded } from './guarded.ts';
import { limitsOf } from './limits.ts';
import { answerMs, Line, type LineState } from './line.ts';
import { Pins } from './pins.ts';
import type { OpenPort } from './port.ts';
import { causesOf, leavesResetFlags, startTexts } from './starts.ts';
import { Unguarded } from './unguarded.ts';

type Phase = 'asking' | 'locking' | 'ready' | 'unguarded';
export type LinkState = Exclude<LineState, 'complete'> | Phase;

export interface LinkEvent {
  readonly text: string;
  /** Worth a technician's attention. */
  readonly warning: boolean;
}

export interface LinkOptions {
  readonly wiring: Wiring;
  readonly open: OpenPort;
  /** Any clock that counts milliseconds and never goes back. */
  readonly now: () => Milliseconds;
  readonly onEvent?: (event: LinkEvent) => void;
}

const askEveryMs = 100;
/** Firmware that has not identified itself after this many questions is not the guard. */
const asksMax = 5;
/**
 * Turns without a status on a link that was ready after which the handshake starts anew. Counted in turns, because
 * answers wait unread while the host itself was away.
 */
const silentTurns = answerMs / tickMs;
/** Values of an unguarded board older than this say nothing about the chair any more. */
const goneMs = 1000;
const unlockedState = guardStates.indexOf('unlocked');
/** What the guard firmware calls itself. */
const guardFirmware = 'LumbarGuard';

const resultTexts: Readonly<Record<string, string>> = Object.fromEntries(
  results.map(({ name, about }) => [name, about]),
);

/** The floor's rule that a list of pins breaks, whatever its limits. */
function floorText(rule: number): string {
  const { name, about } = floorRules[rule] ?? { name: String(rule), about: 'a rule this host does not know' };
  return `${about} (${name})`;
}

/** Trips that are no fault, by their names. */
const usualTrips: Readonly<Record<string, string>> = {
  'stop-key': 'stop is pressed',
  host: 'the host asked for it',
  hold: 'the hold-to-run key was let go',
};

export class Link {
  readonly wiring: Wiring;
  readonly #now: () => Milliseconds;
  readonly #onEvent: (event: LinkEvent) => void;
  readonly #limits: ReturnType<typeof limitsOf>;
  readonly #guarded: Guarded;
  readonly #line: Line;
  #unguarded: Unguarded | null = null;
  #identity: Identity | null = null;
  /** The phase after a complete handshake, and since when. */
  #phase: Phase = 'asking';
  #sinceMs = 0;
  #asks = 0;
  /** Turns since the guard's last status. */
  #quietTurns = 0;
  #oldBootloaderTold = false;
  /** The last reported reason why the guard did not arm. */
  #refusalTold = '';
  /** Messages that hosts of earlier handshakes refused. */
  #refusedBefore = 0;

  constructor({ wiring, open, now, onEvent }: LinkOptions) {
    this.wiring = wiring;
    this.#now = now;
    this.#onEvent = onEvent ?? (() => undefined);
    this.#limits = limitsOf(wiring);
    this.#guarded = new Guarded(wiring, this.#limits.digest);
    this.#line = new Line({
      open,
      now,
      tell: (text, warning) => this.#tell(text, warning),
      onGuard: {
        identity: (values) => this.#onIdentity(values),
        answer: (values) => this.#onAnswer(values),
        status: (values) => this.#onStatus(values),
      },
      // The answer tells whether the board has restarted, and why.
      onGreeting: () => this.#send(encode('hello', {})),
      onComplete: () => {
        this.#asks = 0;
        this.#enter('asking');
        this.#ask();
      },
      onDropped: (refused) => {
        this.#refusedBefore += refused;
        this.#unguarded = null;
        this.#identity = null;
        this.#guarded.end();
      },
    });
  }

  get state(): LinkState {
    return this.#line.state === 'complete' ? this.#phase : this.#line.state;
  }

  /** The chip lets outputs act. */
  get armed(): boolean {
    return this.#guarded.armed;
  }

  get open(): boolean {
    return this.state !== 'closed' && this.state !== 'opening';
  }

  /** The board is known to be a locked guard or no guard. */
  get identified(): boolean {
    return this.state === 'ready' || this.state === 'unguarded';
  }

  /** A guard reports everything there is, always. */
  measures(name: AnalogName): boolean {
    return this.#unguarded?.measures(name) ?? this.state === 'ready';
  }

  /** True once a status (without a guard: every input) has come, so that only a tick's `read` and `write` are needed. */
  get settled(): boolean {
    return this.#unguarded?.complete ?? this.#guarded.heard;
  }

  /** Fills the snapshot with the latest values. Where none came, the old ones stay and their age grows. */
  read(sensors: Sensors): void {
    const nowMs = this.#now();
    const { link } = sensors;
    if (this.#unguarded !== null) {
      this.#unguarded.read(sensors, nowMs);
      link.connected = link.ageMs < goneMs;
    } else {
      this.#guarded.read(sensors, nowMs);
    }
    const { boots, refused } = this.#guarded.counters;
    link.boots = boots;
    link.badFrames = this.#refusedBefore + (this.#line.host?.stream.refused ?? 0) + refused;
  }

  /** Carries the outputs out; called once a tick, after `read`. */
  write(outputs: Outputs): void {
    this.#turn();
    if (this.#unguarded !== null) this.#unguarded.write(outputs);
    else this.#guarded.write(outputs, this.#now());
  }

  /** The last messages both ways, oldest first, for finding the cause of a fault. */
  lastFrames(): string[] {
    return this.#line.frames.texts(this.#now());
  }

  /** Switches everything off, then closes the line, for an orderly end. */
  close(): void {
    this.#unguarded?.write(createOutputs(this.wiring));
    // Before the handshake nothing is on, and any byte would hold a bootloader.
    if (this.#line.state === 'complete') this.#send(encode('disarm', {}));
    this.#line.lose('closed by the host', false);
  }

  /** Drops the line without a message, as a killed host does. */
  leave(): void {
    this.#line.lose('left', false);
  }

  #send(bytes: Uint8Array): void {
    this.#line.port?.write(bytes);
  }

  /** Handles timeouts, and asks again where no answer came. */
  #turn(): void {
    if (!this.#line.turn()) return;
    const waitedMs = this.#now() - this.#sinceMs;
    switch (this.#phase) {
      case 'asking':
        if (waitedMs < askEveryMs) break;
        if (this.#asks < asksMax) this.#ask();
        else if (this.#line.host?.firmware === guardFirmware)
          this.#line.failed('the guard does not say who it is');
        else this.#goUnguarded();
        break;
      case 'locking':
        if (waitedMs >= answerMs) this.#line.failed('the guard did not take the limits');
        break;
      case 'ready':
        if (++this.#quietTurns >= silentTurns) {
          this.#tell('the guard fell silent', true);
          this.#line.handshake();
        }
        break;
      case 'unguarded':
        break;
    }
  }

  #enter(phase: Phase): void {
    this.#phase = phase;
    this.#sinceMs = this.#now();
    if (this.identified) this.#line.identified();
  }

  #tell(text: string, warning = false): void {
    this.#onEvent({ text, warning });
  }

  #ask(): void {
    this.#asks++;
    this.#sinceMs = this.#now();
    this.#send(encode('hello', {}));
  }

  #goUnguarded(): void {
    const { host } = this.#line;
    if (host === null) return;
    this.#enter('unguarded');
    this.#unguarded = new Unguarded(host.board, this.wiring, this.#now());
    this.#tell(
      `${host.firmware || 'the firmware'} is no guard: motors may turn, heat stays locked out`,
      true,
    );
  }

  #onIdentity(values: Readonly<Identity>): void {
    const identity = { ...values };
    this.#guarded.noteStart(identity);
    const startedAnew =
      this.state === 'ready'
        ? identity.state === unlockedState
        : this.state === 'locking' && identity.boots !== this.#identity?.boots;
    if (startedAnew) this.#afterReset(` (${causesOf(identity)})`);
    if (this.state !== 'asking') return;
    this.#judgeBootloader(identity);
    if (identity.protocol !== protocolVersion || identity.chip !== this.wiring.chip.number) {
      this.#line.lose(
        `the guard speaks version ${identity.protocol} on chip ${identity.chip}; this host version ${protocolVersion} on ${this.wiring.chip.name}: lumbar firmware flash --port PORT`,
        true,
      );
      return;
    }
    this.#identity = identity;
    if (identity.faults !== 0) this.#tell('the guard failed its self-check and will not arm', true);
    this.#enter('locking');
    // A guard that is locked already accepts the same limits again, and refuses others.
    for (const bytes of this.#limits.messages) this.#send(bytes);
  }

  #onAnswer({ request, result: code, detail }: Readonly<Values<typeof messages.answer>>): void {
    const result = results[code]?.name ?? 'unknown';
    if (request === messages.arm.id) this.#onArmAnswer(result, detail);
    if (this.state !== 'locking') return;
    if (request === messages.lock.id) this.#onLockAnswer(result, detail);
    if (request === messages.pin.id && result !== 'done') {
      this.#tell(`the guard refused pin ${detail}: ${result}`, true);
    }
  }

  #onArmAnswer(result: string, detail: number): void {
    if (result === 'done') {
      this.#guarded.onArmed();
      this.#refusalTold = '';
      return;
    }
    this.#tellRefusal(result === 'floor' ? floorText(detail) : (resultTexts[result] ?? result));
  }

  /** Reports each reason once, because a host asks again and again. */
  #tellRefusal(why: string): void {
    if (why === this.#refusalTold) return;
    this.#refusalTold = why;
    this.#tell(`the guard does not arm: ${why}`, true);
  }

  #onLockAnswer(result: string, rule: number): void {
    const { host, port } = this.#line;
    const identity = this.#identity;
    if (result === 'locked') {
      this.#tell('the guard is locked to another wiring and is restarted', true);
      // It restarts by its watchdog and then greets.
      this.#send(encode('restart', {}));
      this.#line.listen();
    } else if (result !== 'done') {
      this.#line.failed(`the guard refused the limits: ${result}`);
    } else if (host !== null && port !== null && identity !== null) {
      const pins = new Pins(host.board, this.wiring, true);
      this.#guarded.begin({ port, pins, boots: identity.boots }, this.#now());
      this.#quietTurns = 0;
      this.#enter('ready');
      this.#tell(`guard ready on ${this.wiring.chip.board}`);
      if (rule !== 0) this.#tellRefusal(floorText(rule));
    }
  }

  #onStatus(values: Readonly<Status>): void {
    if (this.state !== 'ready') return;
    if (values.state === unlockedState) {
      // The chip has restarted, and its greeting was lost.
      this.#guarded.noteStart(values);
      this.#afterReset('');
      return;
    }
    this.#quietTurns = 0;
    if (this.#guarded.onStatus(values, this.#now())) {
      const reason: TripReason | undefined = tripReasons[values.trip];
      // What somebody did on purpose is no warning, and a broken wire is not the first cause to suspect.
      const usual = reason?.fault === null ? usualTrips[reason.name] : undefined;
      if (usual !== undefined) this.#tell(`everything off: ${usual}`);
      else this.#tell(`everything off: ${reason?.about ?? values.trip}`, true);
    }
  }

  /** After a reset the chip has neither limits nor pins. */
  #afterReset(cause: string): void {
    this.#tell(`the microcontroller was reset${cause}`, true);
    this.#line.handshake();
  }

  #judgeBootloader(identity: Identity): void {
    if (this.#oldBootloaderTold || !leavesResetFlags(identity, this.#line.greetedAfterMs)) return;
    this.#oldBootloaderTold = true;
    this.#tell(startTexts.leavesFlags, true);
  }
}

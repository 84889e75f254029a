/**
 * A guard that is locked and ready: keeps the lease with frames, and unarmed with questions; arms it where the outputs
 * say so, reads its statuses, and sees to it that the pins become what was ordered. The counterpart of `Unguarded`.
 *
 * It outlives the lines: what the chip counted and whose trips they are must not be forgotten with a cable.
 */
import { sessionStates } from '../../chair/names.ts';
import { areMotorsOff, type Outputs, type Power } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { Wiring } from '../../chair/wiring.ts';
import { encode, encodeInto } from '../protocol/codec.ts';
import type { Identity, Status } from '../protocol/heard.ts';
import { guardedLevelFlags, guardStates, messages, sequenceMask, type Values } from '../protocol/messages.ts';
import { Counters } from './counters.ts';
import { fillInputs, fillReadback, keysOf, placesOf } from './inputs.ts';
import { type Pins, signBits } from './pins.ts';
import type { BytePort } from './port.ts';
import { explainTrip, type ReadingOfPin, readingsOf } from './trips.ts';

/** Once a tick is too often: the answer takes two. */
const armEveryMs = 40;
/** Values this old say nothing about the chair any more. */
const goneMs = 1000;
/** So that the answer has arrived when the next tick is due: a status takes 2.5 ms on the line. */
export const replyAfterMs = 13;
/** Nothing reads back what the display shows, and a write may be lost (chosen). */
const displayAgainMs = 1000;
/** Unarmed, a status answers to the question of its own turn or of the one before. */
const settledTurns = 2;
const uptimeMask = 0x1fffff;
/** The chip's clock may be so much slower than ours (a ceramic resonator: 0.5 %). */
const clocksApart = 1.005;
/** More than a line can have on its way. */
const framesRemembered = 64;
/** Those of the protocol's levels that a frame must agree with. */
const guardedLevels = (1 << guardedLevelFlags) - 1;
const armedState = guardStates.indexOf('armed');

/** A chip to talk to: its line, its pins, and which start of it this is. */
interface Chip {
  readonly port: BytePort;
  readonly pins: Pins;
  readonly boots: number;
}

export class Guarded {
  readonly counters = new Counters();
  readonly #places: ReturnType<typeof placesOf>;
  readonly #readingOfPin: ReadingOfPin;
  readonly #digest: number;
  #chip: Chip | null = null;

  // What the chip said last.
  #status: Status | null = null;
  #statusAtMs = Number.NEGATIVE_INFINITY;
  /** The chip's clock then, and when that was by ours. */
  #uptimeMs = Number.NaN;
  #takenAtMs = Number.NEGATIVE_INFINITY;
  /** The same clock, which does not begin anew. */
  #clockMs = 0;
  /** Keys that were down in any status of a turn: a late one gets several at once, and a press in between counts. */
  #keys = 0;
  #keysRead = false;
  /** A status that came, with its trip, has been read by a tick. */
  #tripRead = false;
  /** It was asked by us to arm, and has been seen armed after that: its trips are ours. Until it starts anew. */
  #armAsked = false;
  #armedHere = false;

  /** When the frame was sent that it had accepted last, or where there is none yet, when it was asked to arm. */
  #orderAtMs = Number.NEGATIVE_INFINITY;

  // What the chip was told last.
  #sequence = 0;
  /** When the last frames were sent, by sequence. */
  readonly #sentAtMs = Array.from({ length: framesRemembered }, () => Number.NEGATIVE_INFINITY);
  #armAskedAtMs = Number.NEGATIVE_INFINITY;
  /** The frame from which on the pins must be as wanted. */
  #steadySince = 0;
  /** Unarmed: questions asked since the signs were last written. */
  #turnsSteady = 0;
  #displayAtMs = Number.NEGATIVE_INFINITY;
  readonly #frame: Values<typeof messages.frame> = {
    sequence: 0,
    session: 0,
    replyAfterMs,
    duty0: 0,
    duty1: 0,
    duty2: 0,
    levels: 0,
  };
  readonly #frameBytes = new Uint8Array(32);
  readonly #askBytes = encode('ask', {});

  /** `digest` is that of the limits the chip is locked to. */
  constructor(wiring: Wiring, digest: number) {
    this.#places = placesOf(wiring);
    this.#readingOfPin = readingsOf(wiring);
    this.#digest = digest;
  }

  get armed(): boolean {
    return this.#chip !== null && this.#status?.state === armedState;
  }

  /** The chip has said how it is since it was locked. */
  get heard(): boolean {
    return this.#chip !== null && this.#status !== null;
  }

  /** The chip has taken the lock. */
  begin(chip: Chip, nowMs: Milliseconds): void {
    this.#chip = chip;
    this.#status = null;
    this.#keys = 0;
    this.#statusAtMs = nowMs;
    this.#uptimeMs = Number.NaN;
    this.counters.locked();
  }

  /** The line is lost, or the handshake begins anew. */
  end(): void {
    this.#chip = null;
    this.counters.beginAgain();
  }

  /** Called with every sign that tells which start of the chip this is. */
  noteStart(start: Pick<Identity, 'boots' | 'state'>): void {
    if (!this.counters.noteStart(start)) return;
    this.#armAsked = false;
    this.#armedHere = false;
  }

  read(sensors: Sensors, nowMs: Milliseconds): void {
    const { link } = sensors;
    const status = this.#chip === null ? null : this.#status;
    link.ageMs = nowMs - this.#statusAtMs;
    link.clockMs = this.#clockMs;
    link.lateMs = status === null ? 0 : this.#statusAtMs - this.#takenAtMs;
    link.orderAgeMs = Number.isFinite(this.#orderAtMs) ? nowMs - this.#orderAtMs : 0;
    link.connected = this.#chip !== null && link.ageMs < goneMs;
    if (status === null) {
      link.readback.valid = false;
      return;
    }
    fillInputs(this.#places, status, sensors);
    sensors.keys = this.#keys;
    // Where no other comes, the last one counts alone.
    this.#keys = keysOf(this.#places, status);
    this.#keysRead = true;
    fillReadback(this.#places, status, sensors);
    sensors.carriageEdges = this.counters.edges;
    link.trip = status.trip;
    link.guarded = true;
    // A trip of before this host armed the chip explains nothing to it.
    if (this.#armedHere) explainTrip(status, !this.#tripRead, this.#readingOfPin, sensors);
    this.#tripRead = true;
  }

  /** Carries the outputs out. Unarmed, only the signs: it asks how the chip is, and asks it to arm where they say so. */
  write(outputs: Outputs, nowMs: Milliseconds): void {
    if (this.#chip === null) return;
    const { pins, port } = this.#chip;
    const steady = pins.order(outputs);
    const { armed } = this;
    if (armed) {
      pins.writePower();
      this.#sendFrame(this.#chip, sessionStates.indexOf(outputs.state), steady, nowMs);
    } else {
      // Before the signs: they act only on a chip that has been asked.
      port.write(this.#askBytes);
      this.#turnsSteady = steady ? this.#turnsSteady + 1 : 0;
      if (outputs.arm && isOff(outputs) && this.#tripRead) this.#askToArm(this.#chip, nowMs);
    }
    if (nowMs - this.#displayAtMs >= displayAgainMs) {
      this.#displayAtMs = nowMs;
      pins.forgetDisplay();
    }
    pins.writeSigns();
    pins.writeDisplay(outputs.display);
  }

  #sendFrame({ port, pins: { wanted } }: Chip, session: number, steady: boolean, nowMs: Milliseconds): void {
    const frame = this.#frame;
    this.#sequence = (this.#sequence + 1) & sequenceMask;
    if (!steady) this.#steadySince = this.#sequence;
    this.#sentAtMs[this.#sequence % framesRemembered] = nowMs;
    frame.sequence = this.#sequence;
    frame.session = session;
    frame.duty0 = wanted.carriage;
    frame.duty1 = wanted.kneader;
    frame.duty2 = wanted.tapper;
    frame.levels = wanted.levels & guardedLevels;
    const length = encodeInto(messages.frame, frame, this.#frameBytes);
    port.write(this.#frameBytes.subarray(0, length));
  }

  /** Only after a tick has seen why the chip had tripped. */
  #askToArm({ port, boots }: Chip, nowMs: Milliseconds): void {
    if (nowMs - this.#armAskedAtMs < armEveryMs) return;
    this.#armAskedAtMs = nowMs;
    this.#armAsked = true;
    port.write(encode('arm', { digest: this.#digest, boots, sequence: this.#sequence }));
  }

  /** It has taken everything that moves and heats off to arm: what was written before is not there any more. */
  onArmed(): void {
    this.#chip?.pins.forget();
    this.#steadySince = this.#sequence;
  }

  /** True when it has tripped since the status before. */
  onStatus(values: Readonly<Status>, nowMs: Milliseconds): boolean {
    const before = this.#status;
    const fresh = before === null || before.trip !== values.trip;
    if (fresh) this.#tripRead = false;
    const status = before ?? { ...values };
    if (before !== null) Object.assign(before, values);
    this.#status = status;
    this.#keys = keysOf(this.#places, status) | (this.#keysRead ? 0 : this.#keys);
    this.#keysRead = false;
    this.#statusAtMs = nowMs;
    const frameAtMs = this.armed
      ? (this.#sentAtMs[status.sequence % framesRemembered] ?? Number.NEGATIVE_INFINITY)
      : Number.NEGATIVE_INFINITY;
    // Until it has accepted a frame all is off, as it was when it was asked to arm.
    this.#orderAtMs = this.armed ? Math.max(frameAtMs, this.#armAskedAtMs) : Number.NEGATIVE_INFINITY;
    // It names a frame, and so was taken after that: a clock of the chip that lost time says otherwise.
    this.#takenAtMs = Math.max(this.#takenBy(values.uptimeMs, nowMs), frameAtMs);
    this.counters.noteStatus(status, nowMs);
    if (this.armed) this.#armedHere = this.#armAsked;
    const tripped = fresh && before !== null && values.trip !== 0;
    if (tripped || this.#differs(status)) this.#writeAgain();
    return tripped;
  }

  /**
   * When a status was taken: by the chip's clock, from the quickest that ever came. A line that delivers in bursts then does
   * not make ten ticks look like one.
   */
  #takenBy(uptimeMs: Milliseconds, nowMs: Milliseconds): Milliseconds {
    const beforeMs = this.#uptimeMs;
    this.#uptimeMs = uptimeMs;
    if (Number.isNaN(beforeMs)) return nowMs;
    const passedMs = (uptimeMs - beforeMs) & uptimeMask;
    // One that ran back has passed almost once round.
    if (passedMs < uptimeMask / 2) this.#clockMs += passedMs;
    return Math.min(nowMs, this.#takenAtMs + passedMs * clocksApart);
  }

  /** What was written has been lost on the way. */
  #differs({ sequence, duty0, duty1, duty2, levels }: Status): boolean {
    if (this.#chip === null) return false;
    const { wanted } = this.#chip.pins;
    if (!this.armed) return this.#turnsSteady >= settledTurns && ((levels ^ wanted.levels) & signBits) !== 0;
    if (((sequence - this.#steadySince) & sequenceMask) > sequenceMask / 2) return false;
    const { carriage, kneader, tapper, levels: wantedLevels } = wanted;
    return duty0 !== carriage || duty1 !== kneader || duty2 !== tapper || levels !== wantedLevels;
  }

  #writeAgain(): void {
    this.#chip?.pins.forget();
    this.#turnsSteady = 0;
  }
}

function isOff(power: Power): boolean {
  return areMotorsOff(power) && !(power.padsOn.includes(true) || power.padRelay || power.motorRelay);
}

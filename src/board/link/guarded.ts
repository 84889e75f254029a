/**
 * Works with a guard that is locked and ready: keeps the lease with frames, or unarmed with `ask`, arms the guard where
 * the outputs say so, reads its statuses, and makes sure that the pins become what was ordered. The counterpart of
 * `Unguarded`.
 *
 * Outlives the line: what the chip counted, and whether its trips are this host's, must survive an unplugged cable.
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

/** Time between two requests to arm: the answer takes two ticks. */
const armEveryMs = 40;
/** Values older than this say nothing about the chair any more. */
const goneMs = 1000;
/**
 * The status is sent this long after its frame, so that it has arrived when the next tick is due: it takes 2.8 ms on
 * the line (70 bytes).
 */
export const replyAfterMs = 13;
/** How often the display is written again (chosen): nothing reads back what it shows, and a write may be lost. */
const displayAgainMs = 1000;
/** Unarmed, a status answers the `ask` of its own turn or of the turn before. */
const settledTurns = 2;
const uptimeMask = 0x1fffff;
/** How much slower than the host's clock the chip's may be (a ceramic resonator: 0.5 %). */
const clocksApart = 1.005;
/** More frames than can be on their way on a line. */
const framesRemembered = 64;
/** The bits of `levels` that a frame must agree with. */
const guardedLevels = (1 << guardedLevelFlags) - 1;
const armedState = guardStates.indexOf('armed');

/** A chip to talk to: its line, its pins and its boot number. */
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

  // The latest status from the chip.
  #status: Status | null = null;
  #statusAtMs = Number.NEGATIVE_INFINITY;
  /** The chip's clock in the last status, and when that status was taken by the host's clock. */
  #uptimeMs = Number.NaN;
  #takenAtMs = Number.NEGATIVE_INFINITY;
  /** The chip's clock, summed so that it neither wraps nor starts over. */
  #clockMs = 0;
  /** Keys that were down in any status since the last read: a late turn gets several at once, and a press in between counts. */
  #keys = 0;
  #keysRead = false;
  /** A tick has read the trip of the latest status. */
  #tripRead = false;
  /** This host has asked the chip to arm, and has seen it armed since: its trips are ours until the chip restarts. */
  #armAsked = false;
  #armedHere = false;

  /** When the frame that the chip accepted last was sent; before the first, when the chip was asked to arm. */
  #orderAtMs = Number.NEGATIVE_INFINITY;

  // What was sent to the chip last.
  #sequence = 0;
  /** When the last frames were sent, by sequence. */
  readonly #sentAtMs = Array.from({ length: framesRemembered }, () => Number.NEGATIVE_INFINITY);
  #armAskedAtMs = Number.NEGATIVE_INFINITY;
  /** Sequence of the first frame with the current order: once the chip has accepted it, the pins must be as wanted. */
  #steadySince = 0;
  /** Unarmed: turns since the order last changed or was last written again. */
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

  /** A status has come since the chip was locked. */
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

  /** The line is lost, or the handshake starts again. */
  end(): void {
    this.#chip = null;
    this.counters.beginAgain();
  }

  /** Takes boot number and state of the chip from an identity, or from a status that shows a restart. */
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
    // Until a status comes the readings are those from before the line was lost.
    link.connected = status !== null && link.ageMs < goneMs;
    if (status === null) {
      link.readback.valid = false;
      return;
    }
    fillInputs(this.#places, status, sensors);
    sensors.keys = this.#keys;
    // Unless another status comes, the next read sees only the keys of this one.
    this.#keys = keysOf(this.#places, status);
    this.#keysRead = true;
    fillReadback(this.#places, status, sensors);
    sensors.carriageEdges = this.counters.edges;
    link.trip = status.trip;
    link.guarded = true;
    // A trip from before this host armed the chip does not concern it.
    if (this.#armedHere) explainTrip(status, !this.#tripRead, this.#readingOfPin, sensors);
    this.#tripRead = true;
  }

  /**
   * Carries the outputs out. Unarmed, only the signs; it then asks for a status, and asks the chip to arm where the
   * outputs say so.
   */
  write(outputs: Outputs, nowMs: Milliseconds): void {
    if (this.#chip === null) return;
    const { pins, port } = this.#chip;
    const steady = pins.order(outputs);
    const { armed } = this;
    if (armed) {
      pins.writePower();
      this.#sendFrame(this.#chip, sessionStates.indexOf(outputs.state), steady, nowMs);
    } else {
      // Before the signs: unarmed, they act only on a chip that has been asked.
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

  /** To arm, the chip has switched off everything that moves and heats: what was written before no longer holds. */
  onArmed(): void {
    this.#chip?.pins.forget();
    this.#steadySince = this.#sequence;
  }

  /** True where the chip has tripped since the status before. */
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
    // Until the chip has accepted a frame everything is off, as it was when the chip was asked to arm.
    this.#orderAtMs = this.armed ? Math.max(frameAtMs, this.#armAskedAtMs) : Number.NEGATIVE_INFINITY;
    // The status names a frame, so it was taken after that frame was sent, even if the chip's clock has lost time.
    this.#takenAtMs = Math.max(this.#takenBy(values.uptimeMs, nowMs), frameAtMs);
    this.counters.noteStatus(status, nowMs);
    if (this.armed) this.#armedHere = this.#armAsked;
    const tripped = fresh && before !== null && values.trip !== 0;
    if (tripped || this.#differs(status)) this.#writeAgain();
    return tripped;
  }

  /**
   * When a status was taken: by the chip's clock, counted from the status that was quickest on its way. So a line that
   * delivers in bursts does not make ten ticks look like one.
   */
  #takenBy(uptimeMs: Milliseconds, nowMs: Milliseconds): Milliseconds {
    const beforeMs = this.#uptimeMs;
    this.#uptimeMs = uptimeMs;
    if (Number.isNaN(beforeMs)) return nowMs;
    const passedMs = (uptimeMs - beforeMs) & uptimeMask;
    // A clock that ran back looks as if it had gone almost once round.
    if (passedMs < uptimeMask / 2) this.#clockMs += passedMs;
    return Math.min(nowMs, this.#takenAtMs + passedMs * clocksApart);
  }

  /** True where the pins show that something written was lost on the way. */
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

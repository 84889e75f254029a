/**
 * The link between the control loop and a microcontroller: opens the line, gets to know the board, locks the
 * limits, leaves the rest to `Guarded` or `Unguarded`, and begins again by itself when the line was lost.
 *
 * A tick reads with `read` and commands with `write`. Nothing here has a timer: what waits is looked after at
 * each write, by the clock it was given.
 * It never turns anything on by itself: it arms where the outputs say so, and only while every output is commanded off.
 */
import { createOutputs, type Outputs } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import { tripReasons } from '../../chair/trips.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { AnalogName, BoardMap } from '../map/map.ts';
import { encode } from '../protocol/codec.ts';
import {
  guardStates,
  type Message,
  messages,
  protocolVersion,
  results,
  type Values,
} from '../protocol/messages.ts';
import type { Identity } from './counters.ts';
import { Guarded } from './guarded.ts';
import { Host } from './host.ts';
import type { Status } from './inputs.ts';
import { limitsOf } from './limits.ts';
import { Pins } from './pins.ts';
import type { BytePort, OpenPort } from './port.ts';
import { Unguarded } from './unguarded.ts';

export type LinkState = 'closed' | 'opening' | 'meeting' | 'asking' | 'locking' | 'ready' | 'unguarded';

export interface LinkEvent {
  readonly text: string;
  /** Worth a technician's attention. */
  readonly warning: boolean;
}

export interface LinkOptions {
  readonly map: BoardMap;
  readonly open: OpenPort;
  /** Any clock that counts milliseconds and never goes back. */
  readonly now: () => Milliseconds;
  readonly onEvent?: (event: LinkEvent) => void;
}

/**
 * A board that greets does so within this: after a reset by the port the bootloader waits, the memory is
 * checked and johnny-five's questions are answered. What has not met by then begins anew on the same line,
 * for noise may have confused the libraries, which have no checks.
 */
const meetAgainMs = 500;
const meetingsMax = 12;
const askEveryMs = 100;
/** Firmware that has not said who it is after so many questions does not speak the guard's language. */
const asksMax = 5;
const lockingMs = 250;
const reopenAfterMs = 250;
/**
 * So many turns without an answer after everything was well: the two have lost each other, and meet again.
 * Counted in turns, because answers wait unread while the host itself was away.
 */
const silentTurns = 300 / referenceChair.tickMs;
/** Values of an unguarded board this old say nothing about the chair any more. */
const goneMs = 1000;
/** What the guard firmware calls itself. */
const guardFirmware = 'LumbarGuard';

export class Link {
  state: LinkState = 'closed';
  readonly map: BoardMap;
  readonly #openPort: OpenPort;
  readonly #now: () => Milliseconds;
  readonly #onEvent: (event: LinkEvent) => void;
  readonly #limits: ReturnType<typeof limitsOf>;
  readonly #guarded: Guarded;
  #port: BytePort | null = null;
  #host: Host | null = null;
  #unguarded: Unguarded | null = null;
  #identity: Identity | null = null;
  #sinceMs = Number.NEGATIVE_INFINITY;
  #asks = 0;
  /** Acquaintances begun on this line without coming to terms. */
  #meetings = 0;
  /** Lines in a row on which nobody was met. */
  #failures = 0;

  /** Turns since the guard answered last. */
  #quietTurns = 0;
  #metBefore = false;
  /** Why the line was lost last; told once, however often it is tried again. */
  #toldLost = '';
  /** Messages this side refused on lines that are gone. */
  #refusedBefore = 0;

  constructor({ map, open, now, onEvent }: LinkOptions) {
    this.map = map;
    this.#openPort = open;
    this.#now = now;
    this.#onEvent = onEvent ?? (() => undefined);
    this.#limits = limitsOf(map);
    this.#guarded = new Guarded(map, this.#limits.digest);
  }

  /** The chip lets outputs act. */
  get armed(): boolean {
    return this.#guarded.armed;
  }

  get open(): boolean {
    return this.state !== 'closed' && this.state !== 'opening';
  }

  get met(): boolean {
    return this.state === 'ready' || this.state === 'unguarded';
  }

  /** A guard reports everything there is, always. */
  measures(name: AnalogName): boolean {
    return this.#unguarded?.measures(name) ?? this.state === 'ready';
  }

  /** Whether nothing but a tick's `read` and `write` is needed any more. */
  get settled(): boolean {
    return this.#unguarded?.complete ?? this.#guarded.heard;
  }

  /** Fills the snapshot with the latest there is; where nothing came, it stays as it was and its age grows. */
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
    link.badFrames = this.#refusedBefore + (this.#host?.stream.refused ?? 0) + refused;
  }

  /** Carries the outputs out; called once a tick, after `read`. */
  write(outputs: Outputs): void {
    this.#turn();
    if (this.#unguarded !== null) this.#unguarded.write(outputs);
    else this.#guarded.write(outputs, this.#now());
  }

  /** Everything off, then the line is closed. For an orderly end. */
  close(): void {
    this.#unguarded?.write(createOutputs());
    this.#port?.write(encode('disarm', {}));
    this.#lose('closed by the host', false);
  }

  /** Lets go of the line without a word, as a host does that is killed. */
  leave(): void {
    this.#lose('left', false);
  }

  /** Restarts the chip: the only way to change limits that are locked. */
  restartChip(): void {
    this.#port?.write(encode('restart', {}));
  }

  /** Moves on what waits for time to pass. */
  #turn(): void {
    const waitedMs = this.#now() - this.#sinceMs;
    const confused = this.#host?.failure;
    if (confused) {
      this.#meetAgain(`the board confused the host: ${confused}`);
      return;
    }
    switch (this.state) {
      case 'closed':
        if (waitedMs >= reopenAfterMs) this.#openLine();
        break;
      case 'opening':
        break;
      case 'meeting':
        if (waitedMs >= meetAgainMs) this.#meetAgain('no Firmata answers on this line');
        break;
      case 'asking':
        if (waitedMs < askEveryMs) break;
        if (this.#asks < asksMax) this.#ask();
        else if (this.#host?.firmware === guardFirmware) this.#meetAgain('the guard does not say who it is');
        else this.#goUnguarded();
        break;
      case 'locking':
        if (waitedMs >= lockingMs) this.#meetAgain('the guard did not take the limits');
        break;
      case 'ready':
        if (++this.#quietTurns >= silentTurns) {
          this.#tell('the guard fell silent', true);
          this.#meetAgain('the guard fell silent');
        }
        break;
      case 'unguarded':
        break;
    }
  }

  #enter(state: LinkState): void {
    this.state = state;
    this.#sinceMs = this.#now();
    if (!this.met) return;
    this.#metBefore = true;
    this.#toldLost = '';
  }

  #tell(text: string, warning = false): void {
    this.#onEvent({ text, warning });
  }

  #openLine(): void {
    this.#enter('opening');
    this.#meetings = 0;
    const port = this.#openPort(
      {
        opened: () => {
          if (this.#port === port) this.#meet();
        },
        data: (bytes) => {
          if (this.#port === port) this.#host?.feed(bytes);
        },
        closed: (reason) => {
          if (this.#port === port) this.#lose(reason, true);
        },
      },
      this.#failures,
    );
    this.#port = port;
  }

  /** Begins an acquaintance on the open line, with nothing left of the one before. */
  #meet(): void {
    const port = this.#port;
    if (port === null) return;
    this.#forgetHost();
    this.#meetings++;
    const host = new Host((message, values) => this.#onGuard(message, values));
    host.board.on('ready', () => {
      if (this.#host === host) this.#onMet();
    });
    this.#host = host;
    this.#enter('meeting');
    host.opened(port);
    // At first it may greet by itself, or be busy with its bootloader.
    if (this.#meetings > 1) host.ask();
  }

  #meetAgain(why: string): void {
    if (this.#meetings < meetingsMax) {
      this.#meet();
      return;
    }
    this.#failures++;
    this.#lose(why, true);
  }

  #forgetHost(): void {
    const host = this.#host;
    if (host === null) return;
    this.#host = null;
    this.#refusedBefore += host.stream.refused;
    host.leave();
    this.#unguarded = null;
    this.#identity = null;
    this.#guarded.end();
  }

  #lose(reason: string, warning: boolean): void {
    if (this.#port === null) return;
    this.#forgetHost();
    this.#port.close();
    this.#port = null;
    this.#enter('closed');
    if (!warning || reason === this.#toldLost) return;
    this.#toldLost = reason;
    this.#tell(`${this.#metBefore ? 'link lost' : 'no link yet'}: ${reason}`, true);
  }

  #onMet(): void {
    this.#failures = 0;
    this.#asks = 0;
    this.#enter('asking');
    this.#ask();
  }

  #ask(): void {
    this.#asks++;
    this.#sinceMs = this.#now();
    this.#port?.write(encode('hello', {}));
  }

  #goUnguarded(): void {
    const host = this.#host;
    if (host === null) return;
    this.#enter('unguarded');
    this.#unguarded = new Unguarded(host.board, this.map, this.#now());
    this.#tell(
      `${host.firmware || 'the firmware'} is no guard: motors may turn, heat stays locked out`,
      true,
    );
  }

  #onGuard(message: Message, values: Readonly<Record<string, number>>): void {
    switch (message.name) {
      case 'identity':
        this.#onIdentity(values as Identity);
        break;
      case 'answer':
        this.#onAnswer(values as Values<typeof messages.answer>);
        break;
      case 'status':
        this.#onStatus(values as Status);
        break;
    }
  }

  #onIdentity(values: Identity): void {
    const identity = { ...values };
    this.#guarded.noteStart(identity);
    if (this.state === 'ready' || this.state === 'locking') {
      // It speaks up by itself only when it has just started.
      this.#meetAfterReset(` (${causesOf(identity)})`);
      return;
    }
    if (this.state !== 'asking') return;
    if (identity.protocol !== protocolVersion || identity.chip !== this.map.chip.number) {
      this.#lose(
        `the guard speaks version ${identity.protocol} on chip ${identity.chip}; this host version ${protocolVersion} on ${this.map.chip.name}: flash the guard firmware`,
        true,
      );
      return;
    }
    this.#identity = identity;
    if (identity.faults !== 0) this.#tell('the guard failed its self-check and will not arm', true);
    this.#enter('locking');
    // A guard that is locked takes the lock again if it is the same one, and says so if not.
    for (const bytes of this.#limits.messages) this.#port?.write(bytes);
  }

  #onAnswer({ request, result: code, detail }: Values<typeof messages.answer>): void {
    const result = results[code]?.name ?? 'unknown';
    if (request === messages.arm.id && result === 'done') this.#guarded.onArmed();
    if (this.state !== 'locking') return;
    if (request === messages.lock.id) this.#onLockAnswer(result);
    if (request === messages.pin.id && result !== 'done') {
      this.#tell(`the guard refused pin ${detail}: ${result}`, true);
    }
  }

  #onLockAnswer(result: string): void {
    const host = this.#host;
    const port = this.#port;
    const identity = this.#identity;
    if (result === 'locked') {
      this.#tell('the guard is locked to another board file and is restarted', true);
      this.restartChip();
    } else if (result !== 'done') {
      this.#meetAgain(`the guard refused the limits: ${result}`);
    } else if (host !== null && port !== null && identity !== null) {
      const pins = new Pins(host.board, this.map, true);
      this.#guarded.begin({ port, pins, boots: identity.boots }, this.#now());
      this.#quietTurns = 0;
      this.#meetings = 0;
      this.#enter('ready');
      this.#tell(`guard ready on ${this.map.name}`);
    }
  }

  #onStatus(values: Status): void {
    if (this.state !== 'ready') return;
    if (values.state === guardStates.indexOf('unlocked')) {
      // It has started again, and what it said of it was lost.
      this.#guarded.noteStart(values);
      this.#meetAfterReset('');
      return;
    }
    this.#quietTurns = 0;
    if (this.#guarded.onStatus(values, this.#now())) {
      this.#tell(`everything off: ${tripReasons[values.trip]?.about ?? values.trip}`, true);
    }
  }

  /** It has forgotten limits and pins. */
  #meetAfterReset(cause: string): void {
    this.#tell(`the microcontroller was reset${cause}`, true);
    this.#meet();
    this.#host?.ask();
  }
}

function causesOf(identity: Identity): string {
  const field = messages.identity.fields.find(({ name }) => name === 'cause');
  const flags: readonly string[] = field !== undefined && 'flags' in field ? field.flags : [];
  return flags.filter((_, bit) => (identity.cause >> bit) & 1).join(', ') || 'unknown cause';
}

/**
 * The link between the control loop and a microcontroller: opens the line, gets to know the board, locks the
 * limits, arms the guard, keeps its lease, and begins again by itself when the line was lost.
 *
 * A tick reads with `read` and commands with `write`. Nothing here has a timer: what waits is looked after at
 * each write, by the clock it was given.
 * It never turns anything on by itself: it arms only while every output is commanded off.
 */
import type { Outputs } from '../../chair/outputs.ts';
import { createPower } from '../../chair/outputs.ts';
import type { Sensors } from '../../chair/sensors.ts';
import { referenceChair } from '../../chair/specification.ts';
import { thermistorRange } from '../../chair/thermistor.ts';
import { type TripName, tripNumber, tripReasons } from '../../chair/trips.ts';
import type { Celsius, Milliseconds } from '../../chair/units.ts';
import { type BoardMap, thermistorNames } from '../map/map.ts';
import { encode, encodeInto } from '../protocol/codec.ts';
import {
  guardStates,
  type Message,
  messages,
  protocolVersion,
  results,
  type Values,
} from '../protocol/messages.ts';
import { Host } from './host.ts';
import { fillInputs, fillReadback, placesOf, type Status, stopKeyBit } from './inputs.ts';
import { limitsOf } from './limits.ts';
import { createPinLevels, levelsOf, Pins } from './pins.ts';
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
const armEveryMs = 100;
/**
 * So many turns without an answer after everything was well: the two have lost each other, and meet again.
 * Counted in turns, because answers wait unread while the host itself was away.
 */
const silentTurns = 300 / referenceChair.tickMs;
/** Values this old say nothing about the chair any more. */
const goneMs = 1000;
/** So that the answer has arrived when the next tick is due: a status takes 2.5 ms on the line. */
const replyAfterMs = 13;
const sequenceMask = 0x3fff;
/** Counters of the status wrap here. */
const edgesModulo = 2 ** 21;
const refusedModulo = 2 ** 14;

/** What the guard firmware calls itself. */
const guardFirmware = 'LumbarGuard';

type Identity = Values<typeof messages.identity>;

export class Link {
  state: LinkState = 'closed';
  readonly map: BoardMap;
  readonly #open: OpenPort;
  readonly #now: () => Milliseconds;
  readonly #onEvent: (event: LinkEvent) => void;
  readonly #limits: ReturnType<typeof limitsOf>;
  readonly #places: ReturnType<typeof placesOf>;
  readonly #thermistorOfPin: ReadonlyMap<number, 'lumbarC' | 'sacralC' | 'ambientC'>;
  #port: BytePort | null = null;
  #host: Host | null = null;
  #pins: Pins | null = null;
  #unguarded: Unguarded | null = null;
  #identity: Identity | null = null;
  #sinceMs = Number.NEGATIVE_INFINITY;
  #asks = 0;
  /** Acquaintances begun on this line without coming to terms. */
  #meetings = 0;
  /** Lines in a row on which nobody was met. */
  #failures = 0;

  // What the chip said last.
  #status: Status | null = null;
  #statusAtMs = Number.NEGATIVE_INFINITY;
  /** Turns since then. */
  #quietTurns = 0;
  /** A status that came, with its trip, has been read by a tick. */
  #tripRead = false;
  #edges = 0;
  #lastEdges = -1;
  #boots = 0;
  #lastBoots = -1;
  /** This chip was locked by us and has not been seen to start again. */
  #lockedHere = false;
  #armedHere = false;
  #refusedByChip = 0;
  #lastRefused = -1;
  /** Messages this side refused on lines that are gone. */
  #refusedBefore = 0;

  // What the chip was told last.
  #sequence = 0;
  #armedAtMs = Number.NEGATIVE_INFINITY;
  /** The frame from which on the pins must be as wanted. */
  #steadySince = 0;
  #wanted = createPinLevels();
  #next = createPinLevels();
  readonly #frame: Values<typeof messages.frame> = {
    sequence: 0,
    session: 0,
    replyAfterMs,
    carriage: 0,
    kneader: 0,
    levels: 0,
  };
  readonly #frameBytes = new Uint8Array(32);
  readonly #askBytes = encode('ask', {});

  constructor({ map, open, now, onEvent }: LinkOptions) {
    this.map = map;
    this.#open = open;
    this.#now = now;
    this.#onEvent = onEvent ?? (() => undefined);
    this.#limits = limitsOf(map);
    this.#places = placesOf(map);
    const fields = {
      'lumbar-thermistor': 'lumbarC',
      'sacral-thermistor': 'sacralC',
      'ambient-thermistor': 'ambientC',
    } as const;
    this.#thermistorOfPin = new Map(
      thermistorNames.map((name) => [map.analog[name].pin.number, fields[name]]),
    );
  }

  /** The chip lets outputs act. */
  get armed(): boolean {
    return this.state === 'ready' && this.#status?.state === guardStates.indexOf('armed');
  }

  /** Whether nothing but a tick's `read` and `write` is needed any more. */
  get settled(): boolean {
    return this.armed || this.state === 'unguarded';
  }

  /** Fills the snapshot with the latest there is; where nothing came, it stays as it was and its age grows. */
  read(sensors: Sensors): void {
    const nowMs = this.#now();
    const { link } = sensors;
    const status = this.#status;
    if (this.state === 'unguarded' && this.#unguarded !== null) {
      this.#unguarded.read(sensors, nowMs);
    } else if (this.state === 'ready' && status !== null) {
      fillInputs(this.#places, status, sensors);
      fillReadback(status, sensors);
      sensors.carriageEdges = this.#edges;
      link.trip = status.trip;
      link.guarded = true;
      link.ageMs = nowMs - this.#statusAtMs;
      this.#explainTrip(status, sensors);
      this.#tripRead = true;
    } else {
      link.ageMs = nowMs - this.#statusAtMs;
      link.readback.valid = false;
    }
    const silent = link.ageMs >= goneMs;
    link.connected = this.state === 'unguarded' ? !silent : this.state === 'ready' && !silent;
    if (this.#armedHere && status !== null && status.trip === tripNumber('lease')) link.connected = false;
    link.boots = this.#boots;
    link.badFrames = this.#refusedBefore + (this.#host?.stream.refused ?? 0) + this.#refusedByChip;
  }

  /**
   * What the chip has judged enters the snapshot, even where its cause was too short for a tick to see:
   * a stop that has been pressed is a stop, and an element that was too hot on the chip is too hot.
   */
  #explainTrip(status: Status, sensors: Sensors): void {
    // A trip of before this host met the chip explains nothing to it.
    if (status.trip === 0 || !this.#armedHere) return;
    const reason: TripName | undefined = tripReasons[status.trip]?.name;
    if (reason === 'stop-key') sensors.keys |= stopKeyBit;
    if (reason === 'emergency-stop') sensors.emergencyStop = true;
    // Temperatures are shown as they are from the second look on: what was outside may be inside again.
    if (reason !== 'thermistor' || this.#tripRead) return;
    const field = this.#thermistorOfPin.get(status.tripDetail);
    if (field === 'ambientC' && inRange(sensors.ambientC)) sensors.ambientC = Number.NaN;
    if ((field === 'lumbarC' || field === 'sacralC') && inRange(sensors[field])) {
      sensors[field] = Math.max(sensors[field], referenceChair.pads.elementTripC);
    }
  }

  /** Carries the outputs out; called once a tick, after `read`. `session` is the number of the session state. */
  write(outputs: Outputs, session = 0): void {
    this.#turn();
    if (this.#pins === null) return;
    levelsOf(outputs, this.#wanted, this.#next);
    const { carriage, kneader, levels } = this.#wanted;
    const next = this.#next;
    const steady = carriage === next.carriage && kneader === next.kneader && levels === next.levels;
    this.#next = this.#wanted;
    this.#wanted = next;
    if (this.state === 'unguarded') {
      this.#pins.writePower(next);
    } else if (this.armed) {
      this.#pins.writePower(next);
      this.#sendFrame(session, steady);
    } else {
      this.#port?.write(this.#askBytes);
      this.#armIfAllowed(outputs);
    }
    this.#pins.writeDisplay(outputs.display);
  }

  #sendFrame(session: number, steady: boolean): void {
    const frame = this.#frame;
    this.#sequence = (this.#sequence + 1) & sequenceMask;
    if (!steady) this.#steadySince = this.#sequence;
    frame.sequence = this.#sequence;
    frame.session = session;
    frame.carriage = this.#wanted.carriage;
    frame.kneader = this.#wanted.kneader;
    frame.levels = this.#wanted.levels & guardedLevels;
    const length = encodeInto(messages.frame, frame, this.#frameBytes);
    this.#port?.write(this.#frameBytes.subarray(0, length));
  }

  /** Only with everything off, and only after a tick has seen why the chip had tripped. */
  #armIfAllowed(outputs: Outputs): void {
    const identity = this.#identity;
    if (this.state !== 'ready' || identity === null || this.#status === null || !this.#tripRead) return;
    const off =
      outputs.carriageDuty === 0 &&
      outputs.kneaderDuty === 0 &&
      !(outputs.lumbarOn || outputs.sacralOn || outputs.padRelay || outputs.motorRelay);
    if (!off || this.#now() - this.#armedAtMs < armEveryMs) return;
    this.#armedAtMs = this.#now();
    this.#port?.write(
      encode('arm', { digest: this.#limits.digest, boots: identity.boots, sequence: this.#sequence }),
    );
  }

  /** Everything off, then the line is closed. For an orderly end. */
  close(): void {
    if (this.#pins !== null && this.state === 'unguarded') {
      levelsOf(
        { ...createPower(), lamp: false, lockLamp: false, beeper: false, display: '' },
        this.#wanted,
        this.#next,
      );
      this.#pins.writePower(this.#next);
    }
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
  }

  #tell(text: string, warning = false): void {
    this.#onEvent({ text, warning });
  }

  #openLine(): void {
    this.#enter('opening');
    this.#meetings = 0;
    const port = this.#open(
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
    this.#pins = null;
    this.#unguarded = null;
    this.#identity = null;
    this.#lastEdges = -1;
    this.#lastRefused = -1;
  }

  #lose(reason: string, warning: boolean): void {
    if (this.#port === null) return;
    this.#forgetHost();
    this.#port.close();
    this.#port = null;
    this.#enter('closed');
    this.#tell(`link lost: ${reason}`, warning);
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
    this.#pins = new Pins(host.board, this.map, false);
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
    if (this.state === 'ready' || this.state === 'locking') {
      // It speaks up by itself only when it has just started: it has forgotten limits and pins.
      this.#identity = null;
      this.#countStart(identity);
      this.#tell(`the microcontroller was reset (${causesOf(identity)})`, true);
      this.#meet();
      this.#host?.ask();
      return;
    }
    this.#countStart(identity);
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

  /** A start shows in its number, and after a power cut, where that begins again, in that the lock is gone. */
  #countStart({ boots, state }: Identity): void {
    const unlocked = state === guardStates.indexOf('unlocked');
    if (boots === this.#lastBoots && !(this.#lockedHere && unlocked)) return;
    this.#lastBoots = boots;
    this.#lockedHere = false;
    this.#armedHere = false;
    this.#boots++;
  }

  #onAnswer(answer: Values<typeof messages.answer>): void {
    const result = results[answer.result]?.name ?? 'unknown';
    if (this.state === 'locking' && answer.request === messages.lock.id) {
      const host = this.#host;
      if (result === 'done' && host !== null) {
        this.#pins = new Pins(host.board, this.map, true);
        this.#status = null;
        this.#statusAtMs = this.#now();
        this.#quietTurns = 0;
        this.#lockedHere = true;
        this.#meetings = 0;
        this.#enter('ready');
        this.#tell(`guard ready on ${this.map.name}`);
      } else if (result === 'locked') {
        this.#tell('the guard is locked to another board file and is restarted', true);
        this.restartChip();
      } else {
        this.#meetAgain(`the guard refused the limits: ${result}`);
      }
    }
    if (this.state === 'locking' && answer.request === messages.pin.id && result !== 'done') {
      this.#tell(`the guard refused pin ${answer.detail}: ${result}`, true);
    }
    if (answer.request === messages.arm.id && result === 'done') {
      this.#armedHere = true;
      this.#pins?.forget();
      this.#steadySince = this.#sequence;
    }
  }

  #onStatus(values: Status): void {
    if (this.state !== 'ready') return;
    const before = this.#status;
    if (before === null || before.trip !== values.trip) {
      this.#tripRead = false;
      if (values.trip !== 0 && before !== null) {
        this.#tell(`everything off: ${tripReasons[values.trip]?.about ?? values.trip}`, true);
      }
    }
    const status = before ?? { ...values };
    if (before !== null) Object.assign(before, values);
    this.#status = status;
    this.#statusAtMs = this.#now();
    this.#quietTurns = 0;
    if (this.#lastEdges >= 0) {
      this.#edges += (status.edges - this.#lastEdges + edgesModulo) % edgesModulo;
    }
    this.#lastEdges = status.edges;
    if (this.#lastRefused >= 0) {
      this.#refusedByChip += (status.refused - this.#lastRefused + refusedModulo) % refusedModulo;
    }
    this.#lastRefused = status.refused;
    if (status.state === guardStates.indexOf('armed')) this.#compare(status);
  }

  /** What was written may have been lost on the way: then it is written again. */
  #compare(status: Status): void {
    const { carriage, kneader, levels } = this.#wanted;
    if (((status.sequence - this.#steadySince) & sequenceMask) > sequenceMask / 2) return;
    if (status.carriage !== carriage || status.kneader !== kneader || status.levels !== levels) {
      this.#pins?.forget();
    }
  }
}

function inRange(reading: Celsius): boolean {
  return reading >= thermistorRange.openBelowC && reading <= thermistorRange.shortAboveC;
}

const guardedLevels = (1 << 6) - 1;

function causesOf(identity: Identity): string {
  const field = messages.identity.fields.find(({ name }) => name === 'cause');
  const flags: readonly string[] = field !== undefined && 'flags' in field ? field.flags : [];
  return flags.filter((_, bit) => (identity.cause >> bit) & 1).join(', ') || 'unknown cause';
}

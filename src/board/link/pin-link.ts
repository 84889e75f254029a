/**
 * The link for setup, without a known chair: locks the chip to any list of pins, restarts it for another list, and
 * carries out orders pin by pin. The counterpart of `Link`; nothing is ever on without a frame that says so.
 */
import { at } from '../../chair/assert.ts';
import { type Chip, portIndex } from '../../chair/chips/chip.ts';
import { tripReasons } from '../../chair/trips.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { encode } from '../protocol/codec.ts';
import type { Identity, Status } from '../protocol/heard.ts';
import {
  guardStates,
  levelFlags,
  messages,
  pinFlags,
  protocolVersion,
  results,
  sequenceMask,
  type Values,
} from '../protocol/messages.ts';
import { analogSlots, floorRules, type KindName, kinds } from '../protocol/roles.ts';
import { edgesModulo } from './counters.ts';
import { replyAfterMs } from './guarded.ts';
import type { Host } from './host.ts';
import { analogCount, dutySteps, portLevels } from './inputs.ts';
import type { PinEntry } from './limits.ts';
import { Line } from './line.ts';
import { PinBursts } from './pin-bursts.ts';
import type { PinList, PinOrder, PinsSeen } from './pin-order.ts';
import type { OpenPort } from './port.ts';

interface PinLinkOptions {
  readonly chip: Chip;
  readonly open: OpenPort;
  /** Any clock that counts milliseconds and never goes back. */
  readonly now: () => Milliseconds;
  readonly tell: (text: string, warning: boolean) => void;
}

/** Firmata's ports: eight pins each, by number; the message that reports a port, and the request to report it. */
const portPins = 8;
const portReport = 0x90;
const reportPort = 0xd0;

const answerWithinMs = 400;
const askEveryMs = 100;
const armedState = guardStates.indexOf('armed');
const trippedState = guardStates.indexOf('tripped');
const unlockedState = guardStates.indexOf('unlocked');

const bit = (name: (typeof levelFlags)[number]): number => 1 << levelFlags.indexOf(name);
const has = ({ flags }: PinEntry, flag: (typeof pinFlags)[number]): boolean =>
  ((flags >> pinFlags.indexOf(flag)) & 1) !== 0;
const kindOf = ({ kind }: PinEntry): KindName => at(kinds, kind, 'kind').name;
const isGuarded = ({ kind }: PinEntry): boolean => at(kinds, kind, 'kind').group === 'guarded';

export class PinLink {
  readonly #options: PinLinkOptions;
  readonly #line: Line;
  readonly #levels: Uint8Array;
  #bursts: PinBursts;
  readonly #analog = new Array<number>(analogSlots).fill(0);
  #phase: 'asking' | 'locking' | 'ready' = 'asking';
  #sinceMs = 0;
  #identity: Identity | null = null;
  /** The list that the chip is to be locked to, and the one that it is locked to. */
  #wanted: PinList | null = null;
  #list: PinList | null = null;
  #status: Status | null = null;
  #edgesFrom = 0;
  #sequence = 0;
  #armAsked = false;
  #refusal = '';
  readonly #written = new Map<number, number>();

  constructor(options: PinLinkOptions) {
    this.#options = options;
    this.#levels = new Uint8Array(options.chip.pins.length);
    this.#bursts = new PinBursts(options.chip.pins.length);
    this.#line = new Line({
      open: options.open,
      now: options.now,
      tell: options.tell,
      onGuard: {
        identity: (values) => this.#onIdentity({ ...values }),
        answer: (values) => this.#onAnswer(values),
        status: (values) => this.#onStatus(values),
      },
      onComplete: () => this.#ask(),
      onRaw: (bytes) => this.#onRaw(bytes),
      onDropped: () => this.#drop(),
    });
  }

  get seen(): PinsSeen {
    const { state = unlockedState } = this.#status ?? {};
    return {
      nowMs: this.#options.now(),
      list: this.#status === null ? null : this.#list,
      armed: state === armedState,
      refusal: this.#refusal,
      levels: this.#levels,
      analog: this.#analog,
      bursts: this.#bursts,
      edges: ((this.#status?.edges ?? 0) - this.#edgesFrom + edgesModulo) % edgesModulo,
    };
  }

  /** Handles timeouts and carries the order out. Called once a turn. */
  turn(order: PinOrder): void {
    const another = order.list !== this.#wanted;
    this.#wanted = order.list;
    if (!this.#line.turn()) return;
    const waitedMs = this.#options.now() - this.#sinceMs;
    if (this.#phase === 'asking') {
      if (waitedMs >= askEveryMs) this.#ask();
    } else if (this.#phase === 'locking') {
      if (waitedMs >= answerWithinMs) this.#line.failed('the guard did not take the list of pins');
    } else if (another) this.#restart();
    else this.#carryOut(order);
  }

  close(): void {
    if (this.#line.state === 'complete') this.#send(encode('disarm', {}));
    this.#line.lose('closed by the host', false);
  }

  #send(bytes: Uint8Array): void {
    this.#line.port?.write(bytes);
  }

  #enter(phase: 'asking' | 'locking' | 'ready'): void {
    this.#phase = phase;
    this.#sinceMs = this.#options.now();
  }

  #ask(): void {
    this.#enter('asking');
    this.#send(encode('hello', {}));
  }

  /** Only a restart unlocks a list of pins. The chip restarts by its watchdog and then greets. */
  #restart(): void {
    this.#send(encode('restart', {}));
    this.#line.listen();
  }

  #drop(): void {
    this.#identity = null;
    this.#list = null;
    this.#status = null;
    this.#armAsked = false;
    this.#written.clear();
  }

  #onIdentity(identity: Identity): void {
    if (this.#line.state !== 'complete') return;
    if (this.#phase !== 'asking' || this.#wanted === null) return;
    if (identity.protocol !== protocolVersion || identity.chip !== this.#options.chip.number) {
      this.#line.lose('another version of the guard: lumbar firmware flash --port PORT', true);
      return;
    }
    this.#identity = identity;
    this.#line.identified();
    if (identity.state !== unlockedState && identity.digest !== this.#wanted.digest) {
      this.#restart();
      return;
    }
    this.#enter('locking');
    for (const bytes of this.#wanted.messages) this.#send(bytes);
  }

  #onAnswer({ request, result: code, detail }: Readonly<Values<typeof messages.answer>>): void {
    const result = results[code];
    if (request === messages.arm.id) {
      this.#written.clear();
      if (result?.name !== 'done') this.#refusal = textOf(result, detail);
    }
    if (this.#phase !== 'locking') return;
    if (request === messages.pin.id && result?.name !== 'done')
      this.#options.tell(`the guard refused pin ${detail}: ${result?.about ?? code}`, true);
    if (request !== messages.lock.id) return;
    if (result?.name === 'done') {
      this.#list = this.#wanted;
      this.#refusal = '';
      this.#armAsked = false;
      this.#enter('ready');
      this.#askForReports();
      this.#send(encode('ask', {}));
    } else if (result?.name === 'locked') this.#restart();
    else this.#line.failed(`the guard refused the list of pins: ${result?.about ?? code}`);
  }

  /** Asks for a report of every change, unless a watched pin has no pull-up: changes of a floating pin would fill the line. */
  #askForReports(): void {
    const { pins } = this.#options.chip;
    this.#bursts = new PinBursts(pins.length);
    if (this.#list?.entries.some((entry) => kindOf(entry) === 'watch' && !has(entry, 'pullUp'))) return;
    for (let port = 0; port * portPins < pins.length; port++) this.#send(Uint8Array.of(reportPort | port, 1));
  }

  #onRaw(bytes: Uint8Array): void {
    const [first = 0, low = 0, high = 0] = bytes;
    if ((first & 0xf0) !== portReport || bytes.length !== 3) return;
    const levels = low | (high << 7);
    const nowMs = this.#options.now();
    for (let bitOf = 0; bitOf < portPins; bitOf++) {
      const pin = portPins * (first & 0x0f) + bitOf;
      if (pin < this.#options.chip.pins.length) this.#bursts.note(pin, (levels >> bitOf) & 1, nowMs);
    }
  }

  #onStatus(values: Readonly<Status>): void {
    if (this.#phase !== 'ready') return;
    if (values.state === unlockedState) {
      this.#line.handshake();
      return;
    }
    if (this.#status === null) this.#edgesFrom = values.edges;
    this.#status = { ...values };
    if (values.state === trippedState && this.#armAsked)
      this.#refusal = tripReasons[values.trip]?.about ?? `trip ${values.trip}`;
    const { chip } = this.#options;
    for (const pin of chip.pins) {
      this.#levels[pin.number] = (portLevels(values, portIndex(chip, pin)) >> pin.bit) & 1;
    }
    for (let slot = 0; slot < analogSlots; slot++) this.#analog[slot] = analogCount(values, slot);
  }

  #carryOut(order: PinOrder): void {
    const armed = this.#status?.state === armedState;
    if (!order.arm) {
      if (armed) this.#send(encode('disarm', {}));
      this.#armAsked = false;
      this.#refusal = '';
      this.#send(encode('ask', {}));
      return;
    }
    if (!armed) {
      this.#send(encode('ask', {}));
      // Asked once: after a trip or a refusal the chip is not asked until the next press.
      if (!this.#armAsked) this.#askToArm();
      return;
    }
    this.#write(order);
    this.#sequence = (this.#sequence + 1) & sequenceMask;
    const [duty0, duty1, duty2] = order.duty;
    this.#send(
      encode('frame', {
        sequence: this.#sequence,
        session: 0,
        replyAfterMs,
        duty0: this.#amount(0, stepsOf(duty0)),
        duty1: this.#amount(1, stepsOf(duty1)),
        duty2: this.#amount(2, stepsOf(duty2)),
        levels: levelsOf(order, this.#padBit()),
      }),
    );
  }

  /** A motor without PWM is fully on or off. */
  #amount(motor: number, steps: number): number {
    const pwm = this.#list?.entries.some((entry) => kindOf(entry) === 'motor-pwm' && entry.index === motor);
    return pwm === true || steps === 0 ? steps : dutySteps;
  }

  #padBit(): number {
    const pad = this.#list?.entries.find((entry) => kindOf(entry) === 'pad');
    return pad === undefined ? 0 : bit('pad0') << pad.index;
  }

  #askToArm(): void {
    const { digest } = this.#list ?? { digest: 0 };
    this.#armAsked = true;
    this.#refusal = '';
    this.#written.clear();
    this.#send(encode('arm', { digest, boots: this.#identity?.boots ?? 0, sequence: this.#sequence }));
  }

  /** These writes are staged: they act with the frame that names the same values. */
  #write(order: PinOrder): void {
    const { host } = this.#line;
    if (host === null) return;
    for (const entry of this.#list?.entries ?? []) {
      if (!isGuarded(entry)) continue;
      const pwm = kindOf(entry) === 'motor-pwm';
      const most = pwm ? dutySteps : 1;
      const share = orderedShare(entry, order);
      const value = pwm ? stepsOf(share) : share > 0 ? 1 : 0;
      writePin(host, this.#written, entry.pin, has(entry, 'activeLow') ? most - value : value, pwm);
    }
  }
}

function writePin(host: Host, written: Map<number, number>, pin: number, value: number, pwm: boolean): void {
  if (written.get(pin) === value) return;
  const { MODES } = host.io;
  if (!written.has(pin)) host.io.pinMode(pin, pwm ? MODES.PWM : MODES.OUTPUT);
  written.set(pin, value);
  if (pwm) host.io.analogWrite(pin, value);
  else host.io.digitalWrite(pin, value);
}

const stepsOf = (share: number): number => Math.round(Math.min(1, Math.max(0, share)) * dutySteps);

/** The share that the order gives to this output of the list; 0 is off. */
export function orderedShare(entry: PinEntry, order: PinOrder): number {
  const { index } = entry;
  const kind = kindOf(entry);
  const motor = kind === 'motor-line' ? index >> 1 : index;
  const duty = order.duty[motor] ?? 0;
  const forwards = order.forwards[motor] === true;
  switch (kind) {
    case 'motor-pwm':
      return duty;
    case 'motor-on':
      return duty > 0 ? 1 : 0;
    case 'motor-direction':
      return forwards ? 1 : 0;
    case 'motor-line':
      return duty > 0 && forwards === ((index & 1) === 0) ? 1 : 0;
    case 'pad':
      return order.pad ? 1 : 0;
    case 'pad-relay':
      return order.padRelay ? 1 : 0;
    default:
      return order.motorRelay ? 1 : 0;
  }
}

function levelsOf(order: PinOrder, padBit: number): number {
  const ways = (['forwards0', 'forwards1', 'forwards2'] as const).map((name, motor) =>
    order.forwards[motor] === true ? bit(name) : 0,
  );
  return (
    ways.reduce((sum, way) => sum | way, 0) |
    (order.pad ? padBit : 0) |
    (order.padRelay ? bit('padRelay') : 0) |
    (order.motorRelay ? bit('motorRelay') : 0)
  );
}

function textOf(result: (typeof results)[number] | undefined, detail: number): string {
  if (result?.name === 'floor') return floorRules[detail]?.about ?? `rule ${detail}`;
  return result?.about ?? 'no reason that this host knows';
}

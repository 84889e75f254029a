/**
 * All messages of the guard extension to Firmata. The codec uses this table; the firmware's header
 * (boards/guard/protocol.h) and docs/guard-protocol.md are generated from it, and a test fails when one is stale.
 *
 * A message is a Firmata sysex in the user range: F0, id, fields, CRC, F7. A field of n bits takes ceil(n / 7) bytes of
 * 7 bits, least significant first. The CRC is CRC-16/XMODEM over the id and the field bytes as sent, itself sent as a
 * 16-bit field.
 */

import { analogSlots } from './roles.ts';

export interface Field {
  readonly name: string;
  /** Width in bits, 1-28. */
  readonly bits: number;
  /** Unit, or what the value denotes. */
  readonly unit: string;
  readonly about: string;
  /** Names of the bits from bit 0, if the field is a set of flags. */
  readonly flags?: readonly string[];
}

export interface Message {
  readonly name: string;
  readonly id: number;
  readonly direction: 'to the chip' | 'from the chip';
  readonly about: string;
  readonly fields: readonly Field[];
}

/** Incremented whenever a message changes its layout. `hello` and `identity` never do, so that any host can read the version. */
export const protocolVersion = 2;

export const guardStates = ['unlocked', 'locked', 'armed', 'tripped'] as const;

/** Result of a request; the order is wire format. */
export const results = [
  { name: 'done', about: 'Carried out.' },
  { name: 'locked', about: 'Already locked with another list or lease; only a reset unlocks.' },
  {
    name: 'bad-pin',
    about:
      'The pin cannot do what the role needs or is already used, the role is already assigned, there are too many analog inputs, or the PWM frequency is too low or differs on the same timer.',
  },
  { name: 'incomplete', about: 'The pin count or digest does not match, or the lease is out of range.' },
  { name: 'not-locked', about: 'The limits are not locked.' },
  { name: 'stopped', about: 'A stop input is active, or an analog input is outside its limits.' },
  { name: 'unfit', about: 'The self-test at start, or the program check at the lock, failed.' },
  { name: 'stale', about: 'The start number or the digest does not match this chip.' },
  { name: 'floor', about: 'The list breaks a rule of the floor; the detail is its number.' },
] as const;

/** Bits of the `levels` fields: guarded outputs first (the only ones in a frame), then the signs, then a status flag. */
export const levelFlags = [
  'forwards0',
  'forwards1',
  'forwards2',
  'pad0',
  'pad1',
  'pad2',
  'pad3',
  'padRelay',
  'motorRelay',
  'sign0',
  'sign1',
  'sign2',
  'sign3',
  'bothWays',
] as const;
/** Number of `levelFlags`, from the first, that are guarded outputs. */
export const guardedLevelFlags = 9;

/** How a pin is wired. */
export const pinFlags = [
  'activeLow',
  'pullUp',
  'heldOff',
  'brake',
  'thermostat',
  'activeEdge',
  'onlyEnd',
] as const;

/** Unit of the `pwm` field. */
export const pwmUnitHz = 2;
const counts = <N extends string>(name: N, about: string) =>
  ({ name, bits: 10, unit: 'converter counts', about }) as const;
const ports = <N extends string>(name: N, letters: string) =>
  ({
    name: `ports${name}`,
    bits: 8 * letters.length,
    unit: 'bits',
    about: `input registers of ports ${[...letters].join(', ')}, first one in the low byte`,
  }) as const;
const duty = <N extends number>(motor: N, about: string) =>
  ({ name: `duty${motor}`, bits: 8, unit: '1/255 duty', about }) as const;
const analog = <N extends number>(slot: N) =>
  ({
    name: `analog${slot}`,
    bits: 14,
    unit: '1/10 count',
    about: `analog input ${slot}, in list order`,
  }) as const;

export const messages = {
  hello: {
    name: 'hello',
    id: 0x01,
    direction: 'to the chip',
    about: 'Asks for the identity of the chip. Answered by `identity`.',
    fields: [],
  },
  pin: {
    name: 'pin',
    id: 0x02,
    direction: 'to the chip',
    about:
      'Assigns a role and limits to one pin. No effect after the lock. A pin without a role can never be driven. Answered by `answer`; a refusal discards the whole list.',
    fields: [
      { name: 'kind', bits: 7, unit: 'kind number', about: 'kind of the role' },
      { name: 'index', bits: 7, unit: 'number', about: 'index within the kind' },
      { name: 'pin', bits: 7, unit: 'pin number', about: 'Firmata pin number' },
      {
        name: 'flags',
        bits: 14,
        unit: 'bits',
        about:
          'wiring: `activeLow` active (closed, pressed or on) at low level; `pullUp` internal pull-up enabled on an input; `heldOff` an external resistor holds the output off while the chip is in reset; `brake` a motor with lines and an enable output is braked after it was driven, otherwise it coasts; `thermostat` the pad has a self-resetting thermostat; `activeEdge` only edges to the active level are counted; `onlyEnd` the other end of the rail has no switch, and the host keeps clear of it',
        flags: pinFlags,
      },
      counts('low', 'analog inputs: lowest count within the limits'),
      counts('high', 'analog inputs: highest count within the limits'),
      {
        name: 'deadTimeMs',
        bits: 10,
        unit: 'ms',
        about: "motors: dead time before a change of direction; the longest of a motor's pins applies",
      },
      {
        name: 'pwm',
        bits: 14,
        unit: `${pwmUnitHz} Hz`,
        about: 'PWM frequency, the same for all pins of a timer; 0: 15.7 kHz',
      },
    ],
  },
  lock: {
    name: 'lock',
    id: 0x03,
    direction: 'to the chip',
    about:
      'Ends the list of pins and locks it until reset; the same list may be sent again. Answered by `answer`, whose detail is the rule of the floor that the list breaks, so that arming will be refused, or 0. An incomplete list is discarded.',
    fields: [
      { name: 'pins', bits: 7, unit: 'pins', about: 'number of `pin` messages sent' },
      {
        name: 'digest',
        bits: 16,
        unit: 'CRC-16',
        about: 'over the field bytes of all `pin` messages, in order',
      },
      {
        name: 'leaseMs',
        bits: 14,
        unit: 'ms',
        about: 'lease time: how long outputs stay on after the last valid frame, 50-250',
      },
    ],
  },
  arm: {
    name: 'arm',
    id: 0x04,
    direction: 'to the chip',
    about:
      'Clears a trip and arms the guard, with all guarded outputs off. Refused while a stop input is active, an analog input is outside its limits, or the list breaks a rule of the floor. Answered by `answer`.',
    fields: [
      {
        name: 'digest',
        bits: 16,
        unit: 'CRC-16',
        about: 'of the locked list: proves that the host knows this list',
      },
      {
        name: 'boots',
        bits: 7,
        unit: 'starts',
        about: 'from `identity`: proves that the host has not missed a restart',
      },
      { name: 'sequence', bits: 14, unit: 'number', about: 'start value; the next frame is 1-64 ahead' },
    ],
  },
  frame: {
    name: 'frame',
    id: 0x05,
    direction: 'to the chip',
    about:
      'Renews the lease and commands every guarded output; a value staged by a Firmata write acts once a frame carries the same. Answered by `status`, unless the sequence number is refused.',
    fields: [
      {
        name: 'sequence',
        bits: 14,
        unit: 'number',
        about: '1-64 ahead of the last accepted one, modulo 16384',
      },
      {
        name: 'session',
        bits: 4,
        unit: 'session state',
        about: 'session state on the host, recorded as the detail of a trip',
      },
      {
        name: 'replyAfterMs',
        bits: 7,
        unit: 'ms',
        about: 'delay of the status, so that it is fresh at the next tick of the host',
      },
      duty(0, 'duty of motor 0; without PWM 0 is off, any other value on'),
      duty(1, 'the same for motor 1'),
      duty(2, 'the same for motor 2'),
      {
        name: 'levels',
        bits: guardedLevelFlags,
        unit: 'bits',
        about: 'directions of the motors, and the switched outputs',
        flags: levelFlags.slice(0, guardedLevelFlags),
      },
    ],
  },
  disarm: {
    name: 'disarm',
    id: 0x06,
    direction: 'to the chip',
    about: 'Everything off at once, signs included. Answered by `status`.',
    fields: [],
  },
  restart: {
    name: 'restart',
    id: 0x07,
    direction: 'to the chip',
    about: 'Everything off, then a watchdog reset, which unlocks the limits. Not answered.',
    fields: [],
  },
  ask: {
    name: 'ask',
    id: 0x08,
    direction: 'to the chip',
    about: 'Answered by `status` at once. While not armed, renews the lease of lamps, beeper and display.',
    fields: [],
  },
  identity: {
    name: 'identity',
    id: 0x09,
    direction: 'from the chip',
    about: 'Reply to `hello`. At start the chip sends only the greeting of any Firmata board.',
    fields: [
      { name: 'protocol', bits: 7, unit: 'number', about: 'protocol version' },
      { name: 'chip', bits: 7, unit: 'number', about: '1 = ATmega2560' },
      {
        name: 'boots',
        bits: 7,
        unit: 'starts',
        about:
          'since power-on or brown-out, 1-127, then again from 1. Always 1 if a bootloader overwrites the RAM that holds it',
      },
      {
        name: 'cause',
        bits: 5,
        unit: 'bits',
        about: 'reset cause (MCUSR); 0 if the bootloader clears it, as the stock one does',
        flags: ['powerOn', 'external', 'brownOut', 'watchdog', 'jtag'],
      },
      {
        name: 'faults',
        bits: 2,
        unit: 'bits',
        about: 'result of the self-test at start: failed RAM test, failed program CRC',
        flags: ['memory', 'program'],
      },
      { name: 'state', bits: 3, unit: 'guard state', about: '0 unlocked, 1 locked, 2 armed, 3 tripped' },
      { name: 'digest', bits: 16, unit: 'CRC-16', about: 'of the locked list, 0 while unlocked' },
      { name: 'image', bits: 16, unit: 'CRC-16', about: 'of the program in flash' },
    ],
  },
  answer: {
    name: 'answer',
    id: 0x0a,
    direction: 'from the chip',
    about: 'Result of `pin`, `lock` or `arm`.',
    fields: [
      { name: 'request', bits: 7, unit: 'message id', about: 'the request' },
      { name: 'result', bits: 7, unit: 'result', about: 'see the results below' },
      {
        name: 'detail',
        bits: 7,
        unit: 'number',
        about: 'pin number; for `lock`, and for the result `floor`, the rule of the floor; otherwise 0',
      },
    ],
  },
  status: {
    name: 'status',
    id: 0x0b,
    direction: 'from the chip',
    about: 'State, outputs and inputs at the moment of sending.',
    fields: [
      { name: 'sequence', bits: 14, unit: 'number', about: 'of the last accepted frame' },
      { name: 'state', bits: 3, unit: 'guard state', about: '0 unlocked, 1 locked, 2 armed, 3 tripped' },
      { name: 'trip', bits: 5, unit: 'trip reason', about: 'first reason, latched; 0 while armed' },
      {
        name: 'tripDetail',
        bits: 7,
        unit: 'pin number',
        about: 'of the input that tripped; for other reasons the session state at the trip',
      },
      { name: 'boots', bits: 7, unit: 'starts', about: 'as in `identity`' },
      {
        name: 'refused',
        bits: 14,
        unit: 'messages',
        about: 'refused since the start for id, length, CRC or sequence number, modulo 16384',
      },
      { name: 'uptimeMs', bits: 21, unit: 'ms', about: 'since the start, modulo 2^21' },
      { name: 'edges', bits: 21, unit: 'edges', about: 'of the carriage sensor, modulo 2^21' },
      {
        name: 'floods',
        bits: 7,
        unit: 'ms',
        about: 'in which the limit of counted edges was reached, modulo 128',
      },
      duty(0, 'readback of motor 0'),
      duty(1, 'the same for motor 1'),
      duty(2, 'the same for motor 2'),
      {
        name: 'levels',
        bits: levelFlags.length,
        unit: 'bits',
        about:
          'readback of directions and switched outputs at the pins; `bothWays`: both lines of a motor are on together',
        flags: levelFlags,
      },
      ports('AC', 'ABC'),
      ports('DF', 'DEF'),
      ports('GJ', 'GHJ'),
      ports('KL', 'KL'),
      analog(0),
      analog(1),
      analog(2),
      analog(3),
      analog(4),
      analog(5),
      analog(6),
      analog(7),
      analog(8),
      analog(9),
      {
        name: 'badLow',
        bits: analogSlots,
        unit: 'bits',
        about: 'analog inputs with a sample below their limits since the last status; bit 0 is input 0',
      },
      { name: 'badHigh', bits: analogSlots, unit: 'bits', about: 'the same above: as with an open lead' },
      {
        name: 'badSamples',
        bits: 14,
        unit: 'samples',
        about: 'outside their limits since the start, all analog inputs together, modulo 16384',
      },
    ],
  },
} as const satisfies Record<string, Message>;

export type MessageName = keyof typeof messages;

/** A message's fields as plain numbers. */
export type Values<M extends Message> = { -readonly [F in M['fields'][number] as F['name']]: number };

/** Sequence numbers are modulo 16384. */
export const sequenceMask = 2 ** 14 - 1;

/** Bytes on the wire of a field of `bits`. */
export function septets(bits: number): number {
  return Math.ceil(bits / 7);
}

/** Bytes of a whole message on the wire, F0 and F7 included. */
export function wireBytes(message: Message): number {
  return message.fields.reduce((sum, { bits }) => sum + septets(bits), 0) + 2 + septets(16) + 1;
}

/**
 * Every message of the guard extension, once. The codec, the firmware's header (boards/guard/protocol.h) and
 * docs/guard-protocol.md are made from this table; a test fails when one of them is stale.
 *
 * A message is a Firmata sysex in the user range: F0, id, fields, CRC, F7. A field of n bits takes the next
 * ceil(n / 7) bytes, low seven bits first. The CRC is CRC-16/XMODEM over the id and the fields' bytes as
 * sent, itself sent as a 16-bit field.
 */

import { analogSlots } from './roles.ts';

export interface Field {
  readonly name: string;
  /** Width on the wire, 1-28 bits. */
  readonly bits: number;
  /** Unit, or what a value stands for. */
  readonly unit: string;
  readonly about: string;
  /** Names of single bits, lowest first, where the field is a set of switches. */
  readonly flags?: readonly string[];
}

export interface Message {
  readonly name: string;
  readonly id: number;
  readonly direction: 'to the chip' | 'from the chip';
  readonly about: string;
  readonly fields: readonly Field[];
}

/** Raised whenever a message changes its shape. `hello` and `identity` never do: they tell versions apart. */
export const protocolVersion = 2;

export const guardStates = ['unlocked', 'locked', 'armed', 'tripped'] as const;

/** What became of a request; order is wire format. */
export const results = [
  { name: 'done', about: 'Carried out.' },
  { name: 'locked', about: 'The limits are locked already, and these differ; only a restart unlocks them.' },
  {
    name: 'bad-pin',
    about:
      'The chip cannot use this pin for this role, has it in use, has the role given away, or runs the timer at another frequency.',
  },
  { name: 'incomplete', about: 'Pins are missing, or the digest of what was received differs.' },
  { name: 'not-locked', about: 'The limits have not been locked.' },
  {
    name: 'stopped',
    about: 'The emergency stop or the stop key is down, or an analog input is outside its limits.',
  },
  { name: 'unfit', about: 'The self-check at start failed.' },
  { name: 'stale', about: 'The boot number or the digest is not that of this chip.' },
  { name: 'floor', about: 'What is below all limits forbids it; the detail is the rule.' },
] as const;

/** Bits of the `levels` fields: first those a frame must agree with, then the signs, then what is only reported. */
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
/** How many of `levelFlags`, from the first, move or heat. */
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
    about: `input registers of the ports ${[...letters].join(', ')}, the first one lowest`,
  }) as const;
const duty = <N extends number>(motor: N, about: string) =>
  ({ name: `duty${motor}`, bits: 8, unit: '1/255 duty', about }) as const;
const analog = <N extends number>(slot: N) =>
  ({
    name: `analog${slot}`,
    bits: 14,
    unit: '1/10 count',
    about: `analog input ${slot} of the list`,
  }) as const;

export const messages = {
  hello: {
    name: 'hello',
    id: 0x01,
    direction: 'to the chip',
    about: 'Who are you? Answered by `identity`.',
    fields: [],
  },
  pin: {
    name: 'pin',
    id: 0x02,
    direction: 'to the chip',
    about:
      'Gives one pin its role and its limits. Only before the lock. Pins without a role can never be driven. Answered by `answer`.',
    fields: [
      { name: 'kind', bits: 7, unit: 'kind number', about: 'what the pin is for' },
      { name: 'index', bits: 7, unit: 'number', about: 'which one of that kind' },
      { name: 'pin', bits: 7, unit: 'pin number', about: 'as Firmata numbers it' },
      {
        name: 'flags',
        bits: 14,
        unit: 'bits',
        about:
          'how it is wired: `activeLow` closed, pressed or on at low; `pullUp` the chip pulls an input up; `heldOff` a resistor holds an output off while the chip is in reset; `brake` a motor with lines is braked at rest, else it coasts; `thermostat` a pad has one that resets itself; `activeEdge` only edges towards active are counted; `onlyEnd` the other end of the rail has no switch, and the host keeps clear of it by time',
        flags: pinFlags,
      },
      counts('low', 'analog inputs: out of limits below'),
      counts('high', 'analog inputs: out of limits above'),
      {
        name: 'deadTimeMs',
        bits: 10,
        unit: 'ms',
        about: "motors: rest between one way and the other; the longest of a motor's pins counts",
      },
      {
        name: 'pwm',
        bits: 14,
        unit: `${pwmUnitHz} Hz`,
        about: 'frequency of PWM, the same for all pins of a timer; 0: 15.7 kHz',
      },
    ],
  },
  lock: {
    name: 'lock',
    id: 0x03,
    direction: 'to the chip',
    about:
      'Ends the list of pins. From here until a reset they cannot be changed; sending the same list again does no harm. Answered by `answer`, whose detail is the rule of the floor that will forbid to arm, or 0.',
    fields: [
      { name: 'pins', bits: 7, unit: 'pins', about: 'how many were sent' },
      {
        name: 'digest',
        bits: 16,
        unit: 'CRC-16',
        about: 'over the bytes of the fields of all pin messages, in order',
      },
      {
        name: 'leaseMs',
        bits: 14,
        unit: 'ms',
        about: 'how long outputs outlive the last valid frame, 50-250',
      },
    ],
  },
  arm: {
    name: 'arm',
    id: 0x04,
    direction: 'to the chip',
    about:
      'Clears a trip and lets outputs act, all of them off to begin with. Refused while a stop is down, an analog input is out of its limits or the floor forbids it. Answered by `answer`.',
    fields: [
      {
        name: 'digest',
        bits: 16,
        unit: 'CRC-16',
        about: 'of the locked list: proves that the host knows this chair',
      },
      {
        name: 'boots',
        bits: 7,
        unit: 'starts',
        about: 'from `identity`: proves that the host knows of every restart',
      },
      { name: 'sequence', bits: 14, unit: 'number', about: 'that the next frame follows' },
    ],
  },
  frame: {
    name: 'frame',
    id: 0x05,
    direction: 'to the chip',
    about:
      'The lease. Names what every guarded output shall be; what was written through Firmata acts once a frame names the same. Answered by `status`.',
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
        about: 'what the host believes, for the record of a trip',
      },
      {
        name: 'replyAfterMs',
        bits: 7,
        unit: 'ms',
        about: 'when to send the status, so that the next tick gets it fresh',
      },
      duty(0, 'how much motor 0 gets; without PWM 0 is off and all else is on'),
      duty(1, 'the same of motor 1'),
      duty(2, 'the same of motor 2'),
      {
        name: 'levels',
        bits: guardedLevelFlags,
        unit: 'bits',
        about: 'ways of the motors, and what is switched',
        flags: levelFlags.slice(0, guardedLevelFlags),
      },
    ],
  },
  disarm: {
    name: 'disarm',
    id: 0x06,
    direction: 'to the chip',
    about: 'Everything off, now. Answered by `status`.',
    fields: [],
  },
  restart: {
    name: 'restart',
    id: 0x07,
    direction: 'to the chip',
    about:
      'Everything off, then a restart by the watchdog: the only way besides the reset pin to unlock the limits.',
    fields: [],
  },
  ask: {
    name: 'ask',
    id: 0x08,
    direction: 'to the chip',
    about: 'Answered by `status` at once. Unarmed, it keeps lamps, beeper and display alive.',
    fields: [],
  },
  identity: {
    name: 'identity',
    id: 0x09,
    direction: 'from the chip',
    about: 'Sent on `hello`. A start shows in the greeting, which is that of any Firmata board.',
    fields: [
      { name: 'protocol', bits: 7, unit: 'number', about: 'version of this table' },
      { name: 'chip', bits: 7, unit: 'number', about: '1 = ATmega2560' },
      {
        name: 'boots',
        bits: 7,
        unit: 'starts',
        about:
          'since power-on, 1-127, then again from 1. A bootloader may use the memory that keeps it: 1 each time',
      },
      {
        name: 'cause',
        bits: 5,
        unit: 'bits',
        about: 'of the last start; none behind a bootloader that clears them, as the stock one does',
        flags: ['powerOn', 'external', 'brownOut', 'watchdog', 'jtag'],
      },
      {
        name: 'faults',
        bits: 2,
        unit: 'bits',
        about: 'what the self-check found',
        flags: ['memory', 'program'],
      },
      { name: 'state', bits: 3, unit: 'guard state', about: '0 unlocked, 1 locked, 2 armed, 3 tripped' },
      { name: 'digest', bits: 16, unit: 'CRC-16', about: 'of the locked list, 0 while unlocked' },
      { name: 'image', bits: 16, unit: 'CRC-16', about: 'of the program in the flash' },
    ],
  },
  answer: {
    name: 'answer',
    id: 0x0a,
    direction: 'from the chip',
    about: 'What became of `pin`, `lock` and `arm`.',
    fields: [
      { name: 'request', bits: 7, unit: 'message id', about: 'what is answered' },
      { name: 'result', bits: 7, unit: 'result', about: 'see the results below' },
      {
        name: 'detail',
        bits: 7,
        unit: 'number',
        about: 'the pin in question, with `lock` and `floor` the rule of the floor, or 0',
      },
    ],
  },
  status: {
    name: 'status',
    id: 0x0b,
    direction: 'from the chip',
    about: 'Everything the chip knows, all of one moment.',
    fields: [
      { name: 'sequence', bits: 14, unit: 'number', about: 'of the last frame accepted' },
      { name: 'state', bits: 3, unit: 'guard state', about: '0 unlocked, 1 locked, 2 armed, 3 tripped' },
      { name: 'trip', bits: 5, unit: 'trip reason', about: 'the first since it was armed; 0 while armed' },
      {
        name: 'tripDetail',
        bits: 7,
        unit: 'pin number',
        about: 'of the input that tripped, else the session state then',
      },
      { name: 'boots', bits: 7, unit: 'starts', about: 'as in `identity`' },
      {
        name: 'refused',
        bits: 14,
        unit: 'frames',
        about: 'guard messages refused since the start, modulo 16384',
      },
      { name: 'uptimeMs', bits: 21, unit: 'ms', about: 'since the start, modulo 2^21' },
      { name: 'edges', bits: 21, unit: 'edges', about: 'of the hall sensor since the start, modulo 2^21' },
      {
        name: 'floods',
        bits: 7,
        unit: 'ms',
        about: 'in which more edges came than are counted, modulo 128',
      },
      duty(0, 'what motor 0 really gets'),
      duty(1, 'the same of motor 1'),
      duty(2, 'the same of motor 2'),
      {
        name: 'levels',
        bits: levelFlags.length,
        unit: 'bits',
        about:
          'switched outputs, read back at the pins; `bothWays`: the two outputs of a motor are on together',
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
        about: 'analog inputs with a sample below their limits since the status before; bit 0 is input 0',
      },
      { name: 'badHigh', bits: analogSlots, unit: 'bits', about: 'the same above: an open thermistor' },
      {
        name: 'badSamples',
        bits: 14,
        unit: 'samples',
        about: 'out of limits since the start, of all analog inputs together, modulo 16384',
      },
    ],
  },
} as const satisfies Record<string, Message>;

export type MessageName = keyof typeof messages;

/** A message's fields as plain numbers. */
export type Values<M extends Message> = { -readonly [F in M['fields'][number] as F['name']]: number };

/** The sequence of a frame is counted modulo 16384. */
export const sequenceMask = 2 ** 14 - 1;

/** Bytes a field takes. */
export function septets(bits: number): number {
  return Math.ceil(bits / 7);
}

/** Bytes of a whole message on the wire, F0 and F7 included. */
export function wireBytes(message: Message): number {
  return message.fields.reduce((sum, { bits }) => sum + septets(bits), 0) + 2 + septets(16) + 1;
}

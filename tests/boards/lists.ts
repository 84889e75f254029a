/** Lists of pins for the guard, of chairs that no file describes: each names only what its test is about. */
import type { PinEntry } from '../../src/board/link/limits.ts';
import { pinFlags } from '../../src/board/protocol/messages.ts';
import { type KindName, kindNumber } from '../../src/board/protocol/roles.ts';
import { chips } from '../../src/chair/chips/index.ts';

const mega = chips['mega-2560'];

/** `A3` to 57, `22` to 22. */
export function pinNumber(name: string): number {
  const pin = mega?.pins.find((each) => each.name === name);
  if (pin === undefined) throw new Error(`no pin ${name}`);
  return pin.number;
}

export interface Extras extends Partial<Pick<PinEntry, 'low' | 'high' | 'deadTimeMs' | 'pwm'>> {
  readonly flags?: readonly (typeof pinFlags)[number][];
}

export function pin(kind: KindName, index: number, name: string, extras: Extras = {}): PinEntry {
  const { flags = [], low = 0, high = 1023, deadTimeMs = 0, pwm = 0 } = extras;
  const bits = flags.reduce((sum, flag) => sum | (1 << pinFlags.indexOf(flag)), 0);
  return { kind: kindNumber[kind], index, pin: pinNumber(name), flags: bits, low, high, deadTimeMs, pwm };
}

/** Closed contacts to ground, as everywhere: high is pressed. */
export const stopKey = pin('stop', 1, '37', { flags: ['pullUp'] });
export const bottomEnd = pin('end', 0, '34', { flags: ['pullUp', 'activeLow'] });
export const topEnd = pin('end', 1, '33', { flags: ['pullUp', 'activeLow'] });
export const counts = pin('edge', 0, '2', { flags: ['pullUp'] });

/** A carriage with an output for each way and no counts: chair A of the field. */
export const eachWay = (deadTimeMs: number): PinEntry[] => [
  pin('motor-line', 0, '22', { deadTimeMs }),
  pin('motor-line', 1, '23', { deadTimeMs }),
  stopKey,
  bottomEnd,
  topEnd,
];

/** One motor with PWM and two lines: cushion C of the field. */
export const twoLines = (deadTimeMs: number, extras: Extras = {}): PinEntry[] => [
  pin('motor-pwm', 0, '6', { deadTimeMs, ...extras }),
  pin('motor-line', 0, '22'),
  pin('motor-line', 1, '23'),
  stopKey,
  bottomEnd,
  topEnd,
];

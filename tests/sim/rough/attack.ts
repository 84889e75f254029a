/** What attacks are made of: a session, somebody in a room, a host or a line that is late. */
import { nextBelow, nextBetween, type Random } from '../../../sim/random.ts';
import { nextLog } from '../../../sim/rough/streams.ts';
import type { FaultCode } from '../../../src/chair/faults.ts';

/** A kind of attack. */
export interface Attack {
  readonly name: string;
  /** The codes that fit; no other may come. Null: any may, only the bounds count. */
  readonly fits: readonly FaultCode[] | null;
  readonly chairs: readonly string[];
  /** What comes after a latched fault matters too. */
  readonly toTheEnd?: true;
  readonly draw: (random: Random, chair: string) => Variant;
}

export interface Variant {
  readonly program: string;
  readonly head?: readonly string[];
  /** Steps of a scenario, as its file has them. */
  readonly steps: readonly string[];
  /** One of the codes that fit must have come. */
  readonly due?: boolean;
}

export const pick = <T>(random: Random, list: readonly T[]): T => list[nextBelow(random, list.length)] as T;
export const whole = (value: number): number => Math.round(value);

export const all = ['lumbar-1', 'chair-a', 'chair-b', 'chair-c'] as const;
export const heated = ['lumbar-1', 'chair-b'] as const;

/** Off, homed, and started, in a room and with a person; `press: heat` so many times. */
export const session = (random: Random, presses = 0): readonly string[] => [
  'press: power',
  'expect: { state: ready, within: 95 s }',
  'press: start',
  'expect: { state: running, within: 1 s }',
  ...Array.from({ length: presses }, () => 'press: heat'),
  `wait: ${whole(nextBetween(random, 3, 12))} s`,
];
export const around = (random: Random): readonly string[] => [
  `ambient: ${whole(nextBetween(random, 10, 30))} C`,
  `person: ${whole(nextBetween(random, 40, 120))} kg`,
  `seed: ${nextBelow(random, 1000)}`,
];

/** Late in at most three tenths of the time, by 20 to 100 ms: the host, or the line. */
export function late(random: Random): string {
  const onMs = whole(nextBetween(random, 20, 100));
  const everyMs = whole(onMs / nextLog(random, 0.05, 0.3));
  return pick(random, [
    `fault: { host: { pause: ${onMs} ms, every: ${everyMs} ms } }`,
    `fault: { line: { pause: ${onMs} ms, every: ${everyMs} ms } }`,
    `fault: { host.late: 0 to 15 ms, host.pause: { on: ${onMs} ms, every: ${everyMs} ms } }`,
  ]);
}

export const lateCodes = ['E51', 'E52', 'E53', 'E57'] as const;

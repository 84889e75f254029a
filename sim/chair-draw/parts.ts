/** Building blocks of drawn chairs. */
import type { FreePins } from './pins.ts';

/** A map of a chair file. */
export type FileMap = { readonly [key: string]: unknown };

export interface Dice {
  readonly pins: FreePins;
  chance(share: number): boolean;
  /** A whole number from 0 to `count` - 1. */
  below(count: number): number;
  whole(from: number, to: number): number;
  /** A missing part: written as `none`, or left out. */
  none(): 'none' | undefined;
  output(pin: 'plain' | 'pwm'): FileMap;
  input(pin: 'plain' | 'interrupt'): FileMap;
}

/** The map without its undefined values. */
export function dropped(map: FileMap): FileMap {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

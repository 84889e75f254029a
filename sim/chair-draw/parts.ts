/** What drawn chairs are made of. */
import type { FreePins } from './pins.ts';

/** A map of a chair file. */
export type FileMap = { readonly [key: string]: unknown };

export interface Dice {
  readonly pins: FreePins;
  chance(share: number): boolean;
  /** Whole, from 0 on. */
  below(count: number): number;
  whole(from: number, to: number): number;
  /** A part that is not there: said, or left out. */
  none(): 'none' | undefined;
  output(pin: 'plain' | 'pwm'): FileMap;
  input(pin: 'plain' | 'interrupt'): FileMap;
}

/** Without the keys that are left out. */
export function dropped(map: FileMap): FileMap {
  return Object.fromEntries(Object.entries(map).filter(([, value]) => value !== undefined));
}

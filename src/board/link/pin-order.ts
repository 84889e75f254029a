/** A chip met pin by pin, without knowing what chair hangs on it: what it says, and what it is to do. */
import type { Milliseconds } from '../../chair/units.ts';
import type { PinEntry } from './limits.ts';
import type { PinBursts } from './pin-bursts.ts';

/** What the chip is locked to, and where its status has the value of each analog input. */
export interface PinList {
  readonly entries: readonly PinEntry[];
  /** As they are sent: a `pin` for each, then the `lock`. */
  readonly messages: readonly Uint8Array[];
  readonly digest: number;
  /** By place in the chair's file. */
  readonly slots: ReadonlyMap<string, number>;
}

/** What the chip says of itself, all of one moment. */
export interface PinsSeen {
  readonly nowMs: Milliseconds;
  /** What it is locked to; null while it starts. */
  readonly list: PinList | null;
  readonly armed: boolean;
  /** Why it would not arm, or has switched everything off; empty where it has not said so. */
  readonly refusal: string;
  /** By the number of the pin: 0 or 1. */
  readonly levels: Uint8Array;
  /** Converter counts, by place in the list's analog inputs. */
  readonly analog: readonly number[];
  /** How its inputs bounced; only while none of them is without a resistor. */
  readonly bursts: PinBursts;
  /** Counted by interrupt since it was locked. */
  readonly edges: number;
}

/** What the chip is to do. All of it is off unless it is armed; it is asked to arm once each time that `arm` becomes so. */
export interface PinOrder {
  list: PinList;
  arm: boolean;
  /** By motor: 0 to 1, and which way. */
  readonly duty: [number, number, number];
  readonly forwards: [boolean, boolean, boolean];
  /** The one pad of the list, its relay, and that of the motors. */
  pad: boolean;
  padRelay: boolean;
  motorRelay: boolean;
}

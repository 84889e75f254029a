/** A chip addressed pin by pin, whatever chair is wired to it: what it reports, and what it is to do. */
import type { Milliseconds } from '../../chair/units.ts';
import type { PinEntry } from './limits.ts';
import type { PinBursts } from './pin-bursts.ts';

/** What the chip is locked to, and where its status has the value of each analog input. */
export interface PinList {
  readonly entries: readonly PinEntry[];
  /** As they are sent: a `pin` for each, then the `lock`. */
  readonly messages: readonly Uint8Array[];
  readonly digest: number;
  /** Slot of each analog input, by its place in the chair file. */
  readonly slots: ReadonlyMap<string, number>;
}

/** What the chip reports, all of one moment. */
export interface PinsSeen {
  readonly nowMs: Milliseconds;
  /** What it is locked to; null while it starts. */
  readonly list: PinList | null;
  readonly armed: boolean;
  /** Why the chip refused to arm, or has switched everything off; empty where it did neither. */
  readonly refusal: string;
  /** By the number of the pin: 0 or 1. */
  readonly levels: Uint8Array;
  /** Converter counts, by place in the list's analog inputs. */
  readonly analog: readonly number[];
  /** How the inputs bounced; recorded only while every watched pin has a pull-up. */
  readonly bursts: PinBursts;
  /** Counted by interrupt since it was locked. */
  readonly edges: number;
}

/** What the chip is to do. Everything is off unless the chip is armed; it is asked to arm once each time `arm` becomes true. */
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

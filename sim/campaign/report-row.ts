/** A row of the table of reports: which codes fit a fault, and when it is due. */
import type { Chair } from '../../src/chair/chair.ts';
import type { FaultSet } from '../../src/chair/fault-set.ts';
import type { FaultCode } from '../../src/chair/faults.ts';
import type { Power } from '../../src/chair/outputs.ts';
import type { Plant } from '../plant/plant.ts';
import type { FaultOrder } from '../scenario/scenario.ts';
import type { OneWayTurns } from './one-way-turns.ts';

/** What the conditions of a row read. */
export interface Look {
  chair: Chair;
  plant: Plant;
  /** What the pins give, and what the host ordered. */
  pins: Readonly<Power>;
  orders: Readonly<Power>;
  report: Report;
}

export interface Row {
  /** Codes that fit; with none, the fault need not be reported. */
  readonly codes: readonly FaultCode[];
  /** It is in no part of the chair, so that no code may accuse one, however late. */
  readonly accusesNone?: boolean;
  /** The fault matters in this tick; left out if it never has to be reported. */
  readonly matters?: (look: Look) => boolean;
  /** Codes that fit only after `when` has been true. */
  readonly once?: { readonly codes: FaultSet; readonly when: (plant: Plant) => boolean };
  /** Due once it has mattered for this long, continuously or (`sum`) in sum. */
  readonly withinMs?: number;
  readonly sum?: boolean;
  /** It matters even while the host reads no good frames. */
  readonly anyLink?: boolean;
  /** A second, shorter bound for when it matters more; summed up. */
  readonly urgent?: { readonly matters: (look: Look) => boolean; readonly withinMs: number };
}

export interface Report {
  readonly name: FaultOrder['name'];
  readonly row: Row;
  /** The codes that fit, by now. */
  fitting: FaultSet;
  /** The world makes reports late: the bounds are longer, and codes of that world fit too. */
  readonly late: boolean;
  /** The fault is present. */
  active: boolean;
  told: boolean;
  matteredMs: number;
  urgentMs: number;
  /** Share of the last seconds in which each pad drew power. */
  readonly padDuties: number[];
  detail: string;
  /** Made in the first tick, so that later ticks allocate nothing. */
  look: Look | null;
  /** Turns that the arms have made one way since the fault; and during how many of them late values may hide a cam. */
  readonly oneWay: OneWayTurns;
  readonly hiddenTurns: number;
}

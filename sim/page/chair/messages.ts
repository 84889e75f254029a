/** Messages between the control loop and the thread that serves its page. Plain data only; both sides are bounded. */
import type { Chair } from '../../../src/chair/chair.ts';
import type { PageTrigger } from '../../../src/control/session/triggers.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import type { FaultMark, History } from '../protocol.ts';
import type { RealState } from '../real-protocol.ts';
import { channelCount, codeCount } from '../server/recording.ts';

/** The thread's initial data. */
export interface PageSetup {
  readonly chair: Chair;
  /** The built page. */
  readonly folder: string;
  readonly host: string;
  readonly port: number;
  /** Null: no token is needed. */
  readonly token: string | null;
  readonly plans: readonly Plan[];
}

/** Numbers in the row of one tick, as in the recording: its channels, then its codes. */
export const rowNumbers = channelCount + codeCount;

/** The present state that the rows do not contain. */
export interface Live {
  readonly activeFaults: readonly FaultMark[];
  readonly measures: readonly number[];
  readonly zeroMs: number;
}

export type ToThread =
  /** Ticks from `first` on, one row each. */
  | { t: 'ticks'; first: number; rows: Float64Array; live: Live }
  | { t: 'plans'; plans: readonly Plan[] }
  | { t: 'history'; history: History }
  | { t: 'real'; real: Partial<RealState> };

export type FromThread =
  | { t: 'open'; port: number; hosts: readonly string[] }
  | { t: 'failed'; code: string; why: string }
  /** The thread has taken one message, so another may be sent. */
  | { t: 'taken' }
  | { t: 'order'; order: PageTrigger };

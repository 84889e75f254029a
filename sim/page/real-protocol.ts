/** What a real chair's page and its server say to each other besides what every chair's do; see `protocol.ts`. */
import type { PageTrigger } from '../../src/control/session/triggers.ts';
import type { PendingState } from '../../src/machine/page-orders.ts';

/** What a real chair's page orders; the machine decides (`src/machine/page-orders.ts`). */
export interface OrderCommand {
  c: 'order';
  order: PageTrigger;
}

/** A self-test's figures, as a technician sees them. */
interface SelfTestView {
  readonly running: boolean;
  readonly passed: boolean | null;
  readonly stopped: string;
  readonly rows: readonly {
    readonly name: string;
    readonly value: number;
    readonly unit: string;
    readonly low: number;
    readonly high: number;
    readonly pass: boolean;
    readonly notRun: string;
  }[];
}

/** What a real chair has beside what every chair's page shows. */
export interface RealState {
  /** What waits for start on the remote, for how long still, and how the last one ended. */
  readonly pending: PageTrigger | 'none';
  readonly pendingState: PendingState;
  readonly pendingLeftS: number;
  /** The chair at a glance, as a technician sees it. */
  readonly status: Readonly<Record<string, string | number | boolean | null>>;
  /** Lines of the logs, JSON, the newest first. */
  readonly faults: readonly string[];
  readonly sessions: readonly string[];
  /** The running or last self-test of this boot. */
  readonly selfTest: SelfTestView | null;
}

/** The additional messages between a real chair's page and its server; see `protocol.ts` for the common ones. */
import type { PageTrigger } from '../../src/control/session/triggers.ts';
import type { PendingState } from '../../src/machine/page-orders.ts';
import type { SelfTestReport } from '../../src/service/self-test-report.ts';

/** An order from a real chair's page; the machine decides on it (`src/machine/page-orders.ts`). */
export interface OrderCommand {
  c: 'order';
  order: PageTrigger;
}

/** The state that only a real chair's page shows. */
export interface RealState {
  /** The order that waits for start on the remote, how the last one ended, and the time left. */
  readonly pending: PageTrigger | 'none';
  readonly pendingState: PendingState;
  readonly pendingLeftS: number;
  /** The chair's status, as a technician sees it. */
  readonly status: Readonly<Record<string, string | number | boolean | null>>;
  /** Lines of the logs as JSON, the newest first. */
  readonly faults: readonly string[];
  readonly sessions: readonly string[];
  /** The running or last self-test of this boot. */
  readonly selfTest: SelfTestReport | null;
}

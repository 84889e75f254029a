/**
 * Keeps the technician's port open for as long as the chair runs: a device that is not there yet is waited for, one
 * that was pulled or failed is closed and opened again, a port that somebody else holds is tried again. The chair
 * massages meanwhile. Each trouble is said once, until the port has been open for a while.
 */
import type { Served } from './listen.ts';
import { systemTimer, type Timer } from './timer.ts';

/** The first wait after something went wrong; each further one is twice as long, up to the longest. */
const waitMsFirst = 250;
export const waitMsMax = 2000;
/** Open for this long, it counts as whole again; longer than a device that is gone takes to be found out. */
export const settledMs = 3000;

interface KeeperOptions {
  /** Rejects with what a person should read. */
  readonly open: () => Promise<Served>;
  readonly say: (level: 'info' | 'warn', text: string) => void;
  readonly timer?: Timer;
}

export interface Keeper {
  /** Closes the port and opens it no more. */
  close(): Promise<void>;
}

export function keepServicePort({ open, say, timer = systemTimer }: KeeperOptions): Keeper {
  const said = new Set<string>();
  let waitMs = waitMsFirst;
  let closed = false;
  /** Ends what is being waited for. */
  let wake = () => {};

  function sayOnce(level: 'info' | 'warn', text: string): void {
    if (closed || said.has(text)) return;
    said.add(text);
    say(level, text);
  }

  async function serveOnce(): Promise<void> {
    let served: Served;
    try {
      served = await open();
    } catch (error) {
      sayOnce('warn', `no service port yet: ${(error as Error).message}`);
      return;
    }
    sayOnce('info', `service port at ${served.name}`);
    const cancel = timer(settledMs, () => {
      said.clear();
      waitMs = waitMsFirst;
    });
    const why = await new Promise<string>((resolve) => {
      wake = () => resolve('it was closed');
      if (closed) wake();
      void served.ended.then(resolve);
    });
    cancel();
    await served.close();
    sayOnce('warn', `service port ${served.name} lost: ${why}`);
  }

  async function pause(): Promise<void> {
    let cancel = () => {};
    await new Promise<void>((resolve) => {
      wake = resolve;
      cancel = timer(waitMs, resolve);
    });
    cancel();
    waitMs = Math.min(waitMs * 2, waitMsMax);
  }

  async function keep(): Promise<void> {
    while (!closed) {
      await serveOnce();
      if (!closed) await pause();
    }
  }

  const kept = keep();
  return {
    close() {
      closed = true;
      wake();
      return kept;
    },
  };
}

/**
 * Keeps the technician's port open as long as the chair runs: waits for a device that is not there yet, closes and
 * reopens one that was pulled or has failed, and tries a port in use again. The chair massages meanwhile. Each trouble
 * is reported once, until the port has been open for a while.
 */
import type { Served } from './listen.ts';
import { systemTimer, type Timer } from './timer.ts';

/** Waits after a failure: the first, doubled each time up to the longest. */
const waitMsFirst = 250;
export const waitMsMax = 2000;
/** A port that has been open for this long counts as whole again; a device that is gone is found out sooner. */
export const settledMs = 3000;

interface KeeperOptions {
  /** Rejects with a message for a person. */
  readonly open: () => Promise<Served>;
  readonly say: (level: 'info' | 'warn', text: string) => void;
  readonly timer?: Timer;
}

export interface Keeper {
  /** Closes the port for good. */
  close(): Promise<void>;
}

export function keepServicePort({ open, say, timer = systemTimer }: KeeperOptions): Keeper {
  const said = new Set<string>();
  let waitMs = waitMsFirst;
  let closed = false;
  /** Ends the current wait. */
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

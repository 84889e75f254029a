/** What of a chair's events is kept: settings and memories, the logs of sessions and faults, consents. */
import { type FaultCode, faultIndex } from '../chair/faults.ts';
import type { ChairEvent } from '../control/events.ts';
import type { Control } from '../control/tick.ts';
import { confirmed, type Service } from '../service/service.ts';
import type { AsyncStore } from '../store/async-store.ts';
import type { LogRecord } from '../store/keep.ts';

export interface Keeping {
  readonly store: AsyncStore;
  readonly service: Service;
  /** Asked anew each time: a simulated chair may be given another. */
  control(): Control;
  /** The wall clock, ms since 1970, or null where the chair has none. */
  wallClockMs(): number | null;
}

/** Returns at once. The store refuses and reports what it cannot write; the massage goes on. */
export function keepEvent(keeping: Keeping, event: ChairEvent): void {
  const { store, service } = keeping;
  switch (event.kind) {
    case 'memory':
    case 'lock':
    case 'session-start':
      saveSettings(store, keeping.control());
      return;
    case 'session-end':
      void store.appendLog('sessions', { ...event.record, ...wallClock(keeping) });
      return;
    case 'fault':
      void store.appendLog('faults', faultRecord(keeping, event.code, event.atMs));
      return;
    case 'confirm':
      void confirmed(service);
      return;
    case 'state':
    case 'keys':
      return;
  }
}

function saveSettings(store: AsyncStore, { session, programs }: Control): void {
  void store.saveSettings({
    ...store.settings(),
    locked: session.locked,
    program: programs[session.program]?.program ?? '',
    memories: session.memories,
  });
}

function wallClock(keeping: Keeping): { wall?: string } {
  const ms = keeping.wallClockMs();
  return ms === null ? {} : { wall: new Date(ms).toISOString() };
}

function faultRecord(keeping: Keeping, code: FaultCode, atMs: number): LogRecord {
  const { session, guard } = keeping.control();
  const value = guard.ledger.values[faultIndex(code)] ?? 0;
  return {
    boot: session.boot,
    atMs,
    code,
    value: Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null,
    session: session.sessionNumber,
    ...wallClock(keeping),
  };
}

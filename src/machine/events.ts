/** What is kept of a chair's events: settings and memories, and the logs of sessions and faults. */
import { at } from '../chair/assert.ts';
import { faultIndex } from '../chair/faults.ts';
import type { ChairEvent } from '../control/events.ts';
import { blockingFaults, type Control } from '../control/tick.ts';
import type { Settings } from '../store/documents.ts';
import type { Keep, LogRecord } from '../store/keep.ts';
import { wayText } from './blocked-way.ts';

/** The log record of an event, or null. `wallMs` is the wall clock, or null where the chair has none. */
export function logOf(event: ChairEvent, control: Control, wallMs: number | null): Keep | null {
  if (event.kind === 'session-end') {
    return { what: 'log', log: 'sessions', record: { ...event.record, ...wallClock(wallMs) } };
  }
  if (event.kind !== 'fault') return null;
  return { what: 'log', log: 'faults', record: faultRecord(control, event, wallMs) };
}

/** Whether an event changes the settings that the chair keeps. */
export function changesSettings({ kind }: ChairEvent): boolean {
  return kind === 'memory' || kind === 'lock' || kind === 'session-start';
}

/** A copy, since settings that wait for the disk must not change meanwhile. */
export function settingsOf({ session, programs }: Control, before: Settings): Settings {
  return {
    ...before,
    locked: session.locked,
    program: programs[session.program]?.program ?? '',
    memories: structuredClone(session.memories),
  };
}

export function wallClock(wallMs: number | null): { wall?: string } {
  return wallMs === null ? {} : { wall: new Date(wallMs).toISOString() };
}

function faultRecord(
  { session, guard }: Control,
  { code, atMs, part }: Extract<ChairEvent, { kind: 'fault' }>,
  wallMs: number | null,
): LogRecord {
  const value = at(guard.register.values, faultIndex(code), 'fault');
  return {
    boot: session.boot,
    atMs,
    code,
    part,
    value: Number.isFinite(value) ? Math.round(value * 1000) / 1000 : null,
    session: session.sessionNumber,
    ...(blockingFaults.some((each) => each === code)
      ? { way: wayText(guard.counts.carriage.direction) }
      : {}),
    ...wallClock(wallMs),
  };
}

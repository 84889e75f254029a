/**
 * What happened, for the logs and for observers. The control code writes an event when something happens; the rim
 * takes the events out after the tick. The buffer is bounded: if nobody empties it, the oldest events are dropped and
 * counted. The control code never reads an event.
 */
import type { FaultCode } from '../chair/faults.ts';
import type { SessionState } from '../chair/names.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { SessionRecord } from './session/history.ts';
import type { Memory } from './session/memory.ts';
import type { Trigger } from './session/triggers.ts';

/** Times are chair time. */
export type ChairEvent =
  /** `by`: the trigger. */
  | { kind: 'state'; atMs: Milliseconds; from: SessionState; to: SessionState; by: Trigger }
  | { kind: 'session-start'; atMs: Milliseconds; number: number; program: string }
  /** The record is also the newest of `session.history`. */
  | { kind: 'session-end'; atMs: Milliseconds; record: SessionRecord }
  /** `part`: name of the faulty part, for people; empty where no part in particular is at fault. */
  | { kind: 'fault'; atMs: Milliseconds; code: FaultCode; part: string }
  /** To be kept over power-off. */
  | { kind: 'memory'; atMs: Milliseconds; memory: Memory }
  | { kind: 'lock'; atMs: Milliseconds; locked: boolean }
  /** A person at the chair has confirmed a request from the service port. */
  | { kind: 'confirm'; atMs: Milliseconds }
  /** A key is stuck or pressed with its opposite (true), or works again (false); masks as in `keyBit`. */
  | { kind: 'keys'; atMs: Milliseconds; faulty: boolean; keys: number };

/** The busiest tick writes three events; a buffer of this size bridges a rim that is some seconds late. */
const eventsMax = 64;

export interface Events {
  list: ChairEvent[];
  dropped: number;
}

export function createEvents(): Events {
  return { list: [], dropped: 0 };
}

export function addEvent(events: Events, event: ChairEvent): void {
  if (events.list.length >= eventsMax) {
    events.list.shift();
    events.dropped++;
  }
  events.list.push(event);
}

/** Empties the buffer: events since the last call, oldest first. For the rim, between ticks. */
export function takeEvents(events: Events): ChairEvent[] {
  return events.list.splice(0);
}

/**
 * What happened, for the logs and for whoever watches: the control room writes an event when something
 * happens, the rim takes the events out after the tick. The buffer is bounded; when nobody takes them
 * the oldest are dropped and counted. Nothing in the control room ever reads an event.
 */
import type { FaultCode } from '../chair/faults.ts';
import type { SessionState } from '../chair/names.ts';
import type { Milliseconds } from '../chair/units.ts';
import type { SessionRecord } from './session/history.ts';
import type { Memory } from './session/memory.ts';
import type { Trigger } from './session/triggers.ts';

/** Times are chair time. */
export type ChairEvent =
  /** `by`: why. */
  | { kind: 'state'; atMs: Milliseconds; from: SessionState; to: SessionState; by: Trigger }
  | { kind: 'session-start'; atMs: Milliseconds; number: number; program: string }
  /** The record is also the newest of `session.history`. */
  | { kind: 'session-end'; atMs: Milliseconds; record: SessionRecord }
  /** `part`: which one, for people; empty where it is no part in particular. */
  | { kind: 'fault'; atMs: Milliseconds; code: FaultCode; part: string }
  /** To be kept over power-off. */
  | { kind: 'memory'; atMs: Milliseconds; memory: Memory }
  | { kind: 'lock'; atMs: Milliseconds; locked: boolean }
  /** A person at the chair has confirmed what the service port asked for. */
  | { kind: 'confirm'; atMs: Milliseconds }
  /** A key is stuck or pressed with its opposite (true), or works again (false); masks as in `keyBit`. */
  | { kind: 'keys'; atMs: Milliseconds; faulty: boolean; keys: number };

/** The busiest tick writes three events; this many outlast a rim that is late by some seconds. */
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

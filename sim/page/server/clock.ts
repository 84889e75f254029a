/**
 * How fast chair time passes: paused, at a multiple of wall time, or as fast as possible; and where it stops by itself.
 * Deadlines are absolute, so that a late turn is caught up. Wall time is passed in as an argument.
 */

import { without } from '../../../src/chair/fault-set.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import type { Speed } from '../protocol.ts';
import { nowOf, stepWorkspace, type Workspace } from './workspace.ts';

/** Longest work in one turn, so that keys and pages are served in between. */
const turnMs = 8;
/** A delay beyond this is not caught up: the computer is too slow for the requested speed. */
const behindMostMs = 200;
/** At full speed, a chair that has been idle for this long continues in real time. */
const restMs = 10_000;

interface Until {
  readonly what: 'step' | 'fault' | 'time';
  readonly atMs: number;
  readonly step: number;
  readonly faults: number;
}

export interface Clock {
  running: boolean;
  speed: Speed;
  until: Until | null;
  anchorWallMs: number;
  anchorChairMs: number;
  /** Chair time per wall time, over about the last second. */
  pace: number;
  paceWallMs: number;
  paceChairMs: number;
  restSinceMs: number;
  /** Keys that a person holds, one bit per key; while any is held, chair time is no faster than real time. */
  heldKeys: number;
}

export function createClock(speed: Speed, wallMs: number): Clock {
  return {
    running: true,
    speed,
    until: null,
    anchorWallMs: wallMs,
    anchorChairMs: 0,
    pace: 0,
    paceWallMs: wallMs,
    paceChairMs: 0,
    restSinceMs: 0,
    heldKeys: 0,
  };
}

/** Must be called after anything that changes the pace. */
export function anchor(clock: Clock, workspace: Workspace, wallMs: number): void {
  clock.anchorWallMs = wallMs;
  clock.anchorChairMs = nowOf(workspace);
  clock.restSinceMs = nowOf(workspace);
}

export function untilOf(workspace: Workspace, what: Until['what'], atMs: number): Until {
  const { control } = workspace.simulation;
  return { what, atMs, step: control.sequencer.step, faults: control.guard.register.faults };
}

/** Sets the held keys. Deadlines stay as they are unless the speed changes, so that the next tick reads the key. */
export function setHeldKeys(clock: Clock, workspace: Workspace, heldKeys: number, wallMs: number): void {
  const before = speedNow(clock);
  clock.heldKeys = heldKeys;
  if (speedNow(clock) !== before) anchor(clock, workspace, wallMs);
}

function speedNow({ speed, until, heldKeys }: Clock): Speed {
  const wanted = until === null ? speed : 'max';
  return heldKeys !== 0 && (wanted === 'max' || wanted > 1) ? 1 : wanted;
}

/** Lets the due chair time pass; true if any passed. Wall time is read through `wall`. */
export function turn(clock: Clock, workspace: Workspace, wall: () => number): boolean {
  if (!clock.running) return false;
  const startMs = wall();
  const speed = speedNow(clock);
  const free = speed === 'max';
  const dueMs = free
    ? Number.POSITIVE_INFINITY
    : clock.anchorChairMs + (startMs - clock.anchorWallMs) * speed;
  const look = workspace.setup.board === 'model' ? 32 : 2;
  const fromMs = nowOf(workspace);
  for (let ticks = 1; nowOf(workspace) + tickMs <= dueMs; ticks++) {
    stepWorkspace(workspace);
    if (clock.until !== null && reached(clock.until, workspace)) {
      clock.until = null;
      clock.running = false;
      break;
    }
    if (ticks % look === 0 && wall() - startMs > turnMs) break;
  }
  const endMs = wall();
  if (!free && dueMs - nowOf(workspace) > behindMostMs * speed) anchor(clock, workspace, endMs);
  if (clock.speed === 'max' && clock.until === null) slowDownAtRest(clock, workspace, endMs);
  measurePace(clock, workspace, endMs);
  return nowOf(workspace) !== fromMs;
}

function reached(until: Until, workspace: Workspace): boolean {
  const { control, nowMs } = workspace.simulation;
  switch (until.what) {
    case 'time':
      return nowMs >= until.atMs;
    case 'step':
      return control.sequencer.step !== until.step || isIdle(workspace);
    case 'fault':
      return without(control.guard.register.faults, until.faults) !== 0 || isIdle(workspace);
  }
}

/** Nothing happens and nothing is scheduled, so there is no step or fault to wait for. */
function isIdle(workspace: Workspace): boolean {
  const { state } = workspace.simulation.control.session;
  const resting = state === 'off' || state === 'ready' || state === 'fault';
  return (
    resting && workspace.autoStart === 'idle' && workspace.heldKeys === 0 && workspace.scheduled.length === 0
  );
}

function slowDownAtRest(clock: Clock, workspace: Workspace, wallMs: number): void {
  if (!isIdle(workspace)) {
    clock.restSinceMs = nowOf(workspace);
  } else if (nowOf(workspace) - clock.restSinceMs > restMs) {
    clock.speed = 1;
    anchor(clock, workspace, wallMs);
  }
}

function measurePace(clock: Clock, workspace: Workspace, wallMs: number): void {
  const spanMs = wallMs - clock.paceWallMs;
  if (spanMs < 500) return;
  clock.pace = (nowOf(workspace) - clock.paceChairMs) / spanMs;
  clock.paceWallMs = wallMs;
  clock.paceChairMs = nowOf(workspace);
}

/** Wall time until the next tick is due; 0 at full speed. */
export function sleepMs(clock: Clock, workspace: Workspace, wallMs: number): number {
  const speed = speedNow(clock);
  if (speed === 'max') return 0;
  const nextMs = clock.anchorWallMs + (nowOf(workspace) + tickMs - clock.anchorChairMs) / speed;
  // At many times real time, one turn every few ms is smooth enough and leaves time for other work.
  return Math.min(250, Math.max(4, nextMs - wallMs));
}

/** The edges of the carriage's hall sensor in a rough world: late, doubled, from a trembling magnet, or stray. */
import type { Sensors } from '../../src/chair/sensors.ts';
import type { Plant } from '../plant/state.ts';
import { nextBetween, nextShare } from '../random.ts';
import { note, rimShare, strayEveryMs, type World } from './world.ts';

export function roughEdges(world: World, plant: Plant, sensors: Sensors): void {
  const { edges } = world;
  const { nowMs } = plant;
  // The chip has restarted and counts from zero.
  if (sensors.carriageEdges < edges.passed) {
    edges.passed = 0;
    edges.extra = 0;
    edges.pending = 0;
    edges.shown = 0;
  }
  const passed = sensors.carriageEdges - edges.passed;
  edges.passed = sensors.carriageEdges;
  doubleEdges(world, passed, nowMs);
  strayEdges(world, plant);
  const emitted = Math.min(edges.pending, plant.stepMs);
  edges.pending -= emitted;
  edges.extra += emitted;
  edges.atMs = nowMs;
  const late = lateEdge(world, plant, passed);
  edges.shown = Math.max(edges.shown, edges.passed - late + edges.extra);
  sensors.carriageEdges = edges.shown;
}

/** Distance of the carriage from the nearest edge, as a share of the pitch; `rimAt`: how far edges lie from whole pitches. */
function fromEdge({ carriage }: Plant, rimAt = 0): number {
  const place = carriage.position * carriage.edgesPerUnit - rimAt;
  return Math.abs(place - Math.round(place));
}

/** How far the carriage has gone since the last edge, as a share of the pitch. */
function sinceEdge({ position, speed, edgesPerUnit }: Plant['carriage']): number {
  const place = position * edgesPerUnit;
  return speed > 0 ? place - Math.floor(place) : Math.ceil(place) - place;
}

/** 1 while the last edge that passed is not shown yet. */
function lateEdge({ hallJitter: jitter }: World, plant: Plant, passed: number): number {
  if (jitter === null || plant.carriage.speed === 0) return 0;
  if (passed > 0) {
    jitter.by = nextBetween(jitter.random, 0, jitter.most);
    jitter.cell = 1;
  }
  if (jitter.cell !== 1 || sinceEdge(plant.carriage) / plant.carriage.edgesPerUnit >= jitter.by) {
    jitter.cell = 0;
    return 0;
  }
  note(jitter, plant.nowMs);
  return 1;
}

function doubleEdges({ doubleEdges: doubled, edges }: World, passed: number, nowMs: number): void {
  if (doubled === null) return;
  for (let edge = 0; edge < passed; edge++) {
    if (doubled.before-- > 0) continue;
    // The number of edges before the next doubled one: geometrically distributed.
    doubled.before = Math.floor(Math.log(1 - nextShare(doubled.random)) / Math.log(1 - doubled.share));
    edges.pending += 2;
    note(doubled, nowMs);
  }
}

function strayEdges({ strayEdges: stray, tremble, edges }: World, plant: Plant): void {
  const { nowMs, carriage, kneader } = plant;
  const moving = carriage.speed !== 0;
  const sinceMs = nowMs - edges.atMs;
  if (stray !== null && !moving) {
    stray.restMs += sinceMs;
    if (stray.restMs >= stray.nextMs) {
      stray.nextMs += strayEveryMs * nextBetween(stray.random, 1, 2);
      edges.pending++;
      note(stray, nowMs);
    }
  }
  if (tremble !== null && !moving && edges.moving && ++tremble.rests === tremble.rest) {
    const place = carriage.position * carriage.edgesPerUnit;
    tremble.rimAt = place - Math.round(place) + nextBetween(tremble.random, -rimShare, rimShare);
  }
  if (tremble !== null && !moving && fromEdge(plant, tremble.rimAt) < rimShare) {
    // The magnet trembles for a while after the carriage has stopped, and while the arms turn.
    if (edges.moving) tremble.untilMs = nowMs + tremble.forMs;
    // A motor that pulls has taken up the play in which the magnet could tremble.
    const loose = Math.abs(carriage.currentA) < carriage.frictionA;
    const trembles = loose && (nowMs < tremble.untilMs || kneader.speed !== 0);
    if (trembles && nextShare(tremble.random) < (tremble.perS * sinceMs) / 1000) {
      edges.pending++;
      note(tremble, nowMs);
    }
  }
  edges.moving = moving;
}

/** The line of the board without a line: statuses and outputs that wait in whole ticks. */
import type { WithPads } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import { createOutputs, type Outputs } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import type { LineTrouble } from './line.ts';

/** The longest lag there is, in ticks, and the one that is on its way. */
const waitingMost = 1000 / tickMs + 1;

/** What is on its way, oldest first in a ring. */
interface Waiting<T> {
  readonly ring: T[];
  next: number;
  count: number;
}

type OrderOnItsWay = Outputs & { givenMs: number };

export interface ModelLine {
  readonly chair: WithPads;
  readonly statuses: Waiting<Sensors>;
  readonly outputs: Waiting<OrderOnItsWay>;
}

export function createModelLine(chair: WithPads): ModelLine {
  return {
    chair,
    statuses: { ring: [], next: 0, count: 0 },
    outputs: { ring: [], next: 0, count: 0 },
  };
}

/** A burst comes in the tick that ends now, or nothing is in bursts; nothing comes while the line is held. */
export function lineDelivers({ held, burstMs }: LineTrouble, nowMs: number): boolean {
  if (held) return false;
  return burstMs === 0 || Math.floor(nowMs / burstMs) !== Math.floor((nowMs - tickMs) / burstMs);
}

/** How long from now until the next burst; 0 where nothing waits for one. */
export function burstInMs({ burstMs }: LineTrouble, nowMs: number): number {
  return burstMs === 0 ? 0 : (burstMs - (nowMs % burstMs)) % burstMs;
}

/** The same values, all the way down; what is read elsewhere is not shared. */
function copyInto(to: object, from: object): void {
  const target = to as Record<string, unknown>;
  for (const [key, value] of Object.entries(from)) {
    const own = target[key];
    if (typeof value === 'object' && value !== null && typeof own === 'object' && own !== null) {
      copyInto(own, value);
    } else target[key] = value;
  }
}

/** Puts this one on its way, to be filled; null or what arrives now, put on its way `lagMs` ago. */
function pass<T>(waiting: Waiting<T>, create: () => T, lagMs: number, fill: (item: T) => void): T | null {
  const { ring } = waiting;
  const index = waiting.next % waitingMost;
  const item = ring[index] ?? create();
  ring[index] = item;
  fill(item);
  waiting.next++;
  const lag = Math.round(lagMs / tickMs);
  waiting.count = Math.min(waiting.count + 1, lag + 1);
  return waiting.count > lag ? (ring[(waiting.next - 1 - lag) % waitingMost] ?? null) : null;
}

/** Fills the snapshot with the status of before; false while none has come yet. */
export function passStatus(
  line: ModelLine,
  trouble: LineTrouble,
  sensors: Sensors,
  fill: (sensors: Sensors) => void,
): boolean {
  trouble.changed['line.lag']++;
  const arrived = pass(line.statuses, () => createSensors(line.chair), trouble.lagMs, fill);
  if (arrived === null) return false;
  copyInto(sensors, arrived);
  return true;
}

/** The outputs of before; null while none have come yet. */
export function passOutputs(
  line: ModelLine,
  trouble: LineTrouble,
  outputs: Outputs,
  givenMs: number,
): OrderOnItsWay | null {
  const create = () => ({ ...createOutputs(line.chair), givenMs: 0 });
  return pass(line.outputs, create, trouble.lagMs, (item) => {
    copyInto(item, outputs);
    item.givenMs = givenMs;
  });
}

/** Nothing is on its way any more. */
export function emptyLine({ statuses, outputs }: ModelLine): void {
  statuses.count = 0;
  outputs.count = 0;
}

/** The line of the model board: messages in transit in each direction, and when they arrive. */
import { createOutputs, type Outputs } from '../../src/chair/outputs.ts';
import { createSensors, type SensedChair, type Sensors } from '../../src/chair/sensors.ts';
import { copyInto } from '../copy-into.ts';
import type { LineTrouble } from './line.ts';

interface OnItsWay<T> {
  readonly item: T;
  readonly sentMs: number;
  arrivesMs: number;
}

export interface ModelLine {
  readonly chair: SensedChair;
  /** Oldest first. */
  readonly statuses: OnItsWay<Sensors>[];
  readonly outputs: OnItsWay<Outputs>[];
  /** The host has opened the line and received its first values, before its control loop began. */
  open: boolean;
  /** The chip has received a frame; before that it answers the questions of the handshake. */
  heard: boolean;
  /** When the host's values were taken, by the chip's clock; and as the host dates them, no later than they came. */
  takenMs: number;
  datedMs: number;
  /** When the host's values came. */
  arrivedMs: number;
}

export function createModelLine(chair: SensedChair): ModelLine {
  return {
    chair,
    statuses: [],
    outputs: [],
    open: false,
    heard: false,
    takenMs: Number.NaN,
    datedMs: 0,
    arrivedMs: 0,
  };
}

/** The host is gone, with all messages in transit to it; `chipToo`: the chip lost power, with the messages to it. */
export function closeLine(line: ModelLine, chipToo: boolean): void {
  line.statuses.length = 0;
  line.open = false;
  line.takenMs = Number.NaN;
  if (!chipToo) return;
  line.outputs.length = 0;
  line.heard = false;
}

/** Whether messages do not arrive at once. */
export const delays = ({ lagMs, burstMs, held }: LineTrouble): boolean => lagMs > 0 || burstMs > 0 || held;

export const isEmpty = ({ statuses, outputs }: ModelLine): boolean =>
  statuses.length === 0 && outputs.length === 0;

function send<T>(
  way: OnItsWay<T>[],
  { lagMs, burstMs, changed }: LineTrouble,
  sentMs: number,
  leavesMs: number,
  item: T,
): void {
  const lateMs = leavesMs + lagMs;
  const arrivesMs = burstMs === 0 ? lateMs : Math.ceil(lateMs / burstMs - 1e-9) * burstMs;
  if (lagMs > 0) changed['line.lag']++;
  if (arrivesMs > lateMs) changed['line.burst']++;
  way.push({ item, sentMs, arrivesMs });
}

/** Called each tick in which the line is held: no message arrives before `untilMs`, the end of the tick. */
export function holdBack({ statuses, outputs }: ModelLine, untilMs: number): void {
  for (const way of [statuses, outputs])
    for (const message of way) message.arrivesMs = Math.max(message.arrivesMs, untilMs);
}

/** Takes what has arrived before `beforeMs`, oldest first. */
function receive<T>(
  way: OnItsWay<T>[],
  { held, changed }: LineTrouble,
  beforeMs: number,
): readonly OnItsWay<T>[] {
  if (held) {
    changed['line.pause']++;
    return [];
  }
  let came = 0;
  while (came < way.length && (way[came] as OnItsWay<T>).arrivesMs < beforeMs) came++;
  return way.splice(0, came);
}

/** Sends the present status, which leaves at `leavesMs`. */
export function sendStatus(
  { chair, statuses }: ModelLine,
  trouble: LineTrouble,
  nowMs: number,
  leavesMs: number,
  fill: (sensors: Sensors) => void,
): void {
  const item = createSensors(chair);
  fill(item);
  send(statuses, trouble, nowMs, leavesMs, item);
}

/** Fills the snapshot with the newest status that has come; false if none has. */
export function receiveStatus(
  line: ModelLine,
  trouble: LineTrouble,
  nowMs: number,
  sensors: Sensors,
): boolean {
  const arrived = receive(line.statuses, trouble, nowMs + 1e-6);
  const came = arrived.at(-1);
  if (came === undefined) return false;
  copyInto(sensors, came.item);
  // As in the link: a key counts as down if it was down in any of them.
  for (const { item } of arrived) sensors.keys |= item.keys;
  // As the link dates them: by the chip's clock, from the quickest message so far.
  const { takenMs } = line;
  const datedMs = Number.isNaN(takenMs) ? came.arrivesMs : line.datedMs + 1.005 * (came.sentMs - takenMs);
  line.arrivedMs = came.arrivesMs;
  line.datedMs = Math.min(came.arrivesMs, datedMs);
  line.takenMs = came.sentMs;
  return true;
}

export function sendOutputs(
  { chair, outputs }: ModelLine,
  trouble: LineTrouble,
  nowMs: number,
  given: object,
): void {
  const item = createOutputs(chair);
  copyInto(item, given);
  send(outputs, trouble, nowMs, nowMs, item);
}

/** The newest outputs that reach the chip before `beforeMs`, or null. */
export function receiveOutputs(
  { outputs }: ModelLine,
  trouble: LineTrouble,
  beforeMs: number,
): OnItsWay<Outputs> | null {
  return receive(outputs, trouble, beforeMs).at(-1) ?? null;
}

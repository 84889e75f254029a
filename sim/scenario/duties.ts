/**
 * The share of the last second in which each pad drew current: pads are switched for whole ticks, so one tick says
 * little. Behind an open relay no pad can, and the share is 0 at once.
 */
import { at } from '../../src/chair/assert.ts';
import type { WithPads } from '../../src/chair/chair.ts';
import { tickMs } from '../../src/chair/limits.ts';
import type { ChairBoard } from '../boards/board.ts';
import { padRelayCloses } from '../plant/plant.ts';

const windowTicks = 1000 / tickMs;

interface PadDuty {
  /** Share of the last second, 0..1. */
  share: number;
  onTicks: number;
  readonly ring: Uint8Array;
}

export interface DutyWatch {
  /** In the order of the chair's pads. */
  readonly pads: readonly PadDuty[];
  at: number;
}

const createPadDuty = (): PadDuty => ({ share: 0, onTicks: 0, ring: new Uint8Array(windowTicks) });

export function createDutyWatch({ pads }: WithPads): DutyWatch {
  return { pads: pads.map(createPadDuty), at: 0 };
}

/** Called once a tick, after the plant has moved on. */
export function watchDuties(watch: DutyWatch, board: Pick<ChairBoard, 'pins' | 'plant'>): void {
  const { plant } = board;
  if (!padRelayCloses(plant, board.pins)) {
    for (const pad of watch.pads) forget(pad);
    return;
  }
  for (const [index, pad] of watch.pads.entries())
    count(pad, watch.at, at(plant.pads, index, 'pad').watt > 0);
  watch.at = (watch.at + 1) % windowTicks;
}

function count(duty: PadDuty, place: number, on: boolean): void {
  duty.onTicks += (on ? 1 : 0) - (duty.ring[place] ?? 0);
  duty.ring[place] = on ? 1 : 0;
  duty.share = duty.onTicks / windowTicks;
}

function forget(duty: PadDuty): void {
  if (duty.onTicks === 0) return;
  duty.ring.fill(0);
  duty.onTicks = 0;
  duty.share = 0;
}

/** What surrounds the pads in a rough world: a back that shifts, a blanket, a room that changes. */

import type { Plant } from '../plant/state.ts';
import { changeAround } from '../plant/state.ts';
import { nextBetween } from '../random.ts';
import { nextLog } from './streams.ts';
import { note, type World } from './world.ts';

/** Called once a tick. */
export function surroundPads(world: World, plant: Plant): void {
  shiftBack(world, plant);
  coverUp(world, plant);
  changeRoom(world, plant);
}

/** How long a back keeps still, s. */
const still = { least: 3, most: 180 };

function shiftBack({ leaning }: World, plant: Plant): void {
  if (leaning === null || plant.nowMs < leaning.nextMs) return;
  const { random } = leaning;
  leaning.nextMs = plant.nowMs + 1000 * nextLog(random, still.least, still.most);
  const contactWPerK = nextBetween(random, 0.3, 1.2);
  const share = nextBetween(random, 0.1, 1);
  changeAround(plant, { leaning: { contactWPerK, share, airLeft: nextBetween(random, 0.2, 0.7) } });
  if (plant.leaning) note(leaning, plant.nowMs);
}

function coverUp({ cover }: World, plant: Plant): void {
  if (cover === null || plant.nowMs < cover.fromMs) return;
  if (plant.around.coverShare !== cover.share) changeAround(plant, { coverShare: cover.share });
  note(cover, plant.nowMs);
}

const roomRange = { least: 5, most: 40 };

function changeRoom({ room }: World, plant: Plant): void {
  if (room === null || plant.nowMs < room.fromMs) return;
  if (!room.begun) {
    room.begun = true;
    // A room at the end of its range changes the other way instead.
    const within = (byK: number): number =>
      Math.min(roomRange.most, Math.max(roomRange.least, plant.ambientC + byK));
    const up = within(Math.abs(room.byK));
    const down = within(-Math.abs(room.byK));
    const wanted = room.byK > 0 ? up : down;
    const toC = Math.abs(wanted - plant.ambientC) >= 1 ? wanted : room.byK > 0 ? down : up;
    changeAround(plant, { roomToC: toC, inMs: room.inMs });
  }
  if (plant.ambientC !== plant.around.roomToC) note(room, plant.nowMs);
}

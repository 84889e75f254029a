import type { Sensors } from '../../chair/sensors.ts';
import type { Celsius } from '../../chair/units.ts';

/** The most that a person, a cover and a room can do to a pad, which the guard always allows for. */
export const surroundings = {
  /** Heat that a back takes through clothes for each kelvin, in the closest contact. */
  backWPerK: 1.2,
  /** Skin is never cooler than this. */
  coldestSkinC: 33,
  /** Under a person, the element still loses this share of its heat to the air. */
  airLeftLeast: 0.2,
  /** Air at the pads is cooler than the room's by at most this, and under a cover warmer by at most this. */
  airCoolerK: 10,
  airWarmerK: 16,
  /** Bounds of the room's temperature, where nothing measures it. */
  coldestRoomC: 5,
  warmestRoomC: 40,
} as const;

/** The room as it is measured, or the coldest and the warmest that it can be. */
export interface Room {
  readonly coldestC: Celsius;
  readonly warmestC: Celsius;
}

const anyRoom: Room = { coldestC: surroundings.coldestRoomC, warmestC: surroundings.warmestRoomC };

export function roomOf(
  { has }: { readonly has: Readonly<Record<'room sensed', boolean>> },
  { ambientC }: Sensors,
): Room {
  return has['room sensed'] ? { coldestC: ambientC, warmestC: ambientC } : anyRoom;
}

import type { Sensors } from '../../chair/sensors.ts';
import type { Celsius } from '../../chair/units.ts';

/** The most that a person, a cover and a room do to a pad: what the guard allows for, whatever lies there. */
export const surroundings = {
  /** The closest that a back through clothes comes: heat it takes for each kelvin. */
  backWPerK: 1.2,
  /** Skin is not cooler. */
  coldestSkinC: 33,
  /** A person leaves this share of the element's loss to the air. */
  airLeftLeast: 0.2,
  /** Air at the pads is cooler than the room's by no more, and warmer under a cover by no more. */
  airCoolerK: 10,
  airWarmerK: 16,
  /** Of the room, where nothing measures it. */
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

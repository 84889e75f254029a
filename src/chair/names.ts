/** The closed sets of names that all rooms share: states, keys, levels, widths, techniques. */

export const sessionStates = [
  'off',
  'homing',
  'ready',
  'running',
  'paused',
  'parking',
  'fault',
  'service',
] as const;
export type SessionState = (typeof sessionStates)[number];

/** The remote's keys; a key's bit in `Sensors.keys` is `1 << keyNames.indexOf(name)`. */
export const keyNames = [
  'power',
  'start',
  'stop',
  'program',
  'heat',
  'speed-up',
  'speed-down',
  'spot-up',
  'spot-down',
  'timer',
] as const;
export type KeyName = (typeof keyNames)[number];

export function keyBit(name: KeyName): number {
  return 1 << keyNames.indexOf(name);
}

/** Heat levels in the order the heat key steps through them; the index is the level's number. */
export const heatLevels = ['off', 'low', 'medium', 'high'] as const;
export type HeatLevel = (typeof heatLevels)[number];

/** The level that a pad with `levels` (lowest first) gives: the highest that is not above `asked`. */
export function levelGivenOf(asked: HeatLevel, levels: readonly HeatLevel[]): HeatLevel {
  return levels.findLast((level) => heatLevels.indexOf(level) <= heatLevels.indexOf(asked)) ?? 'off';
}

/** Motors whose motion is sensed: each runs in two directions, and its place is known. */
export const motorNames = ['carriage', 'kneader'] as const;
export type MotorName = (typeof motorNames)[number];

/** All motors, with the tapper, of which at most the current is measured. */
export const allMotorNames = [...motorNames, 'tapper'] as const;
export type AnyMotorName = (typeof allMotorNames)[number];

/**
 * Pad names that any program may use, whatever chair it runs on; every trace begins with them. What a chair calls its
 * pads is up to its chair file.
 */
export const commonPads = ['lumbar', 'sacral'] as const;

/** Arm positions, in the order in which the cam meets them when the kneader turns inwards (medium comes twice). */
export const widths = ['narrow', 'medium', 'wide'] as const;
export type Width = (typeof widths)[number];

export const techniques = ['roll', 'knead', 'press', 'tap', 'rest', 'preheat'] as const;
export type Technique = (typeof techniques)[number];

export type Direction = 'in' | 'out';
/** Speed steps of the remote and the program format. */
export type Speed = 1 | 2 | 3 | 4 | 5 | 6;

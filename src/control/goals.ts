/**
 * What the stages of a tick pass to one another. The sequencer sets goals; carriage, kneader and heater turn
 * them into wanted power; the guard stage lets through what is safe. Every stage keeps its own state in one
 * plain object (numbers, strings, booleans, nested objects and arrays of these; no Map, Date or class), so
 * that the whole control state can be saved with structuredClone and compared with deep equality.
 */
import type { WithPads } from '../chair/chair.ts';
import type { Width } from '../chair/names.ts';
import type { Rhythm } from '../chair/rhythms.ts';
import type { Celsius, Millimetres, MillimetresPerSecond, TurnsPerMinute } from '../chair/units.ts';

/** What the session wants the chair to do; the sequencer carries it out. */
const jobs = [
  'nothing',
  'home',
  'switch-test',
  'massage',
  'cool-down',
  'pause',
  'park',
  'self-test',
] as const;
export type Job = (typeof jobs)[number];

/**
 * `stop`: power off in this tick, no ramp. `still`: come to rest gently. `goto`: land within 4 mm of the target.
 * `bottom`: find the lower limit (homing speeds); `top`: run to the upper limit. An end without a switch is approached only as
 * far as allowed.
 */
export type CarriageGoalKind = 'stop' | 'still' | 'goto' | 'bottom' | 'top';

export interface CarriageGoal {
  kind: CarriageGoalKind;
  targetMm: Millimetres;
  /** Closed-loop speed on the way. */
  speedMmPerS: MillimetresPerSecond;
}

/** `turn`: knead; `width`: bring the arms to a width and stay there. */
export type KneaderGoalKind = 'stop' | 'still' | 'turn' | 'width';

export interface KneaderGoal {
  kind: KneaderGoalKind;
  turnsPerMin: TurnsPerMinute;
  /** 1 inwards, -1 outwards. */
  direction: number;
  width: Width;
}

export interface TapperGoal {
  /** 1..6; 0 stops it at once. */
  speed: number;
  rhythm: Rhythm;
}

/** Wanted surface temperature of each pad, in the order of the chair's pads; 0 is off. */
export type HeatGoal = Celsius[];

export interface Goals {
  carriage: CarriageGoal;
  kneader: KneaderGoal;
  tapper: TapperGoal;
  heat: HeatGoal;
}

export function createGoals({ pads }: WithPads): Goals {
  return {
    carriage: { kind: 'stop', targetMm: 0, speedMmPerS: 0 },
    kneader: { kind: 'stop', turnsPerMin: 0, direction: 1, width: 'wide' },
    tapper: { speed: 0, rhythm: 'steady' },
    heat: pads.map(() => 0),
  };
}

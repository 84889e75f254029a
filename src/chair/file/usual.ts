/**
 * Defaults of the figures that a chair file may leave out, in one place: the reader takes them, and the refusals, the JSON Schema
 * and docs/chairs.md state them. For a figure that follows from others: the factor by which it follows.
 */
import { usualPwmHz } from '../wiring.ts';
import { quantityOf, type UnitKind } from './quantities.ts';

export interface Usual {
  /** As a file would write it. */
  readonly text: string;
  /** In the unit of its kind. */
  readonly value: number;
}

const usually = (kind: UnitKind, text: string): Usual => ({ text, value: quantityOf(kind, text) });

export const usual = {
  sourceResistance: usually('ohm', '0.15 ohm'),
  /** Shares of the nominal voltage; outside, everything is switched off. */
  allowed: { least: usually('share', '75 %'), most: usually('share', '125 %') },
  currentFilter: usually('ms', '10 ms'),
  debounce: usually('ms', '5 ms'),
  /** To ground, as most keys are wired. */
  contact: { active: 'low', pull: 'up' },
  frequency: { text: `${usualPwmHz / 1000} kHz`, value: usualPwmHz },
  duty: { from: usually('share', '30 %'), to: usually('share', '100 %') },
  deadTime: usually('ms', '250 ms'),
  ramp: usually('ms', '650 ms'),

  /** The standard rail, on which the zones of the back are given. */
  rail: usually('mm', '794 mm'),
  /** Share by which a person slows the carriage. */
  slower: { least: usually('share', '10 %'), most: usually('share', '30 %') },
  /** The coasting distance is what the carriage travels at full speed in this time. */
  coastsFor: { least: usually('ms', '0.08 s'), most: usually('ms', '0.16 s') },
  stopBeyond: usually('mm', '15 mm'),
  /** With PWM. */
  landing: { within: usually('mm', '4 mm'), speed: usually('mm/s', '15 mm/s') },
  /** The planner's travel speed is `travelTimes` the slower direction's speed under a person. */
  planning: { travelTimes: 0.7, settling: usually('ms', '3 s') },
  walk: { hop: usually('mm', '12 mm'), turns: usually('turns', '2 turns') },
  /** Distance of places from each end. */
  reachMargin: usually('mm', '20 mm'),
  /** The duties are with PWM; the time limit is `withinTimes` the slower travel divided by `unknownDuty`. */
  homing: {
    knownDuty: usually('share', '85 %'),
    unknownDuty: usually('share', '60 %'),
    slowLast: usually('mm', '60 mm'),
    withinTimes: 1.7,
  },
  parkBelowTop: usually('mm', '60 mm'),

  /** Full speed of arms that nobody has measured. */
  fullTurns: usually('rpm', '60 rpm'),
  camHalf: usually('deg', '20 deg'),

  element: {
    capacity: usually('J/K', '90 J/K'),
    toSurface: usually('W/K', '0.6 W/K'),
    toAir: usually('W/K', '0.43 W/K'),
  },
  surface: { capacity: usually('J/K', '107 J/K'), toAir: usually('W/K', '0.3 W/K') },
  tolerance: usually('share', '30 %'),
} as const;

/**
 * What is taken for a figure that a chair file leaves out, once: the reader takes it, and the refusals, the JSON Schema and
 * docs/chairs.md say it. Where a figure follows from others, what it follows by.
 */
import { usualPwmHz } from '../wiring.ts';
import { quantityOf, type UnitKind } from './quantities.ts';

interface Usual {
  /** As a file would write it. */
  readonly text: string;
  /** In the unit of its kind. */
  readonly value: number;
}

const usually = (kind: UnitKind, text: string): Usual => ({ text, value: quantityOf(kind, text) });

export const usual = {
  sourceResistance: usually('ohm', '0.15 ohm'),
  /** Of the nominal voltage: outside, everything is switched off. */
  allowed: { least: usually('share', '75 %'), most: usually('share', '125 %') },
  currentFilter: usually('ms', '10 ms'),
  debounce: usually('ms', '5 ms'),
  /** As most keys are wired: to ground. */
  contact: { active: 'low', pull: 'up' },
  frequency: { text: `${usualPwmHz / 1000} kHz`, value: usualPwmHz },
  duty: { from: usually('share', '30 %'), to: usually('share', '100 %') },
  deadTime: usually('ms', '250 ms'),
  ramp: usually('ms', '650 ms'),

  /** That of the standard rail, which the zones of the back are given on. */
  rail: usually('mm', '794 mm'),
  /** Under a person. */
  slower: { least: usually('share', '10 %'), most: usually('share', '30 %') },
  /** At full speed it would go as far in this time as it coasts. */
  coastsFor: { least: usually('ms', '0.08 s'), most: usually('ms', '0.16 s') },
  stopBeyond: usually('mm', '15 mm'),
  /** With PWM. */
  landing: { within: usually('mm', '4 mm'), speed: usually('mm/s', '15 mm/s') },
  /** `travelTimes` the slower way under a person. */
  planning: { travelTimes: 0.7, settling: usually('ms', '3 s') },
  walk: { hop: usually('mm', '12 mm'), turns: usually('turns', '2 turns') },
  /** Of places from each end. */
  reachMargin: usually('mm', '20 mm'),
  /** The duties with PWM; `withinTimes` the slower travel over the second of them. */
  homing: {
    knownDuty: usually('share', '85 %'),
    unknownDuty: usually('share', '60 %'),
    slowLast: usually('mm', '60 mm'),
    withinTimes: 1.7,
  },
  parkBelowTop: usually('mm', '60 mm'),

  /** Turns a minute of arms that nobody has measured. */
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

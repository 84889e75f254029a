/** Hazards of heat: skin too hot, a switch that is stuck, heat again and again. */
import type { AnyChair, AnyPad } from '../any-chair.ts';
import { conductanceOf, padsSettleMs } from '../current-filter.ts';
import { heatLimits } from '../limits.ts';
import { always, type Bound, type HazardRow, row, way, wholeChair } from './row.ts';

const pads = (chair: AnyChair): readonly string[] =>
  (chair.heat?.pads ?? []).map(({ name }) => `heat.pads.${name}`);

function padOf(chair: AnyChair, part: string): AnyPad | undefined {
  return chair.heat?.pads.find(({ name }) => part === `heat.pads.${name}`);
}

/** Behind a slow filter what flowed before has to die away first. */
function currentBound({ heat, supply, currentFilterMs }: AnyChair): Bound {
  const lowest = supply.sense === null ? supply.allowedV.min / supply.nominalV : 1;
  const settleMs = padsSettleMs(
    currentFilterMs,
    (heat?.pads ?? []).map((pad) => conductanceOf(pad, lowest)),
  );
  return { value: Math.max(0.1, Math.ceil(80 + settleMs) / 1000), unit: 's' };
}

/**
 * A thermostat in series does by itself what a limit on the chip does elsewhere. At the surface it opens while the element is
 * much warmer, and the surface goes on rising: by up to 6.6 K at 40 W under a cover (`npm run bench -- heat-variants`).
 */
const opensMostC = { surface: 38, element: 45 } as const;
/** More than this of full power takes a healthy surface over its limit before such a thermostat has its say. */
const thermostatDutyMost = 0.75;
/** Skin in the room it is for; a surface measured in a cooler room gets warmer by as much. */
const warmRoomC = 35;
const steadyMostC = 41;
const elementRoomK = 5;
/**
 * An element's sensor alone that sinks by a kelvin a minute looks like a pad that loses more. So from the first heat on the
 * element may be read at 44 C less a kelvin for each minute: 42 C until 2 min, 38 C at 6 min, 34 C at 10 min. Whatever lies on it,
 * the surface is no warmer than its element, and stays below 45 C.
 */
const aloneSays =
  'a sensor on the element alone: closed loop, the level low only, and warm for some 8 min at a time, since nothing would tell that the sensor sinks; then it rests until its reading has stood for 15 min';
/**
 * Such a pad is some 0.1 m2, and gives off 10 W/m2 for each kelvin to either side with nothing on it: less under a blanket. One
 * that is said to give off more was not warm yet, or had no power, when it was measured.
 */
const losesMostWPerK = 2;

function isThermostatSafe({ thermostat }: AnyPad): boolean {
  return thermostat !== null && thermostat.opensC <= opensMostC[thermostat.at];
}

function isSteadySafe({ byTable, nominalW }: AnyPad): boolean {
  const steady = byTable?.steady ?? null;
  if (steady === null || !steady.covered) return false;
  if (!(nominalW <= losesMostWPerK * (steady.surfaceC - steady.roomC))) return false;
  return steady.surfaceC <= steadyMostC - Math.max(0, warmRoomC - steady.roomC);
}

const higherLevels = (part: string): readonly string[] => [`${part}: medium`, `${part}: high`];

const skinHot = row({
  id: 'skin-hot',
  title: 'skin too hot',
  otherwise: 'no heat',
  parts: pads,
  ways: [
    way({
      id: 'element-and-surface',
      says: 'sensors on the element and, cast or sewn in, at the surface, each with a limit on the chip, each checked against the other',
      holds: (chair, part) =>
        hasSensors(padOf(chair, part), ['elementSensor', 'surfaceSensor']) &&
        padOf(chair, part)?.surfaceFixed === true,
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      rule: 'the surface is too hot',
      scenario: 'faults/e23-pad-too-hot.yaml',
      proved: true,
    }),
    way({
      id: 'element-and-any-surface',
      says: 'the same with a sensor at the surface that may lose its contact: the element stays as cool as a surface may be, and a level is met as far as that allows (about 37 C under a back in a room of 22 C)',
      holds: (chair, part) => hasSensors(padOf(chair, part), ['elementSensor', 'surfaceSensor']),
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      rule: 'the surface would become too warm',
      scenario: 'faults/e23-pad-too-hot.yaml',
      proved: true,
    }),
    way({
      id: 'element',
      says: aloneSays,
      holds: (chair, part) => hasSensors(padOf(chair, part), ['elementSensor']),
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      rule: 'a thermistor is open, shorted or too hot',
      scenario: 'faults/e23-pad-too-hot.yaml',
      locks: higherLevels,
    }),
    way({
      id: 'thermostat',
      says: 'a thermostat in series, which opens by itself: heat by table',
      holds: (chair, part) => {
        const pad = padOf(chair, part);
        return pad !== undefined && pad.byTable !== null && isThermostatSafe(pad);
      },
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      locks: (part, chair) => {
        const duty = padOf(chair, part)?.byTable?.duty;
        const levels = ['low', 'medium', 'high'] as const;
        return levels
          .filter((level) => (duty?.[level] ?? 0) > thermostatDutyMost)
          .map((level) => `${part}: ${level}`);
      },
      scenario: 'chair-b/a-stuck-heat-switch-is-ended-by-its-thermostat.yaml',
    }),
    way({
      id: 'steady-surface',
      says: 'a surface that stays cool enough at full duty, as it was measured, by a figure that a pad of its watts can have: heat by table',
      holds: (chair, part) => {
        const pad = padOf(chair, part);
        return pad !== undefined && isSteadySafe(pad);
      },
      bound: (chair, part) => ({ value: warmest(padOf(chair, part)), unit: 'C' }),
    }),
  ],
  add: (chair, part) => {
    const pad = padOf(chair, part);
    if (hasSensors(pad, ['elementSensor'])) return [{ part: `${part}.surface-sensor`, need: 'analog' }];
    return [
      { part: `${part}.element-sensor`, need: 'analog' },
      { part: `${part}.thermostat`, need: null },
      ...(pad?.byTable === null ? [{ part: `${part}.by-table`, need: null }] : []),
    ];
  },
});

function hasSensors(pad: AnyPad | undefined, names: readonly ('elementSensor' | 'surfaceSensor')[]): boolean {
  return pad !== undefined && names.every((name) => pad[name] !== null);
}

/** The surface in the warmest room, at full duty. */
function warmest(pad: AnyPad | undefined): number {
  const steady = pad?.byTable?.steady ?? null;
  return steady === null ? Number.NaN : steady.surfaceC + Math.max(0, warmRoomC - steady.roomC);
}

const heatStuck = row({
  id: 'heat-stuck',
  title: 'heat switch stuck',
  otherwise: 'no heat',
  parts: pads,
  ways: [
    way({
      id: 'relay-and-current',
      says: 'a relay in series and the current behind it: each switch is proved before every session',
      holds: ({ heat }) => heat !== null && heat.relay !== null && heat.current !== null,
      bound: currentBound,
      rule: 'the current of the pads (diagnosis)',
      scenario: 'faults/e25-fet-shorted.yaml',
      proved: true,
    }),
    way({
      id: 'relay',
      says: "a relay in series, opened by the chip's own limit above the hottest element that is asked for",
      holds: (chair, part) =>
        (chair.heat?.relay ?? null) !== null && hasSensors(padOf(chair, part), ['elementSensor']),
      bound: () => ({ value: elementRoomK, unit: 'K' }),
      rule: 'a thermistor is open, shorted or too hot',
      scenario: 'faults/e23-pad-too-hot.yaml',
    }),
    way({
      id: 'thermostat',
      says: 'a thermostat in series, which opens by itself',
      holds: (chair, part) => {
        const pad = padOf(chair, part);
        return pad !== undefined && isThermostatSafe(pad);
      },
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      scenario: 'chair-b/a-stuck-heat-switch-is-ended-by-its-thermostat.yaml',
    }),
  ],
  add: (chair, part) => [
    ...((chair.heat?.relay ?? null) === null ? [{ part: 'heat.relay', need: 'output' as const }] : []),
    ...((chair.heat?.current ?? null) === null ? [{ part: 'heat.current', need: 'analog' as const }] : []),
    { part: `${part}.thermostat`, need: null },
  ],
});

const heatAgain = row({
  id: 'heat-again',
  title: 'heat again and again',
  otherwise: 'always there',
  parts: (chair) => (chair.heat === null ? [] : [wholeChair]),
  ways: [
    always(
      'minutes',
      'a count of the minutes of heat, across sessions and power keys',
      { value: 30, unit: 'min of heat in any 60' },
      'the heat has been on for its time',
      'limits/heat-ends-after-30-min.yaml',
    ),
  ],
});

export const heatHazards: readonly HazardRow[] = [skinHot, heatStuck, heatAgain];

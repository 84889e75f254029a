/** Hazards of heat: skin too hot, a switch that is stuck, heat again and again. */
import type { AnyChair, AnyPad } from '../any-chair.ts';
import { fullScaleVolts } from '../chips/chip.ts';
import { conductanceOf, padsSettleMs, suppliedW } from '../current-filter.ts';
import { currentNoiseA, currentOffsetA } from '../current-noise.ts';
import { heatLimits, readsLowK } from '../limits.ts';
import type { Celsius, Watts } from '../units.ts';
import type { AnalogLine } from '../wiring.ts';
import { always, type Bound, type HazardRow, type Remedy, row, way } from './row.ts';

const pads = (chair: AnyChair): readonly string[] =>
  (chair.heat?.pads ?? []).map(({ name }) => `heat.pads.${name}`);

function padOf(chair: AnyChair, part: string): AnyPad | undefined {
  return chair.heat?.pads.find(({ name }) => part === `heat.pads.${name}`);
}

/** So far out two readings of noise in a row never are. */
const noiseSigmas = 4.5;

/** How far a supply may lie from its nominal voltage. */
const sharesOf = ({ allowedV, nominalV }: AnyChair['supply']) => ({
  low: allowedV.min / nominalV,
  high: allowedV.max / nominalV,
});

/** The most A/V at which a sensor still shows half of the weakest pad's current above its noise; no sensor does where this is below 0. */
export function padsCurrentMostPerVolt({ heat, supply, chip }: AnyChair): number {
  const weakest = Math.min(
    ...(heat?.pads ?? []).map((pad) => conductanceOf(pad, sharesOf(supply)).weakestSiemens),
  );
  return ((weakest * supply.nominalV) / 2 - currentOffsetA) / (noiseSigmas * currentNoiseA(chip, 1));
}

/** The highest current of all pads together: each at the upper end of its tolerance, with the supply at its highest. */
export const padsDrawMostA = ({ heat, supply }: AnyChair): number =>
  (heat?.pads ?? []).reduce(
    (sum, { nominalW, nominalV, toleranceShare }) =>
      sum + (nominalW / nominalV ** 2) * (1 + toleranceShare) * supply.allowedV.max,
    0,
  );

/** The least A/V at which a sensor shows all of that current. */
export const padsCurrentLeastPerVolt = (chair: AnyChair): number =>
  padsDrawMostA(chair) / fullScaleVolts(chair.chip);

/** The sensor of the pads' current, where it can show the weakest pad and all pads together; else null. */
export function padsCurrent(chair: AnyChair): AnalogLine | null {
  const current = chair.heat?.current ?? null;
  if (current === null || current.perVolt < padsCurrentLeastPerVolt(chair)) return null;
  return current.perVolt <= padsCurrentMostPerVolt(chair) ? current : null;
}

/** With a slow filter, the earlier current has to decay first. */
function currentBound({ heat, supply, currentFilterMs }: AnyChair): Bound {
  const shares = supply.sense === null ? sharesOf(supply) : { low: 1, high: 1 };
  const settleMs = padsSettleMs(
    currentFilterMs,
    (heat?.pads ?? []).map((pad) => conductanceOf(pad, shares)),
  );
  return { value: Math.max(0.1, Math.ceil(80 + settleMs) / 1000), unit: 's' };
}

/**
 * A thermostat in series does what a limit on the chip does elsewhere. At the surface it opens while the element is much warmer,
 * so the surface goes on rising: by 5.1 K at 20 W, 7.4 at 30, 9.5 at 40 and 12.8 at 60, with power and materials of the pad 30 % off
 * to the worse side, a tenth of the pad touched and the rest under a blanket (simulated, docs/safety.md).
 */
const elementOpensMostC = 45;
const surfaceOpensMostC = 44.5;
const surfaceRisesKPerW = 0.25;

/** A thermostat that opens earlier cuts the power that the closed loop of a healthy pad asks for, as if the pad had failed. */
export const opensLeastBesideSensor = (at: 'surface' | 'element'): Celsius =>
  at === 'element' ? heatLimits.elementTripC : heatLimits.surfaceLongC;

/** Whether a sensor on the element would do beside the pad's thermostat. */
const takesSensor = (pad: AnyPad | undefined): boolean => {
  const thermostat = pad?.thermostat ?? null;
  return thermostat === null || thermostat.opensC >= opensLeastBesideSensor(thermostat.at);
};

/** The highest temperature at which a thermostat there may open, on a pad of this power. */
function opensMost(at: 'surface' | 'element', watts: Watts): number {
  return at === 'element' ? elementOpensMostC : surfaceOpensMostC - surfaceRisesKPerW * watts;
}
/** At a higher duty a healthy surface exceeds its limit before such a thermostat opens. */
const thermostatDutyMost = 0.75;
const percent = (share: number): string => `${Math.round(100 * share)} %`;
/** A steady surface may reach 41 C in a room of 35 C; one measured in a cooler room gets warmer by the difference. */
const warmRoomC = 35;
const steadyMostC = 41;
const elementRoomK = 5;
/**
 * On a pad with a sensor on the element only, a reading that sinks by a kelvin a minute looks like a pad that loses more heat. So
 * from the first heat on the reading may be at most 44 C less a kelvin per minute: 42 C until 2 min, 38 C at 6 min, 34 C at 10 min.
 * Whatever lies on the pad, the surface is no warmer than the element, and stays below 45 C.
 */
const aloneSays =
  'a sensor on the element alone: closed loop, only the level low, and warm for about 8 min at a time, since nothing would show that the sensor reads lower and lower; then the pad rests until the reading has been steady for 15 min';
/**
 * A pad of some 0.1 m2 loses 10 W/m2 per kelvin on either side when uncovered, and less under a blanket. If a file implies a higher
 * loss, the pad was not yet warm, or had no power, when it was measured.
 */
const losesMostWPerK = 2;

const wattsText = (watts: Watts): string => `${Number(watts.toFixed(1))} W`;

function isThermostatSafe(chair: AnyChair, pad: AnyPad): boolean {
  const { thermostat } = pad;
  return (
    thermostat !== null &&
    thermostat.opensC <= opensMost(thermostat.at, suppliedW(pad, chair.supply.nominalV))
  );
}

function isSteadySafe(chair: AnyChair, pad: AnyPad): boolean {
  const steady = pad.byTable?.steady ?? null;
  if (steady === null || !steady.covered) return false;
  const { surfaceC, roomC } = steady;
  return isPossible(suppliedW(pad, chair.supply.nominalV), surfaceC, roomC) && surfaceC <= steadyMost(roomC);
}

/** The warmest that a steady surface may be when measured in a room of `roomC`. */
const steadyMost = (roomC: Celsius): number => steadyMostC - Math.max(0, warmRoomC - roomC);
/** Plausibility check: false if this power would keep a warm surface warmer than measured. */
const isPossible = (watts: Watts, surfaceC: Celsius, roomC: Celsius): boolean =>
  watts <= losesMostWPerK * (surfaceC - roomC);

const higherLevels = (part: string): readonly string[] => [`${part}: medium`, `${part}: high`];

const skinHot = row({
  id: 'skin-hot',
  title: 'skin too hot',
  otherwise: 'no heat',
  parts: pads,
  takes: (part) => [part],
  ways: [
    way({
      id: 'element-and-surface',
      says: 'a sensor on the element and one cast or sewn in at the surface; each has a limit on the chip and is checked against the other',
      holds: (chair, part) =>
        hasSensors(padOf(chair, part), ['elementSensor', 'surfaceSensor']) &&
        padOf(chair, part)?.surfaceFixed === true,
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      rule: 'the surface is too hot',
      scenario: 'faults/e23-pad-too-hot.yaml',
      proved: true,
      locks: (part, chair) => hiddenLevels(padOf(chair, part)).map((level) => `${part}: ${level}`),
    }),
    way({
      id: 'element-and-any-surface',
      says: 'a sensor on the element and one at the surface that may lose its contact: the element is kept as cool as a surface has to be, and levels are reached only as far as that allows (about 37 C under a back in a room of 22 C)',
      holds: (chair, part) => hasSensors(padOf(chair, part), ['elementSensor', 'surfaceSensor']),
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      rule: 'the surface would become too warm',
      scenario: 'heat-alone/its-sensor-at-the-surface-has-lost-its-contact.yaml',
      proved: true,
    }),
    way({
      id: 'element',
      says: aloneSays,
      holds: (chair, part) => hasSensors(padOf(chair, part), ['elementSensor']),
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      rule: 'a thermistor is open, shorted or too hot',
      scenario: 'chair-b/a-shorted-switch-heats-to-the-limit-of-the-chip.yaml',
      locks: higherLevels,
    }),
    way({
      id: 'thermostat',
      says: `a thermostat in series that opens by itself, on the element at ${elementOpensMostC} C or less, or at the surface at ${surfaceOpensMostC} C minus ${surfaceRisesKPerW} K per watt or less: heat by a table of duty of at most ${percent(thermostatDutyMost)}`,
      holds: (chair, part) => {
        const pad = padOf(chair, part);
        return pad !== undefined && pad.byTable !== null && isThermostatSafe(chair, pad);
      },
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      locks: (part, chair) => tooMuchOf(padOf(chair, part)).map((level) => `${part}: ${level}`),
      scenario: 'chair-b/a-stuck-heat-switch-is-ended-by-its-thermostat.yaml',
    }),
    way({
      id: 'steady-surface',
      says: `a surface that stays cool enough at full duty, measured after 30 min under a blanket: at most ${steadyMostC} C, minus 1 K for each kelvin that the room was below ${warmRoomC} C, and at least 1 K above the room for each ${losesMostWPerK} W; heat by table`,
      holds: (chair, part) => {
        const pad = padOf(chair, part);
        return pad !== undefined && isSteadySafe(chair, pad);
      },
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      scenario: 'each-way/a-pad-too-weak-to-burn.yaml',
    }),
  ],
  remedies: (chair, part) => {
    const pad = padOf(chair, part);
    if (hasSensors(pad, ['elementSensor', 'surfaceSensor'])) return [];
    if (hasSensors(pad, ['elementSensor'])) return [[{ part: `${part}.surface-sensor`, need: 'analog' }]];
    const isSafe = pad !== undefined && isThermostatSafe(chair, pad);
    const hasTable = (pad?.byTable ?? null) !== null;
    const byTable = [
      ...(isSafe ? [] : [{ part: `${part}.thermostat`, need: null }]),
      ...(hasTable ? [] : [{ part: `${part}.by-table`, need: null }]),
    ];
    return [
      ...(takesSensor(pad) ? [[{ part: `${part}.element-sensor`, need: 'analog' }] as const] : []),
      ...(byTable.length === 0 ? [] : [byTable]),
    ];
  },
  lacks: (chair, part) => {
    const pad = padOf(chair, part);
    if (pad === undefined) return [];
    if (hiddenLevels(pad).length > 0) return [hidesSays(pad)];
    return pad.elementSensor === null ? lacksOf(chair, pad) : [];
  },
});

/** A level that is held less than this above the next lower one is no use. */
const worthK = 0.6;

/** Levels of no use, since the surface sensor may read so much too low. */
function hiddenLevels(pad: AnyPad | undefined): readonly ('medium' | 'high')[] {
  if (pad === undefined || pad.surfaceSensor === null || !pad.surfaceFixed) return [];
  const { levelC, surfaceAimMostC } = heatLimits;
  const mostC = surfaceAimMostC - readsLowK(pad.surfaceSensor);
  return [
    ...(mostC < levelC.low + worthK ? ['medium' as const] : []),
    ...(mostC < levelC.medium + worthK ? ['high' as const] : []),
  ];
}

const hidesSays = ({ surfaceSensor }: AnyPad): string =>
  `500 ohm in the lead of its surface sensor, or a part of B 3435, hides ${readsLowK(surfaceSensor).toFixed(1)} K more than with 10 kohm and B 3950, so its surface is held that much lower`;

/** Levels of the table whose duty is too high for a thermostat. */
function tooMuchOf(pad: AnyPad | undefined): readonly ('low' | 'medium' | 'high')[] {
  const duty = pad?.byTable?.duty;
  return (['low', 'medium', 'high'] as const).filter((level) => (duty?.[level] ?? 0) > thermostatDutyMost);
}

/** What a pad without a sensor on its element lacks. */
function lacksOf(chair: AnyChair, pad: AnyPad): readonly string[] {
  const { thermostat, byTable, surfaceSensor } = pad;
  const steady = byTable?.steady ?? null;
  const alone = byTable !== null && thermostat === null && steady === null;
  const bare = byTable === null && thermostat === null && surfaceSensor === null;
  return [
    ...(bare
      ? ['without a sensor it needs a table of duty, and a thermostat or a steady surface as well']
      : []),
    ...(surfaceSensor === null ? [] : ['a sensor at the surface alone shows nothing about the element']),
    ...lateThermostat(chair, pad),
    ...(thermostat !== null && byTable === null ? ['a thermostat needs a table of duty as well'] : []),
    ...(alone ? ['a table of duty needs a thermostat, or a measured steady surface'] : []),
    ...(steady === null ? [] : lacksOfSteady(suppliedW(pad, chair.supply.nominalV), steady)),
    ...(isThermostatSafe(chair, pad)
      ? tooMuchOf(pad).map(
          (level) => `${level} is above ${percent(thermostatDutyMost)}, the most with a thermostat`,
        )
      : []),
  ];
}

function lateThermostat(chair: AnyChair, pad: AnyPad): readonly string[] {
  const { thermostat } = pad;
  if (thermostat === null || isThermostatSafe(chair, pad)) return [];
  const watts = suppliedW(pad, chair.supply.nominalV);
  const where =
    thermostat.at === 'surface' ? `at the surface of a pad of ${wattsText(watts)}` : 'on the element';
  const mostC = Number(opensMost(thermostat.at, watts).toFixed(1));
  return [
    `a thermostat that opens at ${thermostat.opensC} C opens too late: it has to open at ${mostC} C or less ${where}`,
  ];
}

function lacksOfSteady(
  watts: Watts,
  { covered, surfaceC, roomC }: NonNullable<NonNullable<AnyPad['byTable']>['steady']>,
): readonly string[] {
  const [shown, most] = [`a steady surface of ${surfaceC} C in a room of ${roomC} C`, steadyMost(roomC)];
  return [
    ...(covered ? [] : ['the steady surface was not measured under a blanket']),
    ...(surfaceC <= most ? [] : [`${shown} is too warm: at most ${most} C is allowed`]),
    ...(isPossible(watts, surfaceC, roomC)
      ? []
      : [`${shown} was not yet warm: ${wattsText(watts)} would make it warmer`]),
  ];
}

function hasSensors(pad: AnyPad | undefined, names: readonly ('elementSensor' | 'surfaceSensor')[]): boolean {
  return pad !== undefined && names.every((name) => pad[name] !== null);
}

const heatStuck = row({
  id: 'heat-stuck',
  title: 'heat switch stuck',
  otherwise: 'no heat',
  parts: pads,
  ways: [
    way({
      id: 'relay-and-current',
      says: 'a relay in series and a current sensor behind it: each switch is proved before every session',
      holds: (chair) => (chair.heat?.relay ?? null) !== null && padsCurrent(chair) !== null,
      bound: currentBound,
      rule: 'the current of the pads (diagnosis)',
      scenario: 'faults/e25-fet-shorted.yaml',
      proved: true,
    }),
    way({
      id: 'relay',
      says: "a relay in series, opened by the chip's own limit, which is above the hottest element that the heater may ask for",
      holds: (chair, part) =>
        (chair.heat?.relay ?? null) !== null && hasSensors(padOf(chair, part), ['elementSensor']),
      bound: () => ({ value: elementRoomK, unit: 'K' }),
      rule: 'a thermistor is open, shorted or too hot',
      scenario: 'chair-b/a-shorted-switch-heats-to-the-limit-of-the-chip.yaml',
    }),
    way({
      id: 'thermostat',
      says: 'a thermostat in series that opens by itself, as for skin too hot',
      holds: (chair, part) => {
        const pad = padOf(chair, part);
        return pad !== undefined && isThermostatSafe(chair, pad);
      },
      bound: () => ({ value: heatLimits.surfaceTripC, unit: 'C' }),
      scenario: 'chair-b/a-stuck-heat-switch-is-ended-by-its-thermostat.yaml',
    }),
  ],
  // A relay also needs one of the two sensors that show a stuck switch.
  remedies: (chair, part) => {
    const hasRelay = (chair.heat?.relay ?? null) !== null;
    const currentTells = padsCurrent(chair) !== null;
    const pad = padOf(chair, part);
    const hasSensor = hasSensors(pad, ['elementSensor']);
    const relay: Remedy = hasRelay ? [] : [{ part: 'heat.relay', need: 'output' }];
    const showsNone = padsCurrentLeastPerVolt(chair) > padsCurrentMostPerVolt(chair);
    const sensors: readonly Remedy[] = [
      ...(showsNone ? [] : [[{ part: 'heat.current', need: 'analog' }] as const]),
      ...(takesSensor(pad) ? [[{ part: `${part}.element-sensor`, need: 'analog' }] as const] : []),
    ];
    return [
      ...(currentTells || hasSensor ? [relay] : sensors.map((sensor) => [...relay, ...sensor])),
      ...(hasSensor ? [] : [[{ part: `${part}.thermostat`, need: null }]]),
    ];
  },
  lacks: (chair, part) => {
    const pad = padOf(chair, part);
    if (pad === undefined) return [];
    const { relay, current } = chair.heat ?? { relay: null, current: null };
    const tells = padsCurrent(chair) !== null;
    return [
      ...(current === null || tells
        ? []
        : current.perVolt < padsCurrentLeastPerVolt(chair)
          ? ['its current sensor cannot show the current of all pads together']
          : ["the current of its weakest pad does not stand out from the sensor's noise"]),
      ...relayLacks(relay !== null, tells, pad.elementSensor !== null),
      ...lateThermostat(chair, pad),
      ...(pad.cutOffC === null ? [] : ['a one-shot cut-off protects from fire, not from burns']),
    ];
  },
});

function relayLacks(hasRelay: boolean, currentTells: boolean, elementTells: boolean): readonly string[] {
  if (hasRelay) return currentTells || elementTells ? [] : ['a relay alone needs a sensor on the element'];
  if (currentTells) return ['a current sensor shows a stuck switch, but no relay ends the heat'];
  return elementTells ? [] : ['a relay needs a current sensor behind it as well, or a sensor on the element'];
}

const heatAgain = row({
  id: 'heat-again',
  title: 'heat again and again',
  otherwise: 'always there',
  parts: pads,
  takes: (part) => [part],
  ways: [
    always(
      'minutes',
      'a count of the minutes of heat, which goes on across sessions and power-off',
      { value: 30, unit: 'min of heat in any 60' },
      'the heat has been on for its time',
      'limits/heat-ends-after-30-min.yaml',
    ),
  ],
});

export const heatHazards: readonly HazardRow[] = [skinHot, heatStuck, heatAgain];

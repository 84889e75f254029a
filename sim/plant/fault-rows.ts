/** What a row of the table of faults is, and the rows of each pad. */
import type { Celsius } from '../../src/chair/units.ts';
import type { FaultValues, NumberRange } from './fault-values.ts';
import { type Plant, padNamed } from './state.ts';
import { driftsKPerMin, makePart, type Thermometer } from './thermometer.ts';

export interface FaultRow extends FaultValues {
  /** Broken inside the plant, or between plant and host (sim/boards). */
  readonly where: 'plant' | 'board';
  /** Words that campaigns draw in a rough world only, not in the nominal one. */
  readonly rough: readonly string[];
  /** `word` is one of `words`, of `measures` or `none`, or empty if a number stands alone; `number` is NaN if none is given. */
  readonly set: (plant: Plant, word: string, number: number) => void;
}

export const plantRow = (
  words: readonly string[],
  set: FaultRow['set'],
  number: FaultRow['number'] = null,
  more: Partial<Pick<FaultRow, 'measures' | 'rough'>> = {},
): FaultRow => ({
  words,
  number,
  where: 'plant',
  rough: [],
  set,
  ...more,
});

export const boardRow = (words: readonly string[], more: Partial<FaultRow> = {}): FaultRow => ({
  words,
  number: null,
  where: 'board',
  rough: [],
  set: () => {
    throw new Error('this breaks between plant and host: give it to the board');
  },
  ...more,
});

export const range = (least: number, most: number, unit = ''): NumberRange => ({ least, most, unit });

/** Temperatures at which a thermistor that fell off may settle. */
const restRange = range(-40, 100, 'C');

/**
 * What makes a thermistor read wrong without being broken: another B value or resistance at 25 C than the part in the chair file,
 * extra resistance of its lead, and the share of the temperature above the room's that its contact lets through.
 */
export const partMeasures = {
  beta: range(2500, 5000),
  resistance: range(1, 1000, 'kohm'),
  lead: range(0, 5000, 'ohm'),
  contact: range(0, 1),
};

/** A thermistor of a pad also drifts: this many kelvin a minute. */
const padMeasures = { ...partMeasures, drift: range(0, 60) };

export function setThermistor(
  meter: Thermometer,
  word: string,
  number: number,
  measuredC: Celsius,
  restC: Celsius,
): void {
  meter.open = word === 'open';
  meter.short = word === 'short';
  meter.frozen = word === 'frozen';
  meter.drifting = word === 'drift';
  if (!meter.drifting) meter.driftK = 0;
  meter.driftKPerMin = meter.drifting && !Number.isNaN(number) ? -number : driftsKPerMin;
  if (word === 'detached') {
    if (!meter.detached) meter.ownC = measuredC;
    meter.detachedRestC = restC;
  }
  meter.detached = word === 'detached';
  makePart(meter, {
    ...(word === 'beta' ? { beta: number } : {}),
    ...(word === 'resistance' ? { ohmAt25C: number * 1000 } : {}),
    ...(word === 'lead' ? { leadOhm: number } : {}),
    ...(word === 'contact' ? { contact: number } : {}),
  });
}

function padThermistorRow(name: string): FaultRow {
  return plantRow(
    ['open', 'short', 'frozen', 'drift', 'detached'],
    (plant, word, number) => {
      const { thermometer, elementC } = padNamed(plant, name);
      setThermistor(thermometer, word, number, elementC, Number.isNaN(number) ? plant.ambientC : number);
    },
    restRange,
    { measures: padMeasures },
  );
}

function surfaceSensorRow(name: string): FaultRow {
  return plantRow(
    ['open', 'short', 'frozen', 'drift', 'detached'],
    (plant, word, number) => {
      const { surfaceThermometer, surfaceC } = padNamed(plant, name);
      if (surfaceThermometer === null) return;
      setThermistor(
        surfaceThermometer,
        word,
        number,
        surfaceC,
        Number.isNaN(number) ? plant.ambientC : number,
      );
    },
    restRange,
    // Nothing tells a sensor that drifts down from a back that draws more heat: docs/safety.md says how far it goes.
    { measures: padMeasures, rough: ['drift'] },
  );
}

/** A switch that always conducts, or never. */
function fetRow(name: string): FaultRow {
  return plantRow(['shorted', 'open'], (plant, word) => {
    const pad = padNamed(plant, name);
    pad.fetShorted = word === 'shorted';
    pad.fetOpen = word === 'open';
  });
}

/** The element itself is broken. */
function elementRow(name: string): FaultRow {
  return plantRow(['open'], (plant, word) => {
    padNamed(plant, name).elementOpen = word === 'open';
  });
}

/** What can break of each pad: the part of a fault's name before the pad's. */
export const padFamilies = ['thermistor', 'surface-sensor', 'fet', 'pad', 'pin'] as const;

export type PadFamily = (typeof padFamilies)[number];

export const padRows: Readonly<Record<PadFamily, (pad: string) => FaultRow>> = {
  thermistor: padThermistorRow,
  'surface-sensor': surfaceSensorRow,
  fet: fetRow,
  pad: elementRow,
  pin: () => boardRow(['stuck']),
};

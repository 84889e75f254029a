/**
 * Everything that can be broken, as a closed table: name, the values it takes, and what each does to the
 * plant. Scenario files, the campaign and the page all take their faults from here. Any fault can come and go
 * at any time, alone or with others; one name has one value at a time, and `none` takes it away.
 */
import { type KeyName, keyBit, keyNames, type PadName, type Width, widths } from '../../src/chair/names.ts';
import type { Celsius } from '../../src/chair/units.ts';
import { camBitOf, camBitsOf } from './sense.ts';
import { type Plant, padNamed, setPerson } from './state.ts';
import type { Thermometer } from './thermometer.ts';

/** Outputs of the microcontroller, as the emulator names them. */
const pinNames = ['carriage', 'kneader', 'lumbar', 'sacral', 'relay', 'motor-relay'] as const;
export type PinName = (typeof pinNames)[number];

export type FaultName =
  | `thermistor.${PadName | 'ambient'}`
  | `fet.${PadName}`
  | `pad.${PadName}`
  | 'relay'
  | 'motor-relay'
  | 'carriage'
  | 'kneader'
  | `limit.${'top' | 'bottom'}`
  | `cam.${Width}`
  | 'supply'
  | 'link'
  | 'host'
  | 'chip'
  | `pin.${PinName}`
  | 'seat'
  | 'estop'
  | `key.${KeyName}`
  | 'power'
  | 'person';

/** As written in a scenario: a word of the table, a number with its unit, or `none`. */
export type FaultValue = string | number;

export interface FaultRow {
  /** Words it takes besides `none`. */
  readonly words: readonly string[];
  /** A number it takes instead of a word, or after the word `detached`. */
  readonly number: { readonly unit: string; readonly least: number; readonly most: number } | null;
  /** Broken inside the plant, or between plant and host (sim/boards). */
  readonly where: 'plant' | 'board';
  /** `word` is one of `words` or `none`, or empty where a number stands alone; `number` is NaN where none is given. */
  readonly set: (plant: Plant, word: string, number: number) => void;
}

const plantRow = (
  words: readonly string[],
  set: FaultRow['set'],
  number: FaultRow['number'] = null,
): FaultRow => ({
  words,
  number,
  where: 'plant',
  set,
});

const boardRow = (words: readonly string[]): FaultRow => ({
  words,
  number: null,
  where: 'board',
  set: () => {
    throw new Error('this breaks between plant and host: give it to the board');
  },
});

/** Where a thermistor that fell off may come to rest. */
const restRange = { unit: 'C', least: -40, most: 100 } as const;

function breakThermometer(meter: Thermometer, word: string, measuredC: Celsius, restC: Celsius): void {
  meter.open = word === 'open';
  meter.short = word === 'short';
  meter.frozen = word === 'frozen';
  meter.drifting = word === 'drift';
  if (!meter.drifting) meter.driftK = 0;
  if (word === 'detached') {
    if (!meter.detached) meter.ownC = measuredC;
    meter.detachedRestC = restC;
  }
  meter.detached = word === 'detached';
}

function padThermistorRow(name: PadName): FaultRow {
  return plantRow(
    ['open', 'short', 'frozen', 'drift', 'detached'],
    (plant, word, restC) => {
      const { thermometer, elementC } = padNamed(plant, name);
      breakThermometer(thermometer, word, elementC, Number.isNaN(restC) ? plant.ambientC : restC);
    },
    restRange,
  );
}

function fetRow(name: PadName): FaultRow {
  return plantRow(['shorted', 'open'], (plant, word) => {
    const pad = padNamed(plant, name);
    pad.fetShorted = word === 'shorted';
    pad.fetOpen = word === 'open';
  });
}

function elementRow(name: PadName): FaultRow {
  return plantRow(['open'], (plant, word) => {
    padNamed(plant, name).elementOpen = word === 'open';
  });
}

const rows: Record<Exclude<FaultName, `key.${KeyName}` | `pin.${PinName}` | `cam.${Width}`>, FaultRow> = {
  'thermistor.lumbar': padThermistorRow('lumbar'),
  'thermistor.sacral': padThermistorRow('sacral'),
  'thermistor.ambient': plantRow(['open', 'short', 'frozen'], (plant, word) =>
    breakThermometer(plant.ambientThermometer, word, plant.ambientC, plant.ambientC),
  ),
  /** A switch that conducts, or does not, whatever it is told. */
  'fet.lumbar': fetRow('lumbar'),
  'fet.sacral': fetRow('sacral'),
  /** The element itself is broken. */
  'pad.lumbar': elementRow('lumbar'),
  'pad.sacral': elementRow('sacral'),
  relay: plantRow(['welded', 'open'], (plant, word) => {
    plant.padRelayWelded = word === 'welded';
    plant.padRelayOpen = word === 'open';
  }),
  'motor-relay': plantRow(['welded', 'open'], (plant, word) => {
    plant.motorRelayWelded = word === 'welded';
    plant.motorRelayOpen = word === 'open';
  }),
  /** Runaway: a shorted bridge drives full the way it was driven last, while the motor relay is closed. */
  carriage: plantRow(['jammed', 'no-edges', 'runaway'], (plant, word) => {
    plant.carriage.jammed = word === 'jammed';
    plant.carriage.edgesCounted = word !== 'no-edges';
    plant.carriageRunaway = word === 'runaway';
  }),
  /** No edges: the cam's sensors go on showing what they show now. */
  kneader: plantRow(['jammed', 'no-edges', 'runaway'], (plant, word) => {
    plant.kneader.jammed = word === 'jammed';
    plant.camHeld = word === 'no-edges';
    plant.camBits = camBitsOf(plant);
    plant.kneaderRunaway = word === 'runaway';
  }),
  /** Stuck shows the limit reached all the time, open never. */
  'limit.top': plantRow(['stuck', 'open'], (plant, word) => {
    plant.limitTopStuck = word === 'stuck';
    plant.limitTopOpen = word === 'open';
  }),
  'limit.bottom': plantRow(['stuck', 'open'], (plant, word) => {
    plant.limitBottomStuck = word === 'stuck';
    plant.limitBottomOpen = word === 'open';
  }),
  /** What the mains adapter gives without load. */
  supply: plantRow(
    [],
    (plant, word, volts) => {
      plant.sourceV = word === 'none' ? plant.figures.nominalV : volts;
    },
    { unit: 'V', least: 0, most: 40 },
  ),
  link: boardRow(['lost', 'noisy', 'slow']),
  host: boardRow(['hung', 'killed']),
  /** The firmware's main loop hangs once; the watchdog starts it anew. */
  chip: boardRow(['hung']),
  /** The seat's switch shows nobody, whoever sits there. */
  seat: plantRow(['empty'], (plant, word) => {
    plant.seatEmpty = word === 'empty';
  }),
  estop: plantRow(['pressed'], (plant, word) => {
    plant.emergencyStop = word === 'pressed';
  }),
  /** Mains gone, for everything. */
  power: plantRow(['cut'], (plant, word) => {
    plant.powered = word !== 'cut';
  }),
  person: plantRow([], (plant, word, kg) => setPerson(plant, word === 'none' ? 0 : kg), {
    unit: 'kg',
    least: 0,
    most: 200,
  }),
};

function bitSet(bits: number, bit: number, on: boolean): number {
  return on ? bits | bit : bits & ~bit;
}

export const faultTable: Readonly<Record<FaultName, FaultRow>> = {
  ...rows,
  ...(Object.fromEntries(
    widths.map((width) => [
      `cam.${width}`,
      plantRow(['open'], (plant, word) => {
        plant.camOpenBits = bitSet(plant.camOpenBits, camBitOf(width), word === 'open');
      }),
    ]),
  ) as Record<`cam.${Width}`, FaultRow>),
  ...(Object.fromEntries(
    keyNames.map((key) => [
      `key.${key}`,
      plantRow(['stuck'], (plant, word) => {
        plant.stuckKeys = bitSet(plant.stuckKeys, keyBit(key), word === 'stuck');
      }),
    ]),
  ) as Record<`key.${KeyName}`, FaultRow>),
  /** An output of the microcontroller stays at the level it has, whatever the firmware writes. */
  ...(Object.fromEntries(pinNames.map((pin) => [`pin.${pin}`, boardRow(['stuck'])])) as Record<
    `pin.${PinName}`,
    FaultRow
  >),
};

export const faultNames = Object.keys(faultTable) as readonly FaultName[];

export function isFaultName(text: string): text is FaultName {
  return Object.hasOwn(faultTable, text);
}

export interface ReadFault {
  /** Empty where a number stands alone. */
  readonly word: string;
  /** NaN where there is none. */
  readonly number: number;
}

/** Reads a value as a scenario writes it (`open`, `31 V`, `detached 33 C`, `none`); a string says what is wrong with it. */
export function readFaultValue(name: FaultName, value: FaultValue): ReadFault | string {
  const row = faultTable[name];
  const text = String(value).trim();
  if (text === 'none') return { word: 'none', number: Number.NaN };
  if (row.words.includes(text)) return { word: text, number: Number.NaN };
  if (row.number !== null) {
    const { unit, least, most } = row.number;
    const match = /^(?:(detached)\s+)?([-+]?\d+(?:\.\d+)?)\s*([A-Za-z]*)$/.exec(text);
    const word = match?.[1] ?? '';
    const number = Number(match?.[2]);
    const wordFits = row.words.length === 0 ? word === '' : row.words.includes(word);
    const unitFits = match?.[3] === unit || match?.[3] === '';
    if (match !== null && wordFits && unitFits) {
      return number >= least && number <= most
        ? { word, number }
        : `${name}: ${text} is not within ${least} to ${most} ${unit}`;
    }
  }
  return `${name}: ${text} is none of ${valuesOf(name).join(', ')}`;
}

/** The values a name takes, as a person writes them. */
export function valuesOf(name: FaultName): readonly string[] {
  const { words, number } = faultTable[name];
  const unit =
    number === null ? [] : words.includes('detached') ? [`detached N ${number.unit}`] : [`N ${number.unit}`];
  return [...words, ...unit, 'none'];
}

/** Puts a fault in, or with `none` takes it away. Throws on a value the table does not have. */
export function breakPlant(plant: Plant, name: FaultName, value: FaultValue): void {
  const read = readFaultValue(name, value);
  if (typeof read === 'string') throw new Error(read);
  faultTable[name].set(plant, read.word, read.number);
}

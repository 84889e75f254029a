/**
 * Everything that can be broken, as a closed table: name, the values it takes, and what each does to the
 * plant. Scenario files, the campaign and the page take their faults from here. Any fault can come and go
 * at any time, alone or with others; a name has one value at a time, and `none` takes the fault away.
 */
import { commonPads, type KeyName, keyBit, keyNames, type Width, widths } from '../../src/chair/names.ts';
import {
  boardRow,
  type FaultRow,
  type PadFamily,
  padFamilies,
  padRows,
  partMeasures,
  plantRow,
  range,
  setThermistor,
} from './fault-rows.ts';
import { type ReadFault, readValue } from './fault-values.ts';
import { camBitOf, camBitsOf } from './sense.ts';
import { type Plant, setPerson } from './state.ts';
import { type WireName, wireNames, wireWords } from './wires.ts';

/** Outputs of the microcontroller, as the emulator names them; each pad has one more, by its own name. */
const pinNames = ['carriage', 'kneader', 'tapper', 'relay', 'motor-relay'] as const;
export type PinName = string;

export type FaultName =
  | `${PadFamily}.${string}`
  | 'relay'
  | 'motor-relay'
  | 'carriage'
  | 'kneader'
  | 'tapper'
  | `limit.${'top' | 'bottom'}`
  | `cam.${Width}`
  | 'supply'
  | 'link'
  | 'host'
  | 'chip'
  | 'seat'
  | 'estop'
  | `key.${KeyName}`
  | 'power'
  | 'sense.motors'
  | 'person'
  | `current.${'carriage' | 'kneader' | 'pads' | 'tapper'}`
  | `wires.${WireName}`
  | TurnFaultName
  | LineFaultName;

/** What can be wrong with the host's turns; and with the line, apart from being lost, noisy or slow. */
export const turnFaultNames = ['host.late', 'host.pause', 'host.one-in', 'host.missed'] as const;
export const lineFaultNames = ['line.lag', 'line.burst', 'line.repeat', 'line.pause'] as const;
export type TurnFaultName = (typeof turnFaultNames)[number];
export type LineFaultName = (typeof lineFaultNames)[number];

/** As written in a scenario: a word of the table, a number with its unit, or `none`. */
export type FaultValue = string | number;

const floats = (plant: Plant, bit: number, word: string): void => {
  plant.floatingBits = bitSet(plant.floatingBits, bit, word === 'floating');
};

const currentRow = (bit: number): FaultRow =>
  plantRow(
    ['open'],
    (plant, word) => {
      plant.currentOpenBits = bitSet(plant.currentOpenBits, bit, word === 'open');
    },
    null,
    { rough: ['open'] },
  );

const rows: Record<
  Exclude<FaultName, `key.${KeyName}` | `cam.${Width}` | `wires.${WireName}` | 'sense.motors'>,
  FaultRow
> = {
  'thermistor.ambient': plantRow(
    ['open', 'short', 'frozen'],
    (plant, word, number) =>
      setThermistor(plant.ambientThermometer, word, number, plant.ambientC, plant.ambientC),
    null,
    { measures: partMeasures },
  ),
  relay: plantRow(['welded', 'open'], (plant, word) => {
    plant.padRelayWelded = word === 'welded';
    plant.padRelayOpen = word === 'open';
  }),
  'motor-relay': plantRow(['welded', 'open'], (plant, word) => {
    plant.motorRelayWelded = word === 'welded';
    plant.motorRelayOpen = word === 'open';
  }),
  /** Runaway: a shorted bridge drives fully in its last direction while the motor relay is closed. */
  carriage: plantRow(['jammed', 'no-edges', 'runaway'], (plant, word) => {
    plant.carriage.jammed = word === 'jammed';
    plant.carriage.edgesCounted = word !== 'no-edges';
    plant.carriageRunaway = word === 'runaway';
  }),
  /** No edges: the cam's sensors hold what they show now. */
  kneader: plantRow(['jammed', 'no-edges', 'runaway'], (plant, word) => {
    plant.kneader.jammed = word === 'jammed';
    plant.camHeld = word === 'no-edges';
    plant.camBits = camBitsOf(plant);
    plant.kneaderRunaway = word === 'runaway';
  }),
  /** On: its switch always conducts. */
  tapper: plantRow(['jammed', 'on'], (plant, word) => {
    if (plant.tapper !== null) plant.tapper.jammed = word === 'jammed';
    plant.tapperOn = word === 'on';
  }),
  /** Stuck always shows the limit reached, open never; floating, a broken wire without a pull, shows anything. */
  'limit.top': plantRow(
    ['stuck', 'open', 'floating'],
    (plant, word) => {
      plant.limitTopStuck = word === 'stuck';
      plant.limitTopOpen = word === 'open';
      floats(plant, floatingBit.limitTop, word);
    },
    null,
    { rough: ['floating'] },
  ),
  'limit.bottom': plantRow(
    ['stuck', 'open', 'floating'],
    (plant, word) => {
      plant.limitBottomStuck = word === 'stuck';
      plant.limitBottomOpen = word === 'open';
      floats(plant, floatingBit.limitBottom, word);
    },
    null,
    { rough: ['floating'] },
  ),
  /** What the mains adapter gives without load. */
  supply: plantRow(
    [],
    (plant, word, volts) => {
      plant.sourceV = word === 'none' ? plant.figures.nominalV : volts;
    },
    { unit: 'V', least: 0, most: 60 },
  ),
  link: boardRow(['lost', 'noisy', 'slow']),
  host: boardRow(['hung', 'killed']),
  /** The firmware's main loop hangs once; the watchdog resets it. */
  chip: boardRow(['hung']),
  /** The seat's switch shows an empty seat, whoever sits there. */
  seat: plantRow(
    ['empty', 'floating'],
    (plant, word) => {
      plant.seatEmpty = word === 'empty';
      floats(plant, floatingBit.seat, word);
    },
    null,
    { rough: ['floating'] },
  ),
  estop: plantRow(['pressed'], (plant, word) => {
    plant.emergencyStop = word === 'pressed';
  }),
  /** The mains fail, for everything. */
  power: plantRow(['cut'], (plant, word) => {
    plant.powered = word !== 'cut';
  }),
  person: plantRow([], (plant, word, kg) => setPerson(plant, word === 'none' ? 0 : kg), {
    unit: 'kg',
    least: 0,
    most: 200,
  }),
  /** The plug of a current sensor is out: it shows no current. */
  'current.carriage': currentRow(1),
  'current.kneader': currentRow(2),
  'current.pads': currentRow(4),
  'current.tapper': currentRow(8),
  /** Each turn late by a time drawn between these. */
  'host.late': boardRow([], { between: range(0, 1000, 'ms') }),
  /** No turns, and nothing is read from the line; the turn that was due comes late, when the pause is over. */
  'host.pause': boardRow(['on'], { rough: ['on'] }),
  /** One turn in this many is taken, the others are left out. */
  'host.one-in': boardRow([], { number: range(1, 50) }),
  /** This share of the turns is left out. */
  'host.missed': boardRow([], { number: range(0, 1) }),
  /** Every byte comes this much later, either way. */
  'line.lag': boardRow([], { number: range(0, 1000, 'ms') }),
  /** Bytes come in bursts this far apart, either way. */
  'line.burst': boardRow([], { number: range(0, 1000, 'ms') }),
  /** This share of the messages comes twice, either way. */
  'line.repeat': boardRow([], { number: range(0, 1) }),
  /** Bytes are held back, either way, and come when the pause is over. */
  'line.pause': boardRow(['on'], { rough: ['on'] }),
};

/** Bits of `floatingBits`; the lowest three are the cam sensors'. */
export const floatingBit = { limitTop: 8, limitBottom: 16, seat: 32 } as const;

function bitSet(bits: number, bit: number, on: boolean): number {
  return on ? bits | bit : bits & ~bit;
}

/** All faults but those of pads. */
const faultTable: Readonly<Record<string, FaultRow>> = {
  ...rows,
  ...(Object.fromEntries(
    widths.map((width) => [
      `cam.${width}`,
      plantRow(
        ['open', 'floating'],
        (plant, word) => {
          plant.camOpenBits = bitSet(plant.camOpenBits, camBitOf(width), word === 'open');
          floats(plant, camBitOf(width), word);
        },
        null,
        { rough: ['floating'] },
      ),
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
  ...(Object.fromEntries(
    wireNames.map((wire) => [
      `wires.${wire}`,
      plantRow(
        [wireWords[wire]],
        (plant, word) => {
          plant.wires[wire] = word !== 'none';
        },
        null,
        { rough: [wireWords[wire]] },
      ),
    ]),
  ) as Record<`wires.${WireName}`, FaultRow>),
  /** An output of the microcontroller stays at its present level, whatever the firmware writes. */
  ...Object.fromEntries(pinNames.map((pin) => [`pin.${pin}`, boardRow(['stuck'])])),
  /** The wire of the divider behind the motors' relay is broken: it shows no voltage. */
  'sense.motors': plantRow(
    ['open'],
    (plant, word) => {
      plant.motorsSenseOpen = word === 'open';
    },
    null,
    { rough: ['open'] },
  ),
};

interface Named {
  readonly name: string;
}

/** Everything that can be broken of a chair with these pads. Campaigns draw by index, so the order must not change. */
export function faultNamesOf(pads: readonly Named[]): readonly FaultName[] {
  const of = (family: PadFamily) => pads.map(({ name }) => `${family}.${name}` as const);
  const others = Object.keys(faultTable).filter((name) => name !== 'thermistor.ambient') as FaultName[];
  const relays = others.splice(others.indexOf('pin.relay'));
  return [
    ...of('thermistor'),
    ...of('surface-sensor'),
    'thermistor.ambient',
    ...of('fet'),
    ...of('pad'),
    ...others,
    ...of('pin'),
    ...relays,
  ];
}

/** Of a chair with the common pads. */
export const faultNames = faultNamesOf(commonPads.map((name) => ({ name })));

export function isFaultName(text: string, pads: readonly Named[]): text is FaultName {
  return (
    Object.hasOwn(faultTable, text) ||
    padFamilies.some((family) => pads.some(({ name }) => text === `${family}.${name}`))
  );
}

export function faultRow(name: FaultName): FaultRow {
  const row = faultTable[name];
  if (row !== undefined) return row;
  const dot = name.indexOf('.');
  const family = padFamilies.find((each) => each === name.slice(0, dot));
  if (family === undefined) throw new Error(`nothing is called ${name}`);
  return padRows[family](name.slice(dot + 1));
}

/** Reads a value as a scenario writes it, see `fault-values.ts`; a string says what is wrong with it. */
export function readFaultValue(name: FaultName, value: FaultValue): ReadFault | string {
  return readValue(name, faultRow(name), String(value));
}

/** Puts a fault in, or with `none` takes it away. Throws on a value the table does not have. */
export function breakPlant(plant: Plant, name: FaultName, value: FaultValue): void {
  const read = readFaultValue(name, value);
  if (typeof read === 'string') throw new Error(read);
  if (read.coming !== null) throw new Error(`${name}: what comes and goes is given to a board`);
  faultRow(name).set(plant, read.word, read.number);
}

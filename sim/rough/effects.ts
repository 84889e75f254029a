/**
 * Whether a present fault changes anything now, at a pin or behind one: an open switch only where it would be closed,
 * a jam only where something is driven. Campaigns rely on it: a fault that changed nothing was not tested.
 */
import { tickMs } from '../../src/chair/limits.ts';
import { type KeyName, keyBit, type Width } from '../../src/chair/names.ts';
import { areMotorsOff, type Power } from '../../src/chair/outputs.ts';
import { motorRelayCloses, type Plant, padNamed, padRelayCloses } from '../plant/plant.ts';
import { camBitOf, camBitsOf } from '../plant/sense.ts';
import { ratedSteps, type Thermometer } from '../plant/thermometer.ts';

/** In how many ticks each fault given so far has changed something. */
export interface Ledger {
  readonly ticks: Record<string, number>;
  /** The faults that are present, by name. */
  readonly present: Map<string, { readonly kind: string; readonly word: string; tick: number }>;
}

export function createLedger(): Ledger {
  return { ticks: {}, present: new Map() };
}

/** Whether a fault of this name has ever been present, with any value. */
export function wasIn({ ticks }: Ledger, name: string): boolean {
  return Object.keys(ticks).some((kind) => kind.split(' ')[0] === name);
}

/** Notes that a fault is present from now on, or (`none`) no longer. */
export function enterFault({ ticks, present }: Ledger, name: string, word: string): void {
  if (word === 'none') {
    present.delete(name);
    return;
  }
  // A person is not a fault.
  if (name === 'person') return;
  const kind = word === '' ? name : `${name} ${word}`;
  ticks[kind] ??= 0;
  present.set(name, { kind, word, tick: -1 });
}

/** Called after each step of time. */
export function countEffects(ledger: Ledger, plant: Plant, pins: Readonly<Power>): void {
  if (ledger.present.size === 0) return;
  const tick = Math.floor(plant.nowMs / tickMs);
  for (const [name, fault] of ledger.present) {
    if (fault.tick === tick || !changes(plant, pins, name, fault.word)) continue;
    fault.tick = tick;
    ledger.ticks[fault.kind] = (ledger.ticks[fault.kind] ?? 0) + 1;
  }
}

type Effect = (plant: Plant, pins: Readonly<Power>, word: string, part: string) => boolean;

const driven = ({ powered, emergencyStop }: Plant, duty: number, pins: Readonly<Power>): boolean =>
  powered && !emergencyStop && duty !== 0 && pins.motorRelay;
const anyPad = (pins: Readonly<Power>): boolean => pins.padsOn.includes(true);
const isOn = ({ pads }: Plant, pins: Readonly<Power>, name: string): boolean =>
  pads.some((pad, index) => pad.name === name && pins.padsOn[index] === true);
const meterOf = (plant: Plant, part: string): Thermometer =>
  part === 'ambient' ? plant.ambientThermometer : padNamed(plant, part).thermometer;
/** Whether the thermometer shows another count than its temperature gives. */
const isOff = (meter: Thermometer): boolean =>
  Math.abs(ratedSteps(meter, meter.measuredC) - meter.count) >= 1.5;
const always: Effect = () => true;

/** By the name up to its dot. Faults of the host's turns and of the line count their own effects and are not here. */
const effects: Readonly<Record<string, Effect>> = {
  thermistor: (plant, _, word, part) => word !== 'frozen' || isOff(meterOf(plant, part)),
  'surface-sensor': (plant, _, word, part) => {
    const meter = padNamed(plant, part).surfaceThermometer;
    return meter !== null && (word !== 'frozen' || isOff(meter));
  },
  fet: (plant, pins, word, part) =>
    padRelayCloses(plant, pins) && (word === 'open') === isOn(plant, pins, part),
  pad: (plant, pins, _, part) => padRelayCloses(plant, pins) && isOn(plant, pins, part),
  relay: (_, pins, word) => anyPad(pins) && pins.padRelay === (word === 'open'),
  'motor-relay': ({ figures }, pins, word) =>
    (figures.has.motorsV || !areMotorsOff(pins)) && pins.motorRelay === (word === 'open'),
  carriage: (plant, pins, word) =>
    word === 'jammed'
      ? driven(plant, pins.carriageDuty, pins)
      : word === 'runaway'
        ? motorRelayCloses(plant, pins) && Math.abs(pins.carriageDuty) < 1
        : plant.carriageMmPerS !== 0,
  kneader: (plant, pins, word) =>
    word === 'jammed'
      ? driven(plant, pins.kneaderDuty, pins)
      : word === 'runaway'
        ? motorRelayCloses(plant, pins) && Math.abs(pins.kneaderDuty) < 1
        : camBitsOf(plant) !== plant.camBits,
  tapper: (plant, pins, word) =>
    plant.tapper !== null &&
    (word === 'jammed'
      ? driven(plant, pins.tapperDuty, pins)
      : motorRelayCloses(plant, pins) && pins.tapperDuty < 1),
  limit: ({ carriageMm, figures }, _, word, part) => {
    const closed = part === 'top' ? carriageMm >= figures.railMm : carriageMm <= 0;
    return word === 'floating' || closed === (word === 'open');
  },
  cam: (plant, _, word, part) => word === 'floating' || (camBitsOf(plant) & camBitOf(part as Width)) !== 0,
  current: ({ carriage, kneader, tapper, padsFilteredA }, _, __, part) =>
    (part === 'carriage'
      ? carriage.filteredA
      : part === 'kneader'
        ? kneader.filteredA
        : part === 'tapper'
          ? (tapper?.filteredA ?? 0)
          : padsFilteredA) > 0,
  sense: ({ motorsV }) => motorsV > 0,
  seat: ({ personKg }, _, word) => word === 'floating' || personKg > 0,
  key: ({ keys }, _, __, part) => (keys & keyBit(part as KeyName)) === 0,
  wires: (plant, pins, _, part) => wireMatters(plant, pins, part),
  pin: always,
  estop: always,
  supply: always,
  power: always,
  link: always,
  host: always,
  chip: always,
};

function wireMatters(plant: Plant, pins: Readonly<Power>, wire: string): boolean {
  const bits = camBitsOf(plant);
  const { has } = plant.figures;
  const first = plant.pads[0]?.thermometer;
  switch (wire) {
    case 'carriage':
      return pins.carriageDuty !== 0;
    case 'kneader':
      return pins.kneaderDuty !== 0;
    case 'motors':
      return pins.carriageDuty !== pins.kneaderDuty;
    case 'pads':
      return pins.padsOn.some((on) => on !== pins.padsOn[0]);
    case 'ends':
      return plant.carriageMm >= plant.figures.railMm || plant.carriageMm <= 0;
    case 'cams':
      return bits === 1 || bits === 4;
    case 'currents':
      return has.carriageA && has.kneaderA && plant.carriage.filteredA !== plant.kneader.filteredA;
    default:
      return plant.pads.some(({ thermometer }) => Math.abs(thermometer.steps - (first?.steps ?? 0)) >= 1);
  }
}

function changes(plant: Plant, pins: Readonly<Power>, name: string, word: string): boolean {
  const dot = name.indexOf('.');
  const [family, part] = dot < 0 ? [name, ''] : [name.slice(0, dot), name.slice(dot + 1)];
  return effects[family]?.(plant, pins, word, part) ?? false;
}

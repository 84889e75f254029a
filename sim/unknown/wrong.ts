/** What is wired wrong in an unknown chair, and how each mistake is put in and mended. */
import type { Plant } from '../plant/plant.ts';
import type { Mistake } from './mistakes.ts';

export interface Wrong {
  /** Outputs, by their place in the file, that are on at the other level; and drives whose motor never gets power. */
  readonly inverted: Set<string>;
  readonly dead: Set<string>;
  /** Inputs, by their place in the file, whose wire is broken; and whose external resistor is missing. */
  readonly cut: Set<string>;
  readonly unheld: Set<string>;
  /** Inputs whose contact closes only every third time that they are pressed. */
  readonly loose: Set<string>;
  /** Inputs that only a hand presses: the carriage misses them. */
  readonly unmoved: Set<string>;
  /** Part -> the part on whose pin it is; and part -> the part whose pressing by hand it shows. */
  readonly onPinOf: Map<string, string>;
  readonly handOf: Map<string, string>;
  /** Current sensors: the share of the true current that they show. */
  readonly shows: Map<string, number>;
  bounces: boolean;
  supplyV: number | null;
}

export function createWrong(): Wrong {
  return {
    inverted: new Set(),
    dead: new Set(),
    cut: new Set(),
    unheld: new Set(),
    loose: new Set(),
    unmoved: new Set(),
    onPinOf: new Map(),
    handOf: new Map(),
    shows: new Map(),
    bounces: false,
    supplyV: null,
  };
}

/** A supply for another chair. */
const otherSupplyV = 12;
/** A shunt of half the resistance. */
const otherScale = 0.5;

/** Puts a mistake in, or takes it out. */
export function setMistake(wrong: Wrong, plant: Plant, mistake: Mistake, is: boolean): void {
  const [one = '', two = ''] = mistake.parts;
  const have = <Key>(set: Set<Key>, key: Key) => (is ? set.add(key) : set.delete(key));
  const map = <Value>(of: Map<string, Value>, key: string, value: Value) =>
    is ? of.set(key, value) : of.delete(key);
  switch (mistake.id) {
    case 'input-dead':
    case 'counts-dead':
    case 'cam-dead':
      have(wrong.cut, one);
      break;
    case 'input-floats':
      have(wrong.unheld, one);
      break;
    case 'input-loose':
      have(wrong.loose, one);
      break;
    case 'end-dead':
      have(wrong.unmoved, one);
      break;
    case 'two-on-one-pin':
      map(wrong.onPinOf, two, one);
      break;
    case 'ends-swapped':
      map(wrong.handOf, one, two);
      map(wrong.handOf, two, one);
      break;
    case 'counts-bounce':
      wrong.bounces = is;
      break;
    case 'supply-volts':
      wrong.supplyV = is ? otherSupplyV : null;
      break;
    case 'current-silent':
      map(wrong.shows, one, 0);
      break;
    case 'current-scale':
      map(wrong.shows, one, otherScale);
      break;
    case 'output-inverted':
      have(wrong.inverted, one);
      break;
    case 'output-dead':
      if (one.endsWith('.drive')) have(wrong.dead, one);
      else setInPlant(plant, mistake, is);
      break;
    default:
      setInPlant(plant, mistake, is);
  }
}

function setInPlant(plant: Plant, { id, parts }: Mistake, is: boolean): void {
  const [one = ''] = parts;
  const pad = plant.pads.find(({ name }) => one.startsWith(`heat.pads.${name}`));
  switch (id) {
    case 'motor-reversed':
      plant.wires[one === 'carriage' ? 'carriage' : 'kneader'] = is;
      break;
    case 'motors-swapped':
      plant.wires.motors = is;
      break;
    case 'currents-swapped':
      plant.wires.currents = is;
      break;
    case 'pads-swapped':
      plant.wires.pads = is;
      break;
    case 'thermistors-swapped':
      plant.wires.thermistors = is;
      break;
    case 'output-dead':
      if (pad !== undefined) pad.fetOpen = is;
      else plant.motorRelayOpen = is;
      break;
    case 'switch-stuck':
      if (pad !== undefined) pad.fetShorted = is;
      else if (one === 'motors.relay') plant.motorRelayWelded = is;
      else if (one === 'heat.relay') plant.padRelayWelded = is;
      else if (one === 'carriage.drive') plant.carriageRunaway = is;
      else if (one === 'tapper.drive') plant.tapperOn = is;
      else plant.kneaderRunaway = is;
      break;
    default:
      throw new Error(`the simulator cannot wire this: ${id}`);
  }
}

/**
 * Random chairs: any combination of parts that the format of chair files allows, as plain values and as files. Nothing
 * that would have the file refused is drawn; parts that stay locked out are.
 */
import { usual } from '../../src/chair/file/usual.ts';
import { keyNames } from '../../src/chair/names.ts';
import { yamlText } from '../../src/codec/yaml-text.ts';
import { createRandom, nextBelow, nextBetween, nextShare, type Random } from '../random.ts';
import { drawCarriage, drawKneader, drawTapper } from './motors.ts';
import { type Dice, dropped, type FileMap } from './parts.ts';
import { freePins } from './pins.ts';

/** A chair file as a plain value; the same for the same seed. */
export function drawChair(seed: number): FileMap {
  const dice = diceOf(createRandom(seed));
  const volts = dice.chance(0.6) ? 24 : dice.chance(0.5) ? 12 : dice.whole(9, 34);
  const carriage = dice.chance(0.9) ? drawCarriage(dice) : dice.none();
  const coupled = typeof carriage === 'object' && (carriage['drive'] as FileMap)['kind'] === 'coupled';
  const kneader = coupled ? 'none' : dice.chance(0.8) ? drawKneader(dice) : dice.none();
  const tapper = dice.chance(0.4) ? drawTapper(dice) : dice.none();
  const moves = [carriage, kneader, tapper].some((part) => typeof part === 'object');
  const relay = dice.chance(0.5);
  const heat = dice.chance(0.6) ? drawHeat(dice, volts) : dice.none();
  return dropped({
    chair: `drawn-${seed}`,
    format: 1,
    name: dice.chance(0.5) ? `Drawn from seed ${seed}` : undefined,
    chip: 'mega-2560',
    supply: {
      volts: `${volts} V`,
      'source-resistance': drawSource(dice, heat, volts),
      allowed: dice.chance(0.3)
        ? { from: `${volts * 0.7} V`, to: `${Math.min(40, volts * 1.2)} V` }
        : undefined,
      sense: dice.chance(0.4)
        ? { pin: dice.pins.analog(), scale: volts < 29 && dice.chance(0.5) ? '7.8 V/V' : '10 V/V' }
        : dice.none(),
    },
    'current-filter': dice.chance(0.3) ? `${dice.whole(0, 30)} ms` : undefined,
    motors: relay
      ? {
          relay: dice.output('plain'),
          sense: dice.chance(0.3) ? { pin: dice.pins.analog(), scale: '7.8 V/V' } : dice.none(),
          fuse: dice.chance(0.5) ? '6.3 A' : dice.none(),
        }
      : dice.none(),
    carriage,
    kneader,
    tapper,
    heat,
    inputs: drawInputs(dice, moves && !relay),
    signs: dice.chance(0.8) ? drawSigns(dice) : dice.none(),
  });
}

/** The chair as the text of its file. */
export function drawnChairText(seed: number): string {
  return yamlText(drawChair(seed));
}

/** A supply that its own heater lowers by more than this share is too weak for its chair. */
const sagMost = 0.05;

/** The resistance of the supply; left out, it is the usual one, where the heater bears that. */
function drawSource(dice: Dice, heat: FileMap | 'none' | undefined, volts: number): string | undefined {
  const pads = typeof heat === 'object' && typeof heat['pads'] === 'object' ? heat['pads'] : {};
  const padA = Object.values(pads as Readonly<Record<string, { volts?: string; watts: string }>>).map(
    (pad) => (parseFloat(pad.watts) * volts) / parseFloat(pad.volts ?? `${volts}`) ** 2,
  );
  const mostOhm = Math.min(0.4, (sagMost * volts) / padA.reduce((sum, each) => sum + each, 0));
  const usualOhm = usual.sourceResistance.value;
  if (usualOhm <= mostOhm && dice.chance(0.7)) return undefined;
  return `${Math.floor(mostOhm * dice.whole(0, 100)) / 100} ohm`;
}

const padNames = ['lumbar', 'sacral', 'upper-back', 'seat'] as const;

function drawHeat(dice: Dice, supplyV: number): FileMap {
  const count = dice.below(3);
  if (count === 0) return { pads: 'none' };
  const first = dice.below(padNames.length);
  const names = Array.from(
    { length: count },
    (_, index) => padNames[(first + index) % padNames.length] as string,
  );
  return dropped({
    pads: Object.fromEntries(names.map((name) => [name, drawPad(dice, supplyV)])),
    relay: dice.chance(0.6) ? dice.output('plain') : dice.none(),
    current: dice.chance(0.5)
      ? { pin: dice.pins.analog(), scale: dice.chance(0.6) ? '2 A/V' : '5 A/V' }
      : dice.none(),
    ambient: dice.chance(0.5) ? thermistor(dice) : dice.none(),
  });
}

const thermistor = (dice: Dice): FileMap => ({
  pin: dice.pins.analog(),
  resistance: dice.chance(0.7) ? '10 kohm' : `${[4.7, 22, 47, 100][dice.below(4)]} kohm`,
  beta: dice.chance(0.7) ? '3950 K' : `${dice.whole(3200, 4600)} K`,
});

/** Some pads are made for another voltage than that of the supply: at that of the supply they take 80 W at most. */
function drawPower(dice: Dice, supplyV: number): FileMap {
  if (dice.chance(0.7)) return { watts: `${dice.whole(10, 60)} W` };
  const volts = Math.min(40, Math.max(5, Math.round(supplyV * (dice.whole(70, 150) / 100))));
  const most = Math.min(80, Math.floor(80 * (volts / supplyV) ** 2));
  return { volts: `${volts} V`, watts: `${dice.whole(Math.min(10, most), most)} W` };
}

function drawPad(dice: Dice, supplyV: number): FileMap {
  const closed = dice.chance(0.5);
  const atSurface = dice.chance(0.5);
  // A thermostat that opens within the range of a closed loop would look like a pad without power.
  const opens = closed ? dice.whole(60, 65) : dice.whole(34, 49);
  const pad = dropped({
    out: dice.output('plain'),
    ...drawPower(dice, supplyV),
    area: dice.chance(0.5) ? { from: '180 mm', to: '300 mm' } : undefined,
    'element-sensor': closed ? thermistor(dice) : dice.none(),
    'surface-sensor': dice.chance(0.4)
      ? { ...thermistor(dice), fixed: dice.chance(0.5) ? 'yes' : 'no' }
      : dice.none(),
    thermostat: dice.chance(0.3)
      ? { at: atSurface ? 'surface' : 'element', opens: `${opens} C` }
      : dice.none(),
    'cut-off': dice.chance(0.5) ? '66 C' : dice.none(),
    'by-table': dice.chance(0.5) ? drawTable(dice) : dice.none(),
    element: dice.chance(0.3)
      ? {
          capacity: `${dice.whole(40, 250)} J/K`,
          'to-surface': `${dice.whole(30, 150) / 100} W/K`,
          'to-air': `${dice.whole(20, 80) / 100} W/K`,
        }
      : undefined,
    surface: dice.chance(0.2)
      ? { capacity: `${dice.whole(60, 250)} J/K`, 'to-air': `${dice.whole(20, 60) / 100} W/K` }
      : undefined,
    tolerance: dice.chance(0.3) ? `${dice.whole(5, 40)} %` : undefined,
  });
  return withSteadySurface(pad, supplyV);
}

/** What the format assumes for an element without figures; and the warmest steady surface that it allows. */
const assumedToAir = '0.43 W/K';
const steadyMostC = 60;

/** Under a blanket a surface becomes as warm as its element, which only its frame cools. */
function withSteadySurface(pad: FileMap, supplyV: number): FileMap {
  const table = pad['by-table'] as FileMap | 'none' | undefined;
  if (typeof table !== 'object' || table['covered'] !== 'yes') return pad;
  const toAir = (pad['element'] as FileMap | undefined)?.['to-air'] ?? assumedToAir;
  const number = (value: unknown) => parseFloat(String(value));
  const powerW = number(pad['watts']) * (supplyV / number(pad['volts'] ?? supplyV)) ** 2;
  const steadyC = number(table['room']) + powerW / number(toAir);
  return {
    ...pad,
    'by-table': { ...table, 'steady-surface': `${Math.min(steadyMostC, Math.ceil(steadyC))} C` },
  };
}

function drawTable(dice: Dice): FileMap {
  const measured = dice.chance(0.5);
  return dropped({
    low: `${dice.whole(20, 50)} %`,
    medium: dice.chance(0.5) ? '75 %' : undefined,
    'steady-surface': measured ? `${dice.whole(28, 42)} C` : undefined,
    room: measured ? `${dice.whole(24, 38)} C` : undefined,
    covered: measured ? (dice.chance(0.7) ? 'yes' : 'no') : undefined,
  });
}

/** `mustCut`: nothing but the emergency stop could cut the power of a motor whose switch is stuck. */
function drawInputs(dice: Dice, mustCut: boolean): FileMap {
  const stops = mustCut || dice.chance(0.5);
  const cuts = dice.chance(0.5) ? 'motors' : 'everything';
  const keys = keyNames.filter(
    (name) => name !== 'stop' && dice.chance(name === 'power' || name === 'start' ? 0.85 : 0.6),
  );
  return dropped({
    stop: dice.input('plain'),
    'emergency-stop': stops
      ? { cuts, ...(dice.chance(0.5) ? dice.input('plain') : { pin: 'none' }) }
      : dice.none(),
    seat: dice.chance(0.4) ? dice.input('plain') : dice.none(),
    keys: keys.length > 0 ? Object.fromEntries(keys.map((name) => [name, dice.input('plain')])) : undefined,
  });
}

function drawSigns(dice: Dice): FileMap {
  return dropped({
    lamp: dice.chance(0.8) ? { pin: dice.chance(0.5) ? 13 : dice.pins.plain() } : dice.none(),
    'lock-lamp': dice.chance(0.4) ? { pin: dice.pins.plain() } : dice.none(),
    beeper: dice.chance(0.7) ? { pin: dice.pins.plain() } : dice.none(),
    display: dice.chance(0.4) ? { address: 0x70 } : dice.none(),
  });
}

function diceOf(random: Random): Dice {
  const pins = freePins();
  const chance = (share: number) => nextShare(random) < share;
  return {
    pins,
    chance,
    below: (count) => nextBelow(random, count),
    whole: (from, to) => Math.round(nextBetween(random, from, to)),
    none: () => (chance(0.5) ? 'none' : undefined),
    output: (kind) => {
      const pin = pins[kind]();
      if (chance(0.15)) return { pin, active: 'low', pull: 'external-up', 'fed-from': 'chip' };
      return dropped({ pin, active: 'high', pull: chance(0.6) ? 'external-down' : undefined });
    },
    input: (kind) => {
      const pulls = ['up', 'external-up', 'external-down', 'none'] as const;
      return dropped({
        pin: pins[kind](),
        active: chance(0.5) ? 'high' : 'low',
        pull: pulls[nextBelow(random, pulls.length)],
        debounce: chance(0.5) ? `${Math.round(nextBetween(random, 1, 20))} ms` : undefined,
      });
    },
  };
}

/**
 * A chair of a known kind whose true figures and wiring are unknown: both are drawn from a seed, as the text of the file
 * that would describe it correctly. What a builder wires himself (drivers, dividers, sensors of current and temperature)
 * stays on the pins of the kind's file; the chair's own unlabelled wires (switches, keys, cams) are anywhere.
 */
import { type AnyChair, type AnyMotor, motorsOf, type SpeedStep } from '../../src/chair/any-chair.ts';
import type { ChipPin } from '../../src/chair/chips/chip.ts';
import { suppliedW } from '../../src/chair/current-filter.ts';
import { padWattsLeast, padWattsMost } from '../../src/chair/file/schema-heat.ts';
import { inputLines, usedPins } from '../../src/chair/lines.ts';
import { linesOf } from '../../src/chair/wiring.ts';
import { readYaml } from '../../src/codec/yaml.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { carriageSpeeds, kneaderSpeeds } from '../../src/setup/speeds.ts';
import type { Value } from '../../src/setup/value.ts';
import { createRandom, nextBelow, nextBetween, type Random } from '../random.ts';
import { drawMistakes, type Mistake } from './mistakes.ts';
import { drawNoise, type SensorNoise } from './noise.ts';

/** What is true of an unknown chair. */
export interface Truth {
  readonly seed: number;
  /** The text of the file that describes it. */
  readonly chair: string;
  readonly mistakes: readonly Mistake[];
  readonly noise: SensorNoise;
}

interface Change {
  readonly path: readonly (string | number)[];
  readonly value: unknown;
}

/** `text`: the valid file of its kind. The same seed gives the same chair. */
export function drawUnknown(text: string, seed: number, mistakes = 0): Truth {
  const random = createRandom(seed + 0x756e6b);
  const kind = chairOf(text);
  const file = readYaml(text, 'chair file').value;
  const says = (path: string) => valueAt(file, path.split('.')) !== undefined;
  const changes = [
    ...drawInputs(kind, random),
    ...drawFigures(kind, random, says),
    ...drawStalls(kind, createRandom(seed + 0x737461)),
  ];
  const chair = changedYaml(text, changes);
  const truly = chairOf(chair);
  return {
    seed,
    chair,
    mistakes: drawMistakes(truly, random, mistakes),
    noise: drawNoise(truly, createRandom(seed + 0x6e6f69)),
  };
}

/** What stands there in a chair file; undefined where nothing does. */
export function valueAt(value: unknown, path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((inside, key) => (inside as Record<string, unknown> | undefined)?.[key], value);
}

/** The path of a dotted name; `kneader.cams.2` is the second item of a list. */
export const pathOfInput = (path: string): readonly (string | number)[] =>
  path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) - 1 : key));

/** Contacts: closing to ground, closing to 5 V with an external resistor, closing to ground with one, opening from ground. */
const contacts = [
  { active: 'low', pull: 'up' },
  { active: 'high', pull: 'external-down' },
  { active: 'low', pull: 'external-up' },
  { active: 'high', pull: 'up' },
] as const;
/** Number of spare pins, besides those of the kind's inputs. */
const sparePins = 8;
/** Stops keep their level, so that a broken wire still reads as pressed; so do sensors that are not contacts. */
const keepsLevel = /^(inputs\.(stop|emergency-stop)|carriage\.counts|kneader\.cams\..*)$/;

function drawInputs(kind: AnyChair, random: Random): Change[] {
  const inputs = inputLines(kind).filter(({ path }) => path !== 'carriage.counts');
  const used = usedPins(kind);
  const spare = kind.chip.pins.filter(
    (pin) => !used.has(pin.number) && pin.taken === null && pin.analog === null && isPlain(pin),
  );
  const pool = shuffled([...inputs.map(({ line }) => line.pin), ...spare.slice(0, sparePins)], random);
  return inputs.flatMap(({ path }, index) => {
    const at = pathOfInput(path);
    const contact = contacts[nextBelow(random, contacts.length)];
    const level = keepsLevel.test(path) ? [] : Object.entries(contact ?? {});
    return [
      { path: [...at, 'pin'], value: pool[index]?.number },
      ...level.map(([key, value]) => ({ path: [...at, key], value })),
    ];
  });
}

/** A pin without PWM, interrupt or the LED on the board. */
const isPlain = ({ pwm, interrupt, number }: ChipPin): boolean =>
  pwm === null && interrupt === null && number !== 13;

function shuffled<Item>(items: Item[], random: Random): Item[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = nextBelow(random, last + 1);
    const [one, two] = [items[last] as Item, items[other] as Item];
    items[last] = two;
    items[other] = one;
  }
  return items;
}

/** How far figures are from the kind's file, as a share either way. */
const spreads = { speed: 0.1, breakaway: 0.15, counts: 0.2, pad: 0.3, rail: 0.06 } as const;

function drawFigures(kind: AnyChair, random: Random, says: (path: string) => boolean): Change[] {
  const near = (value: number, share: number) => value * (1 + nextBetween(random, -share, share));
  const text = (value: number, unit: string, digits = 4) => `${Number(value.toPrecision(digits))} ${unit}`;
  const { carriage, kneader, tapper, heat } = kind;
  const changes: Change[] = [];
  const set = (path: string, value: unknown) => changes.push({ path: path.split('.'), value });
  // Replaces the kind's speeds that this chair is too slow for.
  const keep = (slower: readonly Value[]) => {
    for (const { path, value } of slower)
      if (says(path.replace(/\.\d+$/, ''))) changes.push({ path: pathOfInput(path), value });
  };
  const drive = (name: string, motor: AnyMotor) => {
    const { pwm } = motor.drive;
    if (pwm === null || linesOf(motor.drive).length === 0) return;
    // Not above the duty of the kind's slowest speed.
    const from = Math.min(slowest(motor), Math.round(100 * near(pwm.duty.min, spreads.breakaway)));
    set(`${name}.drive.duty.from`, `${from} %`);
    if (!says(`${name}.drive.duty`)) set(`${name}.drive.duty.to`, '100 %');
    set(`${name}.drive.friction`, text(from * nextBetween(random, 0.42, 0.55), '%', 3));
  };
  if (carriage !== null) {
    const placed = Object.values(carriage.places).map(({ toMm }) => toMm);
    const railMm = Math.max(...placed, Math.round(near(carriage.railMm, spreads.rail)));
    // Not so slow that the carriage could not keep the speeds of its kind.
    const speed = { up: carriage.fullSpeedMmPerS.up * nextBetween(random, 0.94, 1.12), down: 0 };
    speed.down = speed.up * nextBetween(random, 1, 1.1);
    set('carriage.rail', `${railMm} mm`);
    if (says('carriage.travel')) setTravel(set, railMm / speed.up, railMm / speed.down);
    else
      for (const way of ['up', 'down'] as const) set(`carriage.full-speed.${way}`, text(speed[way], 'mm/s'));
    keep(carriageSpeeds(carriage, speed.up, speed.down));
    if (carriage.counts !== null) setCounts(set, kind, near(carriage.counts.eachMm, spreads.counts), railMm);
    if (says('carriage.reach.to') && carriage.reach.toMm > railMm - 20)
      set('carriage.reach.to', `${railMm - 20} mm`);
    const middleMm = carriage.ends.middle?.atMm ?? null;
    if (middleMm !== null)
      set('carriage.ends.middle.at', `${Math.round((near(middleMm, 0.1) * railMm) / carriage.railMm)} mm`);
    drive('carriage', carriage);
  }
  if (kneader !== null) {
    const full = Number(near(kneader.fullTurnsPerMin, spreads.speed).toPrecision(3));
    set('kneader.full-speed', `${full} rpm`);
    keep(kneaderSpeeds(kneader, full));
    drive('kneader', kneader);
  }
  if (tapper !== null) drive('tapper', tapper);
  for (const pad of heat?.pads ?? []) {
    const of = (value: number, unit: string) => text(near(value, spreads.pad), unit, 3);
    const at = `heat.pads.${pad.name}`;
    // Not so far from its kind's that no chair file may say so.
    const mostW =
      Math.floor((10 * padWattsMost) / suppliedW({ ...pad, nominalW: 1 }, kind.supply.nominalV)) / 10;
    const watts = Math.max(padWattsLeast, Math.min(mostW, near(pad.nominalW, spreads.pad)));
    set(`${at}.watts`, text(watts, 'W', 3));
    set(`${at}.element.capacity`, of(pad.elementJPerK, 'J/K'));
    set(`${at}.element.to-surface`, of(pad.elementSurfaceWPerK, 'W/K'));
    set(`${at}.element.to-air`, of(pad.elementAirWPerK, 'W/K'));
    set(`${at}.surface.capacity`, of(pad.surfaceJPerK, 'J/K'));
    set(`${at}.surface.to-air`, of(pad.surfaceAirWPerK, 'W/K'));
  }
  return changes;
}

/** Most of the stall current, times the kind's, for which the fuse is chosen: windings may have less resistance, not more. */
const stallMost = 1.15;
const drawStalls = (kind: AnyChair, random: Random): Change[] =>
  motorsOf(kind).flatMap(([name, { current }]) => {
    const stallA = (current?.draws.stallA ?? 0) * nextBetween(random, 1, stallMost);
    return current === null
      ? []
      : [{ path: [name, 'current', 'stall'], value: `${Number(stallA.toPrecision(3))} A` }];
  });

/** The lowest duty of the motor's speeds, in per cent. */
function slowest(motor: AnyMotor & { readonly speeds?: readonly SpeedStep<number>[] }): number {
  return Math.min(100, ...(motor.speeds ?? []).map((step) => (step.by === 'duty' ? 100 * step.duty : 100)));
}

function setTravel(set: (path: string, value: unknown) => void, upS: number, downS: number): void {
  for (const [way, seconds] of [
    ['up', upS],
    ['down', downS],
  ] as const) {
    set(`carriage.travel.${way}`, `${Number(seconds.toPrecision(4))} s`);
    set(`carriage.travel.${way}-with-person`, `${Number((1.3 * seconds).toPrecision(4))} s`);
  }
}

function setCounts(
  set: (path: string, value: unknown) => void,
  { carriage }: AnyChair,
  eachMm: number,
  railMm: number,
): void {
  const count = carriage?.counts;
  if (count === null || count === undefined) return;
  set('carriage.counts.each', `${Number(eachMm.toPrecision(3))} mm`);
  if (railMm > 0) set('carriage.counts.over-rail', undefined);
}

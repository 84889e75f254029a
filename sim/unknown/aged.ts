/** A known chair some years later: its wear, drawn from a seed, as changes of the file that describes it. */
import type { AnyChair } from '../../src/chair/any-chair.ts';
import { readYaml } from '../../src/codec/yaml.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { chairOf } from '../../src/setup/kind.ts';
import { carriageSpeeds, kneaderSpeeds } from '../../src/setup/speeds.ts';
import type { Value } from '../../src/setup/value.ts';
import { createRandom, nextBelow, nextBetween, type Random } from '../random.ts';
import { pathOfInput, type Truth, valueAt } from './draw.ts';
import { agedNoise } from './noise.ts';

export interface Aged {
  readonly truth: Truth;
  /** What has worn, a line for each part. */
  readonly worn: readonly string[];
}

/** Clearly more than two measurements of the same part differ. */
const slowerBy = { from: 0.08, to: 0.2 } as const;
const weakerBy = { from: 0.12, to: 0.3 } as const;

/** The same seed wears the same parts by the same shares: at least one part, and in some chairs a sensor. */
export function agedChair(truth: Truth, seed: number): Aged {
  const { chair: text } = truth;
  const random = createRandom(seed + 0x616765);
  const parts = wearable(chairOf(text), text, random);
  const surely = nextBelow(random, Math.max(1, parts.length));
  const worn = parts.filter((_, index) => nextBelow(random, 2) === 0 || index === surely);
  const figures = new Map(worn.map(({ path, value }) => [path, Number.parseFloat(value)]));
  const file = readYaml(text, 'chair file').value;
  const kept = keptSpeeds(chairOf(text), figures).filter(
    ({ path }) => valueAt(file, pathOfInput(path)) !== undefined,
  );
  const changes = [...worn, ...withPerson(worn, file), ...kept].map(({ path, value }) => ({
    path: pathOfInput(path),
    value,
  }));
  const sensors = agedNoise(chairOf(text), truth.noise, createRandom(seed + 0x6e6f69));
  const said = worn.map(({ path, was, value }) => `${path}: ${was} -> ${value}`);
  return {
    truth: { ...truth, chair: changedYaml(text, changes), noise: sensors.noise },
    worn: sensors.worn === null ? said : [...said, sensors.worn],
  };
}

interface Worn {
  readonly path: string;
  readonly was: string;
  readonly value: string;
}

type Change = Pick<Worn, 'path' | 'value'>;

/** The speeds that the worn chair still reaches, so that its file stays true. */
function keptSpeeds({ carriage, kneader }: AnyChair, worn: ReadonlyMap<string, number>): Value[] {
  const { up = 0, down = 0 } = carriage?.fullSpeedMmPerS ?? {};
  const speed = (path: string, before: number) => worn.get(path) ?? before;
  const way = (name: 'up' | 'down', before: number) => {
    const seconds = worn.get(`carriage.travel.${name}`);
    return seconds === undefined
      ? speed(`carriage.full-speed.${name}`, before)
      : (carriage?.railMm ?? 0) / seconds;
  };
  return [
    ...(carriage === null ? [] : carriageSpeeds(carriage, way('up', up), way('down', down))),
    ...(kneader === null ? [] : kneaderSpeeds(kneader, speed('kneader.full-speed', kneader.fullTurnsPerMin))),
  ];
}

/** Travel that takes longer, arms that turn slower, pads that give less: only figures that the file gives. */
function wearable({ heat }: AnyChair, text: string, random: Random): Worn[] {
  const file = readYaml(text, 'chair file').value;
  const longer = 1 + nextBetween(random, slowerBy.from, slowerBy.to);
  const slower = 1 - nextBetween(random, slowerBy.from, slowerBy.to);
  const weaker = 1 - nextBetween(random, weakerBy.from, weakerBy.to);
  const paths: readonly (readonly [string, number])[] = [
    ['carriage.travel.up', longer],
    ['carriage.travel.down', longer],
    ['carriage.full-speed.up', slower],
    ['carriage.full-speed.down', slower],
    ['kneader.full-speed', slower],
    ...(heat?.pads ?? []).map(({ name }) => [`heat.pads.${name}.watts`, weaker] as const),
  ];
  return paths.flatMap(([path, share]) => {
    const said = valueAt(file, pathOfInput(path));
    const value = scaled(said, share);
    return value === null ? [] : [{ path, was: String(said), value }];
  });
}

/** A figure with its unit, times `share`; null if there is none. */
function scaled(said: unknown, share: number): string | null {
  const [, amount = '', unit = ''] = /^\s*([\d.]+)\s*(\S+)\s*$/.exec(String(said ?? '')) ?? [];
  return amount === '' ? null : `${Number((Number(amount) * share).toPrecision(4))} ${unit}`;
}

/** Travel under a person takes longer by the same factor as the empty chair's. */
function withPerson(worn: readonly Worn[], file: unknown): Change[] {
  return worn.flatMap(({ path, was, value }) => {
    if (!path.startsWith('carriage.travel.')) return [];
    const under = scaled(
      valueAt(file, pathOfInput(`${path}-with-person`)),
      Number.parseFloat(value) / Number.parseFloat(was),
    );
    return under === null ? [] : [{ path: `${path}-with-person`, value: under }];
  });
}

/**
 * Rules across several figures of a chair file. Each is judged as soon as the figures it needs are good, whatever else
 * is wrong with the file.
 */
import type { Path } from '../../codec/yaml-problems.ts';
import { type ChairProblemCode, type Finding, pathText } from './problems.ts';
import { readAt } from './schema.ts';
import { valueAt } from './structure.ts';

type Broken = readonly [code: ChairProblemCode, message: string, hint: string] | null;

interface Rule {
  /** Where it is said: the first of the figures that it needs. */
  readonly needs: readonly Path[];
  /** Null where it is kept. `texts` are the figures as they are written. */
  judge(figures: readonly number[], texts: readonly string[]): Broken;
}

const pathOf = (text: string): Path => text.split('.');

function rule(needs: string, judge: Rule['judge']): Rule {
  return { needs: needs.split(' ').map(pathOf), judge };
}

const spreads = [
  'supply.warn',
  'supply.allowed',
  'carriage.drive.duty',
  'carriage.slower-with-person',
  'carriage.coast-distance',
  'carriage.current.running',
  'carriage.reach',
  'kneader.drive.duty',
  'kneader.current.running',
];

const orderRules = spreads.map((spread) =>
  rule(`${spread}.from ${spread}.to`, ([from = 0, to = 0], texts) =>
    from <= to
      ? null
      : ['C24', `${spread} goes from ${texts[0]} to ${texts[1]}`, 'from is the smaller of the two'],
  ),
);

/** `needs` in ascending order; the first may not be above the second. */
const notAbove = (one: string, other: string, why: string): Rule =>
  rule(`${one} ${other}`, ([low = 0, high = 0], texts) =>
    low <= high ? null : ['C24', `${one} (${texts[0]}) is above ${other} (${texts[1]})`, why],
  );

const supplyWhy = 'allowed is the wider band: what is outside warn is said before everything is switched off';
const limitRules = [
  notAbove('supply.allowed.from', 'supply.warn.from', supplyWhy),
  notAbove('supply.warn.to', 'supply.allowed.to', supplyWhy),
  notAbove('supply.warn.from', 'supply.volts', 'the nominal voltage lies between the two of warn'),
  notAbove('supply.volts', 'supply.warn.to', 'the nominal voltage lies between the two of warn'),
  ...['carriage', 'kneader'].flatMap((motor) => [
    notAbove(
      `${motor}.drive.friction`,
      `${motor}.drive.duty.from`,
      'a motor that is moved by this duty has less friction than it',
    ),
    notAbove(
      `${motor}.current.running.to`,
      `${motor}.current.stall`,
      'a motor draws most when it is held fast',
    ),
  ]),
  notAbove('carriage.reach.to', 'carriage.rail', 'places lie on the rail'),
  notAbove('carriage.park-below-top', 'carriage.rail', 'it parks on the rail'),
  notAbove('carriage.homing.slow-last', 'carriage.rail', 'the last stretch is a part of the rail'),
];

/** From end to end at full duty, s. Slower ones are held up, faster ones hurt. */
const wholeRailS = { least: 4, most: 90 } as const;

const railRules = ['up', 'down'].map((way) =>
  rule(`carriage.full-speed.${way} carriage.rail`, ([speed = 0, rail = 0], texts) => {
    const seconds = rail / speed;
    if (seconds >= wholeRailS.least && seconds <= wholeRailS.most) return null;
    const { least, most } = wholeRailS;
    const message = `at ${texts[0]} the ${texts[1]} of the rail take ${Number(seconds.toPrecision(2))} s`;
    return ['C25', message, `measure both: massage carriages take ${least} s to ${most} s from end to end`];
  }),
);

const slowest = (up: number, down: number, slower: number): number => Math.min(up, down) * (1 - slower);

const underPerson = (speed: string, what: string): Rule =>
  rule(
    `${speed} carriage.full-speed.up carriage.full-speed.down carriage.slower-with-person.to`,
    ([wanted = 0, up = 0, down = 0, slower = 0], texts) => {
      const most = slowest(up, down, slower);
      if (wanted <= most) return null;
      const message = `${what} is ${texts[0]}, and under a person the carriage does ${Number(most.toPrecision(3))} mm/s at full duty`;
      return ['C25', message, 'a speed that is promised must be kept under anybody: write a lower one'];
    },
  );

const last = 5;
const speedRules = [
  underPerson(`carriage.speeds.${last}`, 'speed 6'),
  underPerson('carriage.planning.travel-speed', 'the speed that programs allot'),
  rule(`kneader.speeds.${last} kneader.full-speed`, ([wanted = 0, full = 0], texts) =>
    wanted <= full
      ? null
      : ['C25', `speed 6 is ${texts[0]}, and at full duty the arms do ${texts[1]}`, 'write a lower one'],
  ),
  ...['carriage', 'kneader'].flatMap((motor) =>
    Array.from({ length: last }, (_, index) =>
      rule(`${motor}.speeds.${index + 1} ${motor}.speeds.${index}`, ([speed = 0, before = 0], texts) =>
        speed > before
          ? null
          : [
              'C24',
              `speed ${index + 2} (${texts[0]}) is not above speed ${index + 1} (${texts[1]})`,
              'slow to fast',
            ],
      ),
    ),
  ),
];

const rules: readonly Rule[] = [...orderRules, ...limitRules, ...railRules, ...speedRules];

export function checkRules(value: unknown): Finding[] {
  return rules.flatMap(({ needs, judge }) => {
    const paths = needs.map((path) => path.map((key) => (/^\d+$/.test(String(key)) ? Number(key) : key)));
    const figures = paths.map((path) => readAt(value, path));
    if (!figures.every((figure) => typeof figure === 'number')) return [];
    const broken = judge(
      figures,
      paths.map((path) => String(valueAt(value, path)).trim()),
    );
    if (broken === null) return [];
    const [code, message, hint] = broken;
    const path = paths[0] as Path;
    const name = pathText(path);
    const said = message.startsWith(name) || path.at(-1) === 'from' ? message : `${name}: ${message}`;
    return [{ path, at: 'value' as const, code, message: said, hint }];
  });
}

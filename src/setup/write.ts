/** Writes what was measured into the chair file. Comments and order are kept; each figure gets its runs and spread. */
import type { AnyChair, AnyMotor, SpeedStep } from '../chair/any-chair.ts';
import type { Millimetres } from '../chair/units.ts';
import { readYaml } from '../codec/yaml.ts';
import { changedYaml, commentAt } from '../codec/yaml-text.ts';
import { type AtRest, atRestComment, isNoisier, stepsThen } from './at-rest.ts';
import { apart } from './cam-angles.ts';
import type { CarriageFacts } from './carriage.ts';
import type { Figure } from './figures.ts';
import type { KneaderFacts } from './kneader.ts';
import type { PadFacts } from './pads.ts';
import type { Facts } from './setup.ts';
import { carriageSpeeds, dutySpeeds, kneaderSpeeds } from './speeds.ts';
import type { TapperFacts } from './tapper.ts';
import { plain, type Value } from './value.ts';
import { inputValues } from './write-inputs.ts';

/** A value that differs from the file's. */
export interface Compared {
  readonly path: string;
  readonly was: string;
  readonly is: string;
  readonly unit: string;
  readonly judged: string;
}

export interface Written {
  readonly text: string;
  readonly compare: readonly Compared[];
}

const keyOf = (path: string): (string | number)[] =>
  path.split('.').map((key) => (/^\d+$/.test(key) ? Number(key) - 1 : key));

/** `onDate`: 2026-11-21. */
export function writtenChair(text: string, chair: AnyChair, facts: Facts, onDate: string): Written {
  const before = readYaml(text, 'chair file').value;
  const values = [
    ...(facts.inputs === undefined ? [] : inputValues(chair, facts.inputs)),
    ...(facts.carriage === undefined
      ? []
      : carriageValues(before, chair, facts.carriage, facts.person?.carriage ?? null)),
    ...(facts.kneader === undefined
      ? []
      : kneaderValues(before, chair, facts.kneader, facts.person?.kneaderA ?? null)),
    ...(facts.tapper === undefined ? [] : tapperValues(before, chair, facts.tapper)),
    ...personValues(before, facts.person?.carriage ?? null),
    ...Object.entries(facts.atRest ?? {}).flatMap(([path, rest]) => atRestValues(before, path, rest)),
    ...Object.entries(facts.pads ?? {}).flatMap(([name, pad]) => padValues(chair, name, pad)),
  ];
  const measured = values.flatMap(({ path, value, of }) =>
    of === null || typeof value === 'object'
      ? []
      : [
          {
            path: ['measured', path],
            value: {
              value,
              ...(of.spread === null ? {} : { spread: of.spread }),
              runs: of.runs,
              'on-date': onDate,
            },
          },
        ],
  );
  const unmeasured = values
    .filter(({ path, value }) => value === undefined && measuredBefore(before, path) !== undefined)
    .map(({ path }) => ({ path: ['measured', path], value: undefined }));
  const changes = values.map(({ path, value, comment }) => ({
    path: keyOf(path),
    value,
    ...(comment === undefined ? {} : { comment }),
  }));
  return {
    text: changedYaml(text, [...changes, ...measured, ...unmeasured]),
    compare: [
      ...values.flatMap((value) => comparedOf(before, value)),
      ...Object.entries(facts.atRest ?? {}).flatMap(([path, rest]) => noisier(text, path, rest)),
    ],
  };
}

function at(value: unknown, path: string): unknown {
  return keyOf(path).reduce<unknown>(
    (inside, key) => (inside as Record<string, unknown> | undefined)?.[key],
    value,
  );
}

/** `count` significant digits and at most six decimals, so that a tiny value becomes 0 and never has an exponent. */
const digits = (value: number, count: number): string =>
  String(Number(Number(value.toPrecision(count)).toFixed(6)));

/** A figure with its unit; `scale` converts the measured value to the unit. */
function figured(path: string, figure: Figure, unit: string, scale = 1, count = 4): Value {
  const value = `${digits(figure.value * scale, count)} ${unit}`;
  const spread = digits(Math.abs(figure.spread * scale), 2);
  return { path, value, of: { spread: spread === '0' ? null : `${spread} ${unit}`, runs: figure.runs } };
}

const once = (value: number): Figure => ({ value, spread: 0, runs: 1 });

/** The speed of a whole travel that takes this time, mm/s. */
const speedOf = ({ value, spread, runs }: Figure, railMm: Millimetres): Figure => ({
  value: (1000 * railMm) / value,
  spread: ((1000 * railMm) / value) * (spread / value),
  runs,
});

function carriageValues(
  before: unknown,
  chair: AnyChair,
  facts: CarriageFacts,
  person: NonNullable<Facts['person']>['carriage'],
): Value[] {
  const { railMm, upMs, downMs, overRail, breakaway, friction, coastMm, runningA, stallA, middleMm } = facts;
  const has = (path: string) => at(before, path) !== undefined;
  const isSaid = ({ path }: Value) => has(path);
  const values = [figured('carriage.rail', once(railMm), 'mm')];
  if (has('carriage.travel')) {
    values.push(
      figured('carriage.travel.up', upMs, 's', 1e-3),
      figured('carriage.travel.down', downMs, 's', 1e-3),
    );
    if (person === null) values.push(...oldTimes(before, { up: upMs, down: downMs }));
  }
  const [up, down] = [speedOf(upMs, railMm), speedOf(downMs, railMm)];
  if (has('carriage.full-speed'))
    values.push(
      figured('carriage.full-speed.up', up, 'mm/s'),
      figured('carriage.full-speed.down', down, 'mm/s'),
    );
  if (chair.carriage !== null)
    values.push(...carriageSpeeds(chair.carriage, up.value, down.value).filter(isSaid));
  if (overRail !== null)
    values.push(
      has('carriage.counts.over-rail')
        ? { path: 'carriage.counts.over-rail', value: overRail.value, of: null }
        : figured('carriage.counts.each', { ...overRail, value: railMm / overRail.value, spread: 0 }, 'mm'),
    );
  // Setup's chip counts every edge, whatever the file said before.
  if (overRail !== null && has('carriage.counts.edges')) values.push(plain('carriage.counts.edges', 'both'));
  values.push(...dutyValues(before, 'carriage', chair.carriage, breakaway));
  values.push(...frictionValues(before, 'carriage', chair.carriage, breakaway, friction));
  if (breakaway !== null) values.push(...homingDuties(before, leastPercent(breakaway)));
  if (coastMm !== null && has('carriage.coast-distance')) {
    const half = coastMm.spread / 2;
    values.push(figured('carriage.coast-distance.from', once(Math.max(0, coastMm.value - half)), 'mm', 1, 2));
    values.push(figured('carriage.coast-distance.to', once(coastMm.value + half), 'mm', 1, 2));
  }
  if (facts.atRest != null) values.push(atRestValue(facts.atRest));
  if (middleMm !== null) values.push(figured('carriage.ends.middle.at', middleMm, 'mm', 1, 3));
  for (const [place, { toMm }] of Object.entries(chair.carriage?.places ?? {}))
    if (toMm > railMm) values.push(plain(`carriage.places.${place}.to`, `${Math.trunc(railMm)} mm`));
  const reach = chair.carriage?.reach.toMm ?? 0;
  if (has('carriage.reach.to') && reach > railMm - reachLeftMm)
    values.push(plain('carriage.reach.to', `${Math.trunc(railMm - reachLeftMm)} mm`));
  return [...values, ...currentValues('carriage', before, runningA, person?.runningA ?? null, stallA)];
}

function atRestValue({ is, ofRunUp, runs }: NonNullable<CarriageFacts['atRest']>): Value {
  const comment = `measured: stops within ${digits(ofRunUp, 2)} of the way lost running up, ${runs} runs, braked it is about 0.8, coasting 2 or more`;
  return { ...plain('carriage.drive.at-rest', is), comment };
}

function personValues(before: unknown, person: NonNullable<Facts['person']>['carriage']): Value[] {
  if (person === null || at(before, 'carriage.travel') === undefined) return [];
  return [
    figured('carriage.travel.up-with-person', once(person.upMs), 's', 1e-3),
    figured('carriage.travel.down-with-person', once(person.downMs), 's', 1e-3),
  ];
}

/** Removes the file's travel times with a person if one is shorter than today's without: the chair has become slower since. */
function oldTimes(before: unknown, ways: Readonly<Record<'up' | 'down', Figure>>): Value[] {
  const said = (['up', 'down'] as const).map((way) => ({
    path: `carriage.travel.${way}-with-person`,
    seconds: amountOf(at(before, `carriage.travel.${way}-with-person`)),
    emptyS: ways[way].value / 1000,
  }));
  if (said.every(({ seconds, emptyS }) => seconds === 0 || seconds >= emptyS)) return [];
  return said
    .filter(({ seconds }) => seconds !== 0)
    .map(({ path }) => ({ ...plain(path, undefined), judged: 'of before: to be timed with a person anew' }));
}

/** Smallest distance of a place from the end of the rail. */
const reachLeftMm = 20;

type Span = { readonly from: number; readonly to: number } | null;

function currentValues(
  name: string,
  before: unknown,
  empty: Span,
  loaded: Span,
  stallA: Figure | null,
): Value[] {
  if (at(before, `${name}.current`) === undefined) return [];
  // If no person was measured this time, the range of an earlier measurement still counts.
  const stands = loaded === null ? measuredSpan(before, `${name}.current.running`) : null;
  const spans = [empty, loaded, stands].filter((span) => span !== null);
  const running =
    empty === null
      ? []
      : [
          figured(
            `${name}.current.running.from`,
            once(Math.min(...spans.map(({ from }) => from))),
            'A',
            1,
            3,
          ),
          figured(`${name}.current.running.to`, once(Math.max(...spans.map(({ to }) => to))), 'A', 1, 3),
        ];
  return [...running, ...(stallA === null ? [] : [figured(`${name}.current.stall`, stallA, 'A', 1, 3)])];
}

function measuredSpan(before: unknown, path: string): Span {
  if (measuredBefore(before, `${path}.to`) === undefined) return null;
  const end = (key: string) => amountOf(at(before, `${path}.${key}`));
  return { from: end('from'), to: end('to') };
}

/** Error of a measured angle: the file's angle stays if it is within this. */
const angleErrorDeg = 5;

function kneaderValues(before: unknown, chair: AnyChair, facts: KneaderFacts, loaded: Span): Value[] {
  const { turnsPerMin, breakaway, friction, cams, runningA, stallA } = facts;
  const values: Value[] = [];
  if (turnsPerMin !== null) values.push(figured('kneader.full-speed', turnsPerMin, 'rpm', 1, 3));
  if (turnsPerMin !== null && chair.kneader !== null)
    values.push(
      ...kneaderSpeeds(chair.kneader, turnsPerMin.value).filter(({ path }) => at(before, path) !== undefined),
    );
  values.push(...dutyValues(before, 'kneader', chair.kneader, breakaway));
  values.push(...frictionValues(before, 'kneader', chair.kneader, breakaway, friction));
  for (const [index, cam] of (chair.kneader?.cams ?? []).entries()) {
    const seen = cams.find(({ width }) => width === cam.width);
    if (seen === undefined || seen.atDeg.length === 0) continue;
    const near = (deg: number) => seen.atDeg.some((each) => Math.abs(apart(each, deg)) <= angleErrorDeg);
    if (cam.atDeg.length === seen.atDeg.length && cam.atDeg.every(near)) continue;
    const texts = seen.atDeg.map((deg) => `${Math.round(deg) % 360} deg`);
    const [only = '', ...more] = texts;
    values.push(plain(`kneader.cams.${index + 1}.at`, more.length === 0 ? only : texts));
  }
  return [...values, ...currentValues('kneader', before, runningA, loaded, stallA)];
}

/** The least duty; speeds that are lower duties are raised to it. */
function dutyValues(
  before: unknown,
  name: string,
  motor: { readonly speeds: readonly SpeedStep<number>[] } | null,
  breakaway: Figure | null,
): Value[] {
  if (breakaway === null || motor === null) return [];
  const least = leastPercent(breakaway);
  const values = [figured(`${name}.drive.duty.from`, { ...breakaway, value: least / 100 }, '%', 100, 3)];
  if (at(before, `${name}.drive.duty`) === undefined) values.push(plain(`${name}.drive.duty.to`, '100 %'));
  return [...values, ...dutySpeeds(name, motor.speeds, least)];
}

/** The least duty in whole per cent, rounded up. */
const leastPercent = (breakaway: Figure): number => Math.ceil(100 * breakaway.value);

/** The friction, measured or from the file, is at most the least duty, since that duty overcomes it. */
function frictionValues(
  before: unknown,
  name: string,
  motor: Pick<AnyMotor, 'drive'> | null,
  breakaway: Figure | null,
  friction: number | null,
): Value[] {
  const path = `${name}.drive.friction`;
  const least = breakaway === null ? 100 * (motor?.drive.pwm?.duty.min ?? 1) : leastPercent(breakaway);
  const most = Math.floor(10 * least + 1e-6) / 10;
  if (friction !== null) return [figured(path, once(Math.min(friction, most / 100)), '%', 100, 3)];
  const said = at(before, path);
  return said !== undefined && amountOf(said) > most ? [plain(path, `${most} %`)] : [];
}

/** Raises the duties of homing that would not move the carriage. */
function homingDuties(before: unknown, least: number): Value[] {
  return ['known-duty', 'unknown-duty'].flatMap((key) => {
    const said = at(before, `carriage.homing.${key}`);
    return said !== undefined && amountOf(said) < least
      ? [plain(`carriage.homing.${key}`, `${least} %`)]
      : [];
  });
}

function tapperValues(
  before: unknown,
  chair: AnyChair,
  { breakaway, runningA, stallA }: TapperFacts,
): Value[] {
  return [
    ...dutyValues(before, 'tapper', chair.tapper, breakaway),
    ...currentValues('tapper', before, runningA, null, stallA),
  ];
}

/** How much pads differ in the share of their loss that goes to the surface; without a surface sensor it cannot be measured. */
const sideError = 0.2;

function padValues(chair: AnyChair, name: string, facts: PadFacts): Value[] {
  const pad = chair.heat?.pads.find((each) => each.name === name);
  if (pad === undefined) return [];
  const path = `heat.pads.${name}`;
  const watts = facts.watts ?? pad.nominalW;
  const values: Value[] = facts.watts === null ? [] : [figured(`${path}.watts`, once(watts), 'W', 1, 3)];
  const { powerOverCapacity, time, toAirPerS, surfacePerS, surfaceToAirPerS } = facts;
  if (facts.steady !== null) {
    values.push(figured(`${path}.by-table.steady-surface`, once(facts.steady.surfaceC), 'C', 1, 3));
    values.push(figured(`${path}.by-table.room`, once(facts.steady.roomC), 'C', 1, 3));
    values.push(plain(`${path}.by-table.covered`, 'yes'));
  }
  if (powerOverCapacity === null) return values;
  const capacity = watts / powerOverCapacity.value;
  const stated = (key: string, value: number, error: number, unit: string): Value => {
    return figured(`${path}.${key}`, { value, spread: 2 * value * error, runs: 1 }, unit, 1, 3);
  };
  values.push(stated('element.capacity', capacity, powerOverCapacity.error, 'J/K'));
  if (toAirPerS === null || time === null) {
    // The map `element` needs all of its keys, so the loss is divided between the two sides as in the file, or as usual for such pads.
    const sides = { 'to-surface': pad.elementSurfaceWPerK, 'to-air': pad.elementAirWPerK };
    const usual = pad.elementSurfaceWPerK + pad.elementAirWPerK;
    for (const [side, wPerK] of Object.entries(sides))
      values.push(
        facts.lossPerS == null
          ? plain(`${path}.element.${side}`, `${digits(wPerK, 3)} W/K`)
          : stated(`element.${side}`, (capacity * facts.lossPerS.value * wPerK) / usual, sideError, 'W/K'),
      );
    return values;
  }
  const toSurface = capacity / time.value;
  values.push(stated('element.to-surface', toSurface, time.error, 'W/K'));
  values.push(stated('element.to-air', capacity * toAirPerS.value, toAirPerS.error, 'W/K'));
  if (surfacePerS === null || surfaceToAirPerS === null) return values;
  const surface = toSurface / surfacePerS.value;
  values.push(stated('surface.capacity', surface, surfacePerS.error, 'J/K'));
  values.push(stated('surface.to-air', surface * surfaceToAirPerS.value, surfaceToAirPerS.error, 'W/K'));
  return values;
}

/** The reading at rest becomes a comment behind the sensor's pin, since the file has no key for it. */
function atRestValues(before: unknown, path: string, rest: AtRest): Value[] {
  const pin = at(before, `${path}.pin`);
  if (typeof pin !== 'string' && typeof pin !== 'number') return [];
  return [{ ...plain(`${path}.pin`, pin), comment: atRestComment(rest) }];
}

/** Reports a sensor whose reading jumps clearly more than before. */
function noisier(text: string, path: string, { steps }: AtRest): Compared[] {
  const then = stepsThen(commentAt(text, keyOf(`${path}.pin`)));
  if (then === null || !isNoisier(then, steps)) return [];
  const of = (value: number) => `within ${value.toFixed(1)} steps`;
  return [{ path, was: of(then), is: of(steps), unit: 'steps', judged: 'noisier' }];
}

/** A figure within this share of the file's, or within this many times the spread of its runs, counts as unchanged. */
const sameShare = 0.03;
const sameSpreads = 3;

function measuredBefore(before: unknown, path: string): { spread?: unknown } | undefined {
  const measured = at(before, 'measured') as Record<string, { spread?: unknown } | undefined> | undefined;
  return measured?.[path];
}

const amountOf = (text: unknown): number => Number.parseFloat(String(text ?? '')) || 0;

function comparedOf(before: unknown, { path, value, of, judged: told }: Value): Compared[] {
  const [was, is] = [textOf(at(before, path)), textOf(value)];
  if (was === is) return [];
  if (told !== undefined) return [{ path, was, is, unit: '', judged: told }];
  const [wasFigure, isFigure] = [Number.parseFloat(was), Number.parseFloat(is)];
  const unit = /^[\d.+-]+\s*(.*)$/.exec(is)?.[1] ?? '';
  const isFigured = unit !== '' && !Number.isNaN(wasFigure);
  const noise = Math.max(amountOf(measuredBefore(before, path)?.spread), amountOf(of?.spread ?? null));
  const change = Math.abs(isFigure - wasFigure);
  if (isFigured && change <= Math.max(sameShare * Math.abs(wasFigure), sameSpreads * noise))
    return [{ path, was, is, unit, judged: 'same' }];
  return [{ path, was, is, unit, judged: isFigured ? judged(path, isFigure > wasFigure) : 'changed' }];
}

const textOf = (value: unknown): string =>
  Array.isArray(value) ? value.join(', ') : typeof value === 'object' ? 'there' : String(value ?? 'none');

const judged = (path: string, more: boolean): string => {
  if (path.includes('travel')) return more ? 'slower' : 'faster';
  if (path.includes('speed')) return more ? 'faster' : 'slower';
  if (path.endsWith('watts')) return more ? 'stronger' : 'weaker';
  return more ? 'more' : 'less';
};

/**
 * Rules across several values of a program, and limits of the chair, that a schema cannot express. Reads the raw value
 * and skips whatever has the wrong shape, which the schema has reported already.
 */

import type { PlanningFigures } from '../../chair/chair.ts';
import { sessionLimits } from '../../chair/limits.ts';
import { commonPads, techniques } from '../../chair/names.ts';
import type { Milliseconds } from '../../chair/units.ts';
import { isMap, type PlainMap } from '../../codec/plain-map.ts';
import type { Path } from '../../codec/yaml-problems.ts';
import { programDuration } from './durations.ts';
import { entryKinds, explain, explainKey, explainRange } from './explain.ts';
import { bandOf, isNamed, parsePlace, pointOf } from './places.ts';
import { type Finding, type ProblemCode, problemsMax } from './problems.ts';
import { formatLimits } from './program.ts';
import type { Topic } from './schema.ts';
import { keyText, type MeantKeys } from './structure.ts';

const { spotMaxMs } = sessionLimits;
const { durationMinMs, durationMaxMs } = formatLimits;

/** A value of the program and its path. */
interface Spot {
  readonly value: unknown;
  readonly key: string | number;
  readonly around: Spot | null;
  readonly found: Found;
}

/** The chair and the findings of one check, and the misspelt keys that have been reported before. */
interface Found {
  readonly chair: PlanningFigures;
  readonly findings: Finding[];
  readonly meant: MeantKeys;
}

/** `meant`: keys that are there but misspelt. They have been reported, so they are not missing as well. */
export function checkRules(program: unknown, meant: MeantKeys, chair: PlanningFigures): Finding[] {
  const findings: Finding[] = [];
  if (!isMap(program)) return findings;
  const whole: Spot = { value: program, key: '', around: null, found: { chair, findings, meant } };
  checkModel(part(whole, 'model'));
  checkHeat(part(whole, 'heat'));
  checkEntries(part(whole, 'steps'), 0);
  return findings;
}

function part(spot: Spot, key: string | number): Spot {
  return { value: (spot.value as PlainMap)[key], key, around: spot, found: spot.found };
}

function pathOf(spot: Spot): Path {
  return spot.around === null ? [] : [...pathOf(spot.around), spot.key];
}

function find(
  spot: Spot,
  code: ProblemCode,
  message: string,
  hint: string,
  at: Finding['at'] = 'value',
): void {
  spot.found.findings.push({ path: pathOf(spot), at, code, message, hint });
}

/** The program is for another model than this chair's. */
function checkModel(spot: Spot): void {
  const { chair } = spot.found;
  if (typeof spot.value === 'string' && spot.value !== chair.model) findWrong(spot, 'model');
}

/** A speed of the format that this chair does not have. */
function checkSpeed(spot: Spot, speeds: readonly number[]): void {
  const { value } = spot;
  if (typeof value !== 'number' || !Number.isInteger(value)) return;
  if (value > speeds.length && value <= formatLimits.speedMax) findWrong(spot, 'speed');
}

function findWrong(spot: Spot, topic: Topic): void {
  const { chair, findings } = spot.found;
  findings.push({ path: pathOf(spot), at: 'value', ...explain(topic, spot.value, chair) });
}

function checkHeat(spot: Spot): void {
  const { value, found } = spot;
  if (!isMap(value)) return;
  const names = Object.keys(value);
  if (names.length === 0) findWrong(spot, 'heat');
  const known = namedPads(found.chair);
  for (const name of names.filter((each) => !known.includes(each)).slice(0, problemsMax + 1))
    found.findings.push({ path: pathOf(part(spot, name)), at: 'key', ...explainKey(name, known) });
}

/** The pads of the chair, and those that any program may name: on a chair without them the program still runs. */
function namedPads({ pads }: PlanningFigures): readonly string[] {
  return [...new Set([...pads.map(({ name }) => name), ...commonPads])];
}

function checkEntries(spot: Spot, depth: number): void {
  if (!Array.isArray(spot.value)) return;
  spot.value.forEach((_, index) => {
    checkEntry(part(spot, index), depth);
  });
}

function checkEntry(spot: Spot, depth: number): void {
  const entry = spot.value;
  if (!isMap(entry)) return;
  checkKinds(spot, entry);
  for (const technique of techniques) {
    if (isMap(entry[technique])) settingsRules[technique](part(spot, technique), entry[technique]);
  }
  checkHeat(part(spot, 'heat'));
  if (Object.hasOwn(entry, 'repeat') && depth + 1 > formatLimits.repeatDepthMax) {
    const hint = `at most ${formatLimits.repeatDepthMax} repeats inside each other`;
    find(part(spot, 'repeat'), 'P31', `this repeat is ${depth + 1} deep`, hint);
  }
  checkEntries(part(spot, 'steps'), depth + 1);
}

/** A step has exactly one kind. */
function checkKinds(spot: Spot, entry: PlainMap): void {
  const kinds = Object.keys(entry).filter((key) => entryKinds.includes(key));
  const [first, ...others] = kinds;
  for (const other of others) {
    find(
      part(spot, other),
      'P19',
      `${first} and ${other} in one step`,
      'begin each of them with `- `',
      'key',
    );
  }
  const hasSteps = Object.hasOwn(entry, 'steps');
  if (kinds.includes('repeat') !== hasSteps) {
    const missing = part(spot, hasSteps ? 'repeat' : 'steps');
    const hint = hasSteps ? 'say how often: `repeat: 2`' : 'a repeat has steps of its own';
    if (!isMeant(missing)) find(missing, 'P09', `${missing.key} is missing`, hint);
  } else if (Object.keys(entry).length === 0) {
    find(spot, 'P19', 'the step says nothing', `one of ${entryKinds.join(', ')}`);
  }
}

/** The key is there but misspelt, which has been reported: it is not missing as well. */
function isMeant(spot: Spot): boolean {
  return spot.found.meant.has(keyText(pathOf(spot)));
}

const settingsRules: Readonly<Record<(typeof techniques)[number], (spot: Spot, settings: PlainMap) => void>> =
  {
    roll(spot, settings) {
      checkSpeed(part(spot, 'speed'), spot.found.chair.carriage.speedsMmPerS);
      checkOneOf(spot, settings, 'for', 'passes');
      checkDuration(part(spot, 'for'), durationMaxMs);
      const fromMm = checkPoint(part(spot, 'from'));
      const toMm = checkPoint(part(spot, 'to'));
      if (fromMm === null || fromMm !== toMm) return;
      find(
        part(spot, 'to'),
        'P23',
        `from and to are both at ${fromMm} mm`,
        'roll from one place to another; to stay use knead or press',
      );
    },
    knead(spot, settings) {
      checkSpeed(part(spot, 'speed'), spot.found.chair.kneader.speedsTurnsPerMin);
      checkOneOf(spot, settings, 'at', 'over');
      checkOneOf(spot, settings, 'for', 'turns');
      checkDuration(part(spot, 'for'), durationMaxMs);
      checkPoint(part(spot, 'at'));
      checkBand(part(spot, 'over'));
    },
    press(spot) {
      checkPoint(part(spot, 'at'));
      checkDuration(part(spot, 'hold'), spotMaxMs);
    },
    tap(spot, settings) {
      const { model, tapper } = spot.found.chair;
      if (tapper === null)
        find(
          spot,
          'P41',
          // By its name, since where no chair was named it is the reference chair.
          `the chair ${model} has no tapper that may tap`,
          'another technique of the chair in its place, or a rest',
          'key',
        );
      else checkSpeed(part(spot, 'speed'), tapper.duties);
      checkOneOf(spot, settings, 'at', 'over');
      checkDuration(part(spot, 'for'), durationMaxMs);
      checkPoint(part(spot, 'at'));
      checkBand(part(spot, 'over'));
    },
    rest(spot) {
      checkDuration(part(spot, 'for'), durationMaxMs);
    },
    preheat(spot) {
      checkDuration(part(spot, 'for'), durationMaxMs);
    },
  };

function checkOneOf(spot: Spot, settings: PlainMap, one: string, other: string): void {
  const hasOne = Object.hasOwn(settings, one);
  if (hasOne !== Object.hasOwn(settings, other)) return;
  if (hasOne)
    find(part(spot, other), 'P29', `${one} and ${other} are both given`, 'take one of them out', 'key');
  else if (![one, other].some((key) => isMeant(part(spot, key))))
    find(spot, 'P29', `neither ${one} nor ${other} is given`, 'exactly one of them is needed');
}

function checkDuration(spot: Spot, maxMs: Milliseconds): void {
  const durationMs = typeof spot.value === 'string' ? programDuration(spot.value) : null;
  if (durationMs === null || (durationMs >= durationMinMs && durationMs <= maxMs)) return;
  spot.found.findings.push({ path: pathOf(spot), at: 'value', ...explainRange(durationMs, maxMs) });
}

/** The cure where a chair does not reach a place that has a name. */
const elsewhere =
  'take another place, or, if this one lies elsewhere on this chair, write where under `carriage.places` in its file';

/** Where the point lies, or null where the value is none. */
function checkPoint(spot: Spot): number | null {
  const place = typeof spot.value === 'string' ? parsePlace(spot.value) : null;
  if (place === null) return null;
  const { pointMinMm, pointMaxMm } = spot.found.chair.carriage;
  const pointMm = pointOf(place, spot.found.chair);
  if (pointMm < pointMinMm || pointMm > pointMaxMm) {
    const reach = `points lie from ${pointMinMm} to ${pointMaxMm} mm`;
    if (isNamed(place)) find(spot, 'P21', `${spot.value} is at ${pointMm} mm`, `${reach}; ${elsewhere}`);
    else find(spot, 'P21', `${pointMm} mm is out of reach`, reach);
  }
  return pointMm;
}

function checkBand(spot: Spot): void {
  const place = typeof spot.value === 'string' ? parsePlace(spot.value) : null;
  if (place === null || !isNamed(place)) return;
  const { chair } = spot.found;
  const { pointMinMm, pointMaxMm } = chair.carriage;
  const band = bandOf(place, chair);
  if (band.fromMm < band.toMm) return;
  find(
    spot,
    'P21',
    `nothing of ${spot.value} is within reach`,
    `the carriage uses ${pointMinMm} to ${pointMaxMm} mm; ${elsewhere}`,
  );
}

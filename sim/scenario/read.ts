/**
 * The text of a scenario file -> a scenario, or all its problems at once, each with line, column and what would be
 * right. Also reads a single step, as typed by a person. Never throws, whatever the text is.
 */

import type { Chair } from '../../src/chair/chair.ts';
import { keyNames } from '../../src/chair/names.ts';
import { isMap, type PlainMap } from '../../src/codec/plain-map.ts';
import { quoted } from '../../src/codec/quoted.ts';
import { beginsWith, readYaml } from '../../src/codec/yaml.ts';
import type { Path, Position } from '../../src/codec/yaml-problems.ts';
import { isHostFaultName } from '../chair/host-faults.ts';
import { isFaultName } from '../plant/faults.ts';
import { seedMost } from '../random.ts';
import { observablesOf } from './observables.ts';
import { isOfCommonPad, isSeenOn } from './parts.ts';
import { blanketAt, leansAt, roomAt } from './read-around.ts';
import { withItsChair } from './read-chair.ts';
import { faultAt, faultsAt } from './read-faults.ts';
import { readPads } from './read-pads.ts';
import { roughAt } from './read-rough.ts';
import { technicianAt } from './read-technician.ts';
import {
  durationAt,
  mapAt,
  missingKeys,
  type Reading,
  report,
  type ScenarioProblem,
  unknownKeys,
} from './reading.ts';
import { type Action, type Condition, type Scenario, type Step, scenarioDefaults } from './scenario.ts';
import { isWrong, readCondition, readNumber, suggestion, suggestionOfFamily, wordOf } from './values.ts';

export interface ReadScenario {
  /** Null if there is any problem. */
  readonly scenario: Scenario | null;
  /** The chair that the scenario is about. */
  readonly chair: Chair;
  /** In the order of the file. */
  readonly problems: readonly ScenarioProblem[];
  /** Where the value at a path stands. */
  readonly locate: (path: Path) => Position;
}

/** More steps than any person writes; a shrunk scenario of a campaign has a dozen. */
const stepsMax = 5000;

/** Whether a text is meant as a scenario, by its first key. */
export function isScenario(text: string): boolean {
  return beginsWith(text, 'scenario');
}

/** Other kinds of files, by the key that they begin with. */
const otherKinds = [
  { key: 'format', what: 'a program', hint: 'lumbar run runs it; a scenario names it, as program: FILE' },
  { key: 'chair', what: 'a chair file', hint: 'lumbar test --chair FILE runs scenarios on it' },
] as const;

/** The other kind of file that this is, by its first key; null if it may be a scenario. */
export function otherThanScenario(text: string): (typeof otherKinds)[number] | null {
  if (/^["']?scenario["']?[ \t]*:/m.test(text)) return null;
  return otherKinds.find(({ key }) => beginsWith(text, key)) ?? null;
}

/** `chair` is used if the scenario names none, or with `wins` whatever it names. */
export function readScenario(text: string, file: string, chair: Chair, wins = false): ReadScenario {
  const opened = openText(text, file, chair);
  const locate = (path: Path) => opened.source.locate(path, 'value');
  const other = otherThanScenario(text);
  if (other !== null) {
    report(opened, [], 'value', 'S02', `${other.what} is no scenario`, other.hint);
    return { scenario: null, chair: opened.chair, problems: inOrder(opened.problems), locate };
  }
  const found = wins ? opened : withItsChair(opened);
  const map = mapAt(found, found.source.value, [], 'a scenario');
  // A scenario of a campaign may press keys that this chair lacks, and break what it lacks: that is skipped.
  const reading = map?.['invariants'] === true ? { ...found, isOwn: false } : found;
  const scenario = map === null ? null : readTop(reading, map);
  const problems = inOrder(reading.problems);
  return { scenario: problems.length === 0 ? scenario : null, chair: reading.chair, problems, locate };
}

/** Reads one step as it stands in a file, with or without its dash. */
export function readStep(
  text: string,
  chair: Chair,
): { step: Step | null; problems: readonly ScenarioProblem[] } {
  const reading = { ...openText(text.replace(/^\s*-\s/, ''), '<step>', chair), isOwn: true };
  const step = reading.problems.length > 0 ? null : readStepAt(reading, reading.source.value, []);
  return { step: reading.problems.length === 0 ? step : null, problems: inOrder(reading.problems) };
}

function openText(text: string, file: string, chair: Chair): Reading {
  const source = readYaml(text, 'scenario');
  const problems = source.problems.map(
    ({ line, column, message, hint }): ScenarioProblem => ({
      file,
      line,
      column,
      code: 'S01',
      message,
      hint,
    }),
  );
  return { chair, file, source, problems, isOwn: false };
}

function inOrder(problems: readonly ScenarioProblem[]): ScenarioProblem[] {
  return [...problems].sort((one, other) => one.line - other.line || one.column - other.column);
}

export const topKeys = [
  'scenario',
  'chair',
  'program',
  'seed',
  'ambient',
  'person',
  'pads',
  'rough',
  'invariants',
  'steps',
];

function readTop(reading: Reading, map: PlainMap): Scenario {
  unknownKeys(reading, map, [], topKeys);
  const { scenario, chair, program, seed, ambient, person, pads, rough, invariants, steps } = map;
  if (typeof scenario !== 'string' || scenario.trim() === '') {
    missingOrWrong(reading, map, 'scenario', 'a sentence about the chair');
  }
  if (!isMap(program) && (typeof program !== 'string' || program.trim() === '')) {
    missingOrWrong(reading, map, 'program', 'the id of a program, the path of a file, or the program itself');
  }
  return {
    name: wordOf(scenario),
    ...(typeof chair === 'string' ? { chair } : {}),
    program: isMap(program) ? program : wordOf(program).trim(),
    seed: seedAt(reading, seed),
    ambientC: numberAt(reading, ambient, 'ambient', 'C', -10, 60, scenarioDefaults.ambientC),
    personKg:
      person === 'none' ? 0 : numberAt(reading, person, 'person', 'kg', 0, 200, scenarioDefaults.personKg),
    pads: pads === undefined ? scenarioDefaults.pads : readPads(reading, pads),
    rough: roughAt(reading, rough),
    invariants: flagAt(reading, invariants, 'invariants'),
    steps: readSteps(reading, map, steps),
  };
}

function flagAt(reading: Reading, value: unknown, key: string): boolean {
  if (value === undefined || value === false) return false;
  if (value !== true) report(reading, [key], 'value', 'S02', `${key}: ${quoted(value)}`, 'true or false');
  return value === true;
}

function missingOrWrong(reading: Reading, map: PlainMap, key: string, hint: string): void {
  if (Object.hasOwn(map, key)) {
    report(reading, [key], 'value', 'S02', `${key}: ${quoted(map[key])} is no text`, hint);
  } else report(reading, [], 'value', 'S03', `\`${key}\` is missing`, hint);
}

function numberAt(
  reading: Reading,
  value: unknown,
  key: string,
  unit: string,
  least: number,
  most: number,
  standard: number,
): number {
  if (value === undefined) return standard;
  const number = readNumber(value, unit);
  if (number !== null && number >= least && number <= most) return number;
  const said = number === null ? `no number of ${unit}` : 'out of range';
  report(
    reading,
    [key],
    'value',
    'S12',
    `${key}: ${quoted(value)} is ${said}`,
    `a number, ${least} to ${most} ${unit}`,
  );
  return standard;
}

function seedAt(reading: Reading, value: unknown): number {
  if (value === undefined) return scenarioDefaults.seed;
  const seed = readNumber(value, '');
  if (seed !== null && Number.isInteger(seed) && seed >= 0 && seed <= seedMost) return seed;
  const hint = `a whole number, 0 to ${seedMost}`;
  report(reading, ['seed'], 'value', 'S12', `seed: ${quoted(value)} is no seed`, hint);
  return scenarioDefaults.seed;
}

function readSteps(reading: Reading, map: PlainMap, steps: unknown): Step[] {
  if (!Array.isArray(steps)) {
    if (Object.hasOwn(map, 'steps')) {
      report(
        reading,
        ['steps'],
        'value',
        'S02',
        `steps is a list, not ${quoted(steps)}`,
        'begin each step with `- `',
      );
    } else
      report(reading, [], 'value', 'S03', '`steps` is missing', 'a list of steps, such as `- press: power`');
    return [];
  }
  if (steps.length === 0) {
    report(
      reading,
      ['steps'],
      'value',
      'S02',
      'no steps, which shows nothing',
      'a list of steps, such as `- press: power`',
    );
  }
  if (steps.length > stepsMax) {
    report(reading, ['steps'], 'value', 'S02', `${steps.length} steps`, `at most ${stepsMax}`);
    return [];
  }
  return steps.flatMap((step, index) => readStepAt(reading, step, ['steps', index]) ?? []);
}

export const stepKinds = [
  'press',
  'hold',
  'wait',
  'expect',
  'always',
  'fault',
  'person',
  'leans',
  'blanket',
  'room',
  'choose',
  'technician',
] as const;
type StepKind = (typeof stepKinds)[number];

function readStepAt(reading: Reading, value: unknown, path: Path): Step | null {
  const map = mapAt(reading, value, path, 'a step');
  if (map === null) return null;
  const { pads } = reading.chair;
  for (const key of Object.keys(map)) {
    if ((stepKinds as readonly string[]).includes(key)) continue;
    const isFault = isFaultName(key, pads) || isHostFaultName(key);
    const hint = isFault ? `as fault: { ${key}: ... }` : suggestion(key, stepKinds);
    report(reading, [...path, key], 'key', 'S04', `${quoted(key)} is not known here`, hint);
  }
  const kinds = stepKinds.filter((kind) => Object.hasOwn(map, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    // Unknown keys have been reported already.
    if (kinds.length > 1 || Object.keys(map).length === 0) {
      const said = kinds.length === 0 ? 'nothing to do' : `${kinds.join(' and ')} in one step`;
      report(
        reading,
        path,
        'value',
        'S05',
        `a step says one thing: here ${said}`,
        `one of: ${stepKinds.join(', ')}`,
      );
    }
    return null;
  }
  const action = actions[kind](reading, map[kind], [...path, kind]);
  return action === null ? null : { ...action, ...reading.source.locate(path, 'value') };
}

const actions: Readonly<Record<StepKind, (reading: Reading, value: unknown, path: Path) => Action | null>> = {
  press(reading, value, path) {
    const key = keyAt(reading, value, path);
    return key === null ? null : { kind: 'press', key };
  },
  hold(reading, value, path) {
    const map = mapAt(reading, value, path, 'hold');
    if (map === null) return null;
    unknownKeys(reading, map, path, ['keys', 'for']);
    const example = 'as { keys: [power, stop], for: 5 s }';
    if (missingKeys(reading, map, path, ['keys', 'for'], example)) return null;
    const names = map['keys'];
    const list = Array.isArray(names) ? names : [names];
    if (list.length === 0) report(reading, [...path, 'keys'], 'value', 'S03', 'no key is named', example);
    const keys = list.flatMap((name, index) => {
      const place = Array.isArray(names) ? [...path, 'keys', index] : [...path, 'keys'];
      return keyAt(reading, name, place) ?? [];
    });
    const forMs = durationAt(reading, map['for'], [...path, 'for']);
    return forMs === null || keys.length === 0 || keys.length < list.length
      ? null
      : { kind: 'hold', keys, forMs };
  },
  wait(reading, value, path) {
    const forMs = durationAt(reading, value, path);
    return forMs === null ? null : { kind: 'wait', forMs };
  },
  expect(reading, value, path) {
    const map = mapAt(reading, value, path, 'expect');
    if (map === null) return null;
    const { within, ...expected } = map;
    const withinMs = within === undefined ? null : durationAt(reading, within, [...path, 'within']);
    const conditions = conditionsAt(reading, expected, path, ['within']);
    return conditions === null ? null : { kind: 'expect', conditions, withinMs };
  },
  always(reading, value, path) {
    const map = mapAt(reading, value, path, 'always');
    if (map === null) return null;
    const { within, ...expected } = map;
    if (within !== undefined) {
      const hint = 'it holds from here to the end: leave it out, or write expect';
      report(reading, [...path, 'within'], 'key', 'S04', 'always has no within', hint);
    }
    const conditions = conditionsAt(reading, expected, path, []);
    return conditions === null ? null : { kind: 'always', conditions };
  },
  fault(reading, value, path) {
    const map = mapAt(reading, value, path, 'fault');
    if (map === null) return null;
    const faults = Object.entries(map).flatMap(([name, to]) => faultsAt(reading, name, to, [...path, name]));
    if (Object.keys(map).length === 0) {
      report(reading, path, 'value', 'S02', 'no fault is named', 'as { thermistor.lumbar: open }');
    }
    return { kind: 'fault', faults };
  },
  person(reading, value, path) {
    const order = faultAt(reading, 'person', value, path);
    return order === null ? null : { kind: 'fault', faults: [order] };
  },
  leans: leansAt,
  blanket: blanketAt,
  room: roomAt,
  choose(reading, value, path) {
    if (isMap(value) || (typeof value === 'string' && value.trim() !== ''))
      return { kind: 'choose', program: value };
    report(
      reading,
      path,
      'value',
      'S02',
      `choose: ${quoted(value)} is no program`,
      'its id, or the program itself',
    );
    return null;
  },
  technician: technicianAt,
};

function keyAt(reading: Reading, value: unknown, path: Path): (typeof keyNames)[number] | null {
  const key = keyNames.find((name) => name === value);
  const wired = keyNames.filter((name) => !reading.isOwn || reading.chair.wiring.keys[name] !== null);
  if (key !== undefined && wired.includes(key)) return key;
  const said = `the remote ${key === undefined ? '' : `of ${reading.chair.model} `}has no key ${quoted(value)}`;
  report(reading, path, 'value', 'S10', said, suggestion(wordOf(value), wired));
  return null;
}

function conditionsAt(
  reading: Reading,
  map: PlainMap,
  path: Path,
  besides: readonly string[],
): Condition[] | null {
  const names = Object.keys(map);
  if (names.length === 0) {
    report(reading, path, 'value', 'S03', 'nothing is expected', 'as { state: ready, within: 40 s }');
    return null;
  }
  const known = observablesOf(reading.chair);
  let skipped = 0;
  const conditions = names.flatMap((name) => {
    const observable = Object.hasOwn(known, name) ? known[name] : undefined;
    const lacks = observable === undefined ? isOfCommonPad(name) : !isSeenOn(reading.chair, name);
    if (lacks && !reading.isOwn) {
      skipped++;
      return [];
    }
    if (observable !== undefined && lacks) {
      const said = `${quoted(name)} cannot be observed: ${reading.chair.model} has no such part`;
      report(reading, [...path, name], 'key', 'S06', said, `lumbar explain says what it has`);
      return [];
    }
    if (observable === undefined) {
      const hint = suggestionOfFamily(name, [...Object.keys(known), ...besides]);
      report(reading, [...path, name], 'key', 'S06', `${quoted(name)} cannot be observed`, hint);
      return [];
    }
    const condition = readCondition(name, observable, map[name]);
    if (!isWrong(condition)) return [condition];
    report(reading, [...path, name], 'value', 'S07', condition.wrong, condition.hint);
    return [];
  });
  return conditions.length + skipped === names.length ? conditions : null;
}

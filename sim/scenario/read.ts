/**
 * The text of a scenario file -> a scenario, or all that is wrong with it at once, each with line, column and
 * what would be right. Reads a single step, too, for those who type one. Never throws, whatever the text is.
 */

import type { Chair } from '../../src/chair/chair.ts';
import { keyNames } from '../../src/chair/names.ts';
import { quoted } from '../../src/codec/quoted.ts';
import { beginsWith, readYaml } from '../../src/codec/yaml.ts';
import type { Path } from '../../src/codec/yaml-problems.ts';
import { nominalPad, type PadFactors } from '../plant/pad.ts';
import { seedMost } from '../random.ts';
import { observablesOf } from './observables.ts';
import { isSeenOn } from './parts.ts';
import { blanketAt, leansAt, roomAt } from './read-around.ts';
import { withItsChair } from './read-chair.ts';
import { faultAt, faultsAt } from './read-faults.ts';
import { roughAt } from './read-rough.ts';
import { technicianAt } from './read-technician.ts';
import {
  durationAt,
  isMap,
  mapAt,
  type PlainMap,
  type Reading,
  report,
  type ScenarioProblem,
  unknownKeys,
} from './reading.ts';
import { type Action, type Condition, type Scenario, type Step, scenarioDefaults } from './scenario.ts';
import { isWrong, readCondition, readNumber, suggestion, wordOf } from './values.ts';

export interface ReadScenario {
  /** Null where there is any problem. */
  readonly scenario: Scenario | null;
  /** The chair that it is about. */
  readonly chair: Chair;
  /** In the order in which they stand in the file. */
  readonly problems: readonly ScenarioProblem[];
}

/** More steps than any person writes; a shrunk campaign's are a dozen. */
const stepsMax = 5000;

/** Whether a text means to be a scenario: its first key says so. */
export function isScenario(text: string): boolean {
  return beginsWith(text, 'scenario');
}

/** `chair` is the one it is about where it names none; or whatever it names, where `wins`. */
export function readScenario(text: string, file: string, chair: Chair, wins = false): ReadScenario {
  const opened = openText(text, file, chair);
  const found = wins ? opened : withItsChair(opened);
  const map = mapAt(found, found.source.value, [], 'a scenario');
  // What a campaign draws presses keys of any chair.
  const reading = map?.['invariants'] === true ? { ...found, isOwn: false } : found;
  const scenario = map === null ? null : readTop(reading, map);
  const problems = inOrder(reading.problems);
  return { scenario: problems.length === 0 ? scenario : null, chair: reading.chair, problems };
}

/** One step, as it stands in a file, with or without its dash. */
export function readStep(
  text: string,
  chair: Chair,
): { step: Step | null; problems: readonly ScenarioProblem[] } {
  const reading = openText(text.replace(/^\s*-\s/, ''), '<step>', chair);
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

const topKeys = [
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
    seed: numberAt(reading, seed, 'seed', '', 0, seedMost, scenarioDefaults.seed),
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

/** Factors on the ratings, `{ lumbar: { power: 1.3 }, sacral: { surfaceToAir: 0.7 } }`; 1 where left out. */
function readPads(reading: Reading, value: unknown): Scenario['pads'] {
  const map = mapAt(reading, value, ['pads'], 'pads');
  if (map === null) return scenarioDefaults.pads;
  const names = reading.chair.pads.map(({ name }) => name);
  unknownKeys(reading, map, ['pads'], names);
  const read = (pad: string): PadFactors => {
    const given = map[pad];
    if (given === undefined) return nominalPad;
    const factors = mapAt(reading, given, ['pads', pad], 'a pad');
    if (factors === null) return nominalPad;
    const known = Object.keys(nominalPad) as (keyof PadFactors)[];
    unknownKeys(reading, factors, ['pads', pad], known);
    const entries = known.map((name): [string, number] => {
      const factor = factors[name] ?? 1;
      if (typeof factor === 'number' && factor >= 0.5 && factor <= 1.5) return [name, factor];
      const wrong = `${name}: ${quoted(factor)} is no factor of a pad`;
      report(reading, ['pads', pad, name], 'value', 'S12', wrong, 'a number, 0.5 to 1.5');
      return [name, 1];
    });
    return Object.fromEntries(entries) as unknown as PadFactors;
  };
  return Object.fromEntries(
    names.filter((name) => Object.hasOwn(map, name)).map((name) => [name, read(name)]),
  );
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
  const range = `${least} to ${most}${unit === '' ? '' : ` ${unit}`}`;
  report(reading, [key], 'value', 'S12', `${key}: ${quoted(value)} is out of range`, `a number, ${range}`);
  return standard;
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

const stepKinds = [
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
  unknownKeys(reading, map, path, stepKinds);
  const kinds = stepKinds.filter((kind) => Object.hasOwn(map, kind));
  const [kind] = kinds;
  if (kind === undefined || kinds.length > 1) {
    // A key that is not known has been told already.
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
    for (const key of ['keys', 'for']) {
      if (!Object.hasOwn(map, key)) {
        report(
          reading,
          path,
          'value',
          'S03',
          `\`${key}\` is missing`,
          'as { keys: [power, stop], for: 5 s }',
        );
      }
    }
    const names = map['keys'];
    if (names === undefined || map['for'] === undefined) return null;
    const list = Array.isArray(names) ? names : [names];
    const keys = list.flatMap((name, index) => {
      const place = Array.isArray(names) ? [...path, 'keys', index] : [...path, 'keys'];
      return keyAt(reading, name, place) ?? [];
    });
    const forMs = durationAt(reading, map['for'], [...path, 'for']);
    return forMs === null || keys.length < list.length ? null : { kind: 'hold', keys, forMs };
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
    const conditions = map === null ? null : conditionsAt(reading, map, path, []);
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
  const conditions = names.flatMap((name) => {
    const observable = Object.hasOwn(known, name) ? known[name] : undefined;
    if (observable !== undefined && reading.isOwn && !isSeenOn(reading.chair, name)) {
      const said = `${quoted(name)} cannot be observed: ${reading.chair.model} has no such part`;
      report(reading, [...path, name], 'key', 'S06', said, `lumbar explain says what it has`);
      return [];
    }
    if (observable === undefined) {
      const hint = suggestion(name, [...Object.keys(known), ...besides]);
      report(reading, [...path, name], 'key', 'S06', `${quoted(name)} cannot be observed`, hint);
      return [];
    }
    const condition = readCondition(name, observable, map[name]);
    if (!isWrong(condition)) return [condition];
    report(reading, [...path, name], 'value', 'S07', condition.wrong, condition.hint);
    return [];
  });
  return conditions.length === names.length ? conditions : null;
}

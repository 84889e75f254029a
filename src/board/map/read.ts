/**
 * Reads a board file and checks it against what its chip can do. Everything wrong with it is said at once,
 * with line and column, in words for the person who wires the chair.
 */
import { z } from 'zod';
import { type Chip, type ChipPin, pinNamed } from '../../chair/chips/chip.ts';
import { chips } from '../../chair/chips/index.ts';
import { keyNames } from '../../chair/names.ts';
import { readYaml } from '../../codec/yaml.ts';
import type { Path, Position } from '../../codec/yaml-problems.ts';
import { roles } from '../protocol/roles.ts';
import {
  type AnalogPin,
  type BoardMap,
  type InputPin,
  inputNames,
  type OutputPin,
  outputNames,
  scaledNames,
  thermistorNames,
} from './map.ts';

const pin = z.union([z.int(), z.string()]).transform(String);
const part = z.string().default('');
const output = z.strictObject({ pin, part });
const input = z.strictObject({ pin, active: z.enum(['low', 'high']), 'pull-up': z.boolean(), part });
const scaled = z.strictObject({ pin, 'per-volt': z.number().positive(), part });
const thermistor = z.strictObject({ pin, part });

const each = <N extends string, S extends z.ZodType>(names: readonly N[], schema: S) =>
  z.strictObject(Object.fromEntries(names.map((name) => [name, schema])) as Record<N, S>);

const boardFile = z.strictObject({
  board: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be kebab-case'),
  name: z.string().min(1),
  chip: z.string(),
  outputs: each(outputNames, output),
  inputs: each(inputNames, input),
  keys: each(keyNames, input),
  analog: z.strictObject({
    ...each(scaledNames, scaled).shape,
    ...each(thermistorNames, thermistor).shape,
  }),
  display: z.strictObject({ address: z.int().min(0x08).max(0x77), part }),
});
type BoardFile = z.output<typeof boardFile>;

/** What is wrong with a board file, one line each. */
export class BoardFileError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

/** Throws a BoardFileError that names everything wrong. `file` is only for its messages. */
export function readBoardMap(text: string, file: string): BoardMap {
  const source = readYaml(text, 'board file');
  const at = ({ line, column }: Position) => `${file}:${line}:${column}`;
  if (source.problems.length > 0) {
    throw new BoardFileError(
      source.problems.map((problem) => `${at(problem)}: ${problem.message}; ${problem.hint}`),
    );
  }
  const where = (path: Path) => at(source.locate(path, 'value'));
  const parsed = boardFile.safeParse(source.value, { error: inWords });
  if (!parsed.success) {
    throw new BoardFileError(
      parsed.error.issues.map(
        ({ path, message }) =>
          `${where(path as Path)}: ${path.length > 0 ? `${path.join('.')}: ${message}` : message}`,
      ),
    );
  }
  const chip = chips[parsed.data.chip];
  if (chip === undefined) {
    throw new BoardFileError([
      `${where(['chip'])}: no chip is called ${parsed.data.chip}; there is ${Object.keys(chips).join(', ')}`,
    ]);
  }
  const problems: string[] = [];
  const map = wire(parsed.data, chip, (path, message) => problems.push(`${where(path)}: ${message}`));
  if (problems.length > 0) throw new BoardFileError(problems);
  return map;
}

/** What a person calls the things that stand in a board file. */
const nameOfType: Readonly<Record<string, string>> = {
  object: 'a section',
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
};

/** What is wrong with one place of the file; undefined leaves it to the schema. */
function inWords(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.code === 'unrecognized_keys') {
    return `nothing is called ${issue.keys.map((key) => `"${key}"`).join(', ')} here`;
  }
  if (issue.code === 'too_big') return `must be at most ${issue.maximum}`;
  if (issue.code === 'too_small' && issue.origin !== 'string') return `must be at least ${issue.minimum}`;
  const wanted =
    issue.code === 'invalid_type'
      ? nameOfType[issue.expected]
      : issue.code === 'invalid_value'
        ? issue.values.join(' or ')
        : issue.code === 'invalid_union'
          ? 'a number or a text'
          : undefined;
  if (wanted === undefined) return undefined;
  const { input } = issue;
  return input === undefined || input === null ? `is missing; ${wanted} belongs here` : `must be ${wanted}`;
}

type Complain = (path: Path, message: string) => void;

function wire(file: BoardFile, chip: Chip, complain: Complain): BoardMap {
  const users = new Map<number, string>();
  const claim = (section: string, name: string, text: string): ChipPin => {
    const path = [section, name, 'pin'];
    const what = section === 'keys' ? `the ${name} key` : name;
    const found = pinNamed(chip, text);
    if (found === undefined) {
      complain(path, `${chip.boards} have no pin ${text}`);
      return chip.pins[0] as ChipPin;
    }
    const user = users.get(found.number);
    if (user !== undefined) complain(path, `pin ${text} is used twice: for ${user} and for ${what}`);
    if (found.taken !== null) complain(path, `pin ${text} is taken by ${found.taken}`);
    users.set(found.number, what);
    const need = roles.find((role) => role.name === name)?.needs ?? 'digital';
    if (need === 'pwm' && found.pwm === null) {
      complain(path, `${what} needs a pin with PWM, and ${text} has none; ${listOf(chip, 'pwm')} have`);
    }
    if (need === 'interrupt' && found.interrupt === null) {
      complain(path, `${what} needs an interrupt pin, and ${text} is none; ${listOf(chip, 'interrupt')} are`);
    }
    if (need === 'analog' && found.analog === null) {
      complain(path, `${what} needs an analog pin, and ${text} is none; ${listOf(chip, 'analog')} are`);
    }
    return found;
  };
  const collect = <N extends string, R>(names: readonly N[], make: (name: N) => R): Record<N, R> =>
    Object.fromEntries(names.map((name) => [name, make(name)])) as Record<N, R>;
  const inputOf = (section: 'inputs' | 'keys', name: string, entry: z.output<typeof input>): InputPin => ({
    pin: claim(section, name, entry.pin),
    activeHigh: entry.active === 'high',
    pullUp: entry['pull-up'],
    part: entry.part,
  });
  return {
    id: file.board,
    name: file.name,
    chip,
    outputs: collect(
      outputNames,
      (name): OutputPin => ({
        pin: claim('outputs', name, file.outputs[name].pin),
        part: file.outputs[name].part,
      }),
    ),
    inputs: collect(inputNames, (name) => inputOf('inputs', name, file.inputs[name])),
    keys: collect(keyNames, (name) => inputOf('keys', name, file.keys[name])),
    analog: {
      ...collect(
        scaledNames,
        (name): AnalogPin => ({
          pin: claim('analog', name, file.analog[name].pin),
          perVolt: file.analog[name]['per-volt'],
          part: file.analog[name].part,
        }),
      ),
      ...collect(
        thermistorNames,
        (name): AnalogPin => ({
          pin: claim('analog', name, file.analog[name].pin),
          perVolt: 1,
          part: file.analog[name].part,
        }),
      ),
    },
    display: file.display,
  };
}

function listOf(chip: Chip, ability: 'pwm' | 'interrupt' | 'analog'): string {
  return chip.pins
    .filter((pin) => pin[ability] !== null && pin.taken === null)
    .map(({ name }) => name)
    .join(', ');
}

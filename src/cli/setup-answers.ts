/** `lumbar setup --answers FILE`: a script that plays the person, read and checked before anything is asked. */
import type { AnyChair } from '../chair/any-chair.ts';
import { inputLines } from '../chair/lines.ts';
import { readYaml } from '../codec/yaml.ts';
import type { Ask } from '../setup/script.ts';
import { asksOf } from '../setup/setup.ts';
import { readText } from './load.ts';
import { usageError } from './terminal/output.ts';

/** What the person does when `ask` is asked. */
export type Answer =
  | { readonly ask: string; readonly answer: string }
  | { readonly ask: string; readonly press: string }
  | { readonly ask: string; readonly hold: string; readonly forMs: number };

/** Asks that begin with these words are answered by pressing or holding a part. */
const byHand: ReadonlySet<string> = new Set(['press', 'again', 'hold']);

const seconds = /^\s*([\d.]+)\s*(ms|s)\s*$/;

export function readAnswers(file: string, chair: AnyChair): Answer[] {
  const text = readText(file);
  const { value, problems } = readYaml(text, 'answers file');
  const [problem] = problems;
  if (problem !== undefined) throw usageError(`${file}:${problem.line}: ${problem.message}; ${problem.hint}`);
  if (!Array.isArray(value))
    throw usageError(
      `${file}: a list of { ask: ID, answer: text }, { ask: ID, press: PART } or { ask: ID, hold: KEY, for: 2 s }`,
    );
  return value.map((entry, index) => answerOf(entry, `${file}, entry ${index + 1}`, chair));
}

function answerOf(entry: unknown, where: string, chair: AnyChair): Answer {
  const { ask, answer, press, hold, for: time, ...others } = (entry ?? {}) as Record<string, unknown>;
  const [other] = Object.keys(others);
  if (other !== undefined && typeof entry === 'object')
    throw usageError(`${where}: it has ${other}, and takes ask, answer, press, hold and for`);
  if (typeof ask !== 'string') throw usageError(`${where}: it names no ask`);
  if (!asksOf(chair).has(ask)) throw usageError(`${where}: setup never asks ${ask} of this chair`);
  const parts = inputLines(chair).map(({ path }) => path);
  const part = press ?? hold;
  if (part !== undefined && typeof part !== 'string') throw usageError(`${where}: a part is a text`);
  if (part !== undefined && !parts.includes(part))
    throw usageError(`${where}: this chair has no ${part}; it has ${parts.join(', ')}`);
  const [by = ''] = ask.split('.');
  if (part !== undefined && !byHand.has(by))
    throw usageError(`${where}: ${ask} wants an answer, and nothing that is pressed or held`);
  if (time !== undefined && hold === undefined) throw usageError(`${where}: for goes with hold`);
  const given = [answer, press, hold].filter((each) => each !== undefined);
  if (given.length !== 1) throw usageError(`${where}: exactly one of answer, press and hold`);
  if (press !== undefined) return { ask, press: String(press) };
  if (hold === undefined) {
    if (typeof answer === 'object') throw usageError(`${where}: the answer is a text`);
    return { ask, answer: String(answer) };
  }
  const [, digits = '', unit = ''] = seconds.exec(String(time)) ?? [];
  if (digits === '') throw usageError(`${where}: hold wants a time, such as for: 2 s`);
  return { ask, hold: String(hold), forMs: Number(digits) * (unit === 's' ? 1000 : 1) };
}

/** Gives the answers in order: several answers to one ask are used one after the other, and the last is repeated. */
export class AnswerBook {
  readonly #answers: readonly Answer[];
  readonly #used = new Map<string, number>();

  constructor(answers: readonly Answer[]) {
    this.#answers = answers;
  }

  /** Throws a usage error where the script has no answer. */
  next({ id, text }: Ask): Answer {
    const all = this.#answers.filter(({ ask }) => ask === id);
    const used = this.#used.get(id) ?? 0;
    this.#used.set(id, used + 1);
    const answer = all[Math.min(used, all.length - 1)];
    if (answer === undefined) throw usageError(`the answers have none to ${id}: ${text}`);
    return answer;
  }
}

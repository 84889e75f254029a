/**
 * How commands speak: one JSON document on standard output where asked for, everything else on standard
 * error or as plain text; errors say what, why and what to do; exit codes are fixed.
 */
import { styleText } from 'node:util';
import type { Paint, Problem, Tone } from '../../program/language/format-problems.ts';

export const exitCodes = {
  done: 0,
  bad: 1,
  usage: 2,
  faulted: 3,
  noConnection: 4,
  stopped: 130,
} as const;

/** An error meant for the person at the terminal: shown without a stack trace. */
export class CommandError extends Error {
  readonly exitCode: number;
  /** Where it is of a file: what is wrong with it, as `message` tells it, too. */
  readonly problems: readonly Problem[];
  constructor(exitCode: number, message: string, problems: readonly Problem[] = []) {
    super(message);
    this.exitCode = exitCode;
    this.problems = problems;
  }
}

export function usageError(message: string): CommandError {
  return new CommandError(exitCodes.usage, message);
}

/** Writes and waits until it is out, so that a following exit cannot cut it short in a pipe. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

export function printJson(value: unknown): Promise<void> {
  return write(process.stdout, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * What a command says to a program where it has no result: the one document of `--json`, on one line, as those have it
 * who read a document a line.
 */
export function printFailure({ message, problems }: CommandError): Promise<void> {
  return write(process.stdout, `${JSON.stringify({ ok: false, error: message, problems })}\n`);
}

const tones = {
  good: 'green',
  bad: 'red',
  warn: 'yellow',
  dim: 'dim',
  strong: 'bold',
} as const satisfies Record<Tone, string>;

/** Colours on a terminal only; NO_COLOR is honoured. */
export function painter(stream: NodeJS.WriteStream): Paint {
  const colours = stream.isTTY === true && !process.env['NO_COLOR'];
  return (tone, text) => (colours ? styleText(tones[tone], text, { validateStream: false }) : text);
}

/** A whole number of an option within bounds, or a usage error that says what would be right. */
export function wholeNumber(name: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+$/.test(text) || value < low || value > high) {
      throw usageError(`${name} takes a whole number from ${low} to ${high}, not "${text}".`);
    }
    return value;
  };
}

export function decimalNumber(name: string, low: number, high: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^[+-]?\d+(\.\d+)?$/.test(text) || value < low || value > high) {
      throw usageError(`${name} takes a number from ${low} to ${high}, not "${text}".`);
    }
    return value;
  };
}

/**
 * Output of commands: with --json one JSON document on standard output, everything else on standard error or as plain
 * text; errors say what, why and what to do; exit codes are fixed.
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
  /** If the error is about a file: its problems, which `message` contains as text. */
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

/** Writes and waits until the text is out, so that a following exit cannot truncate it in a pipe. */
export function write(stream: NodeJS.WriteStream, text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    stream.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

export function printJson(value: unknown): Promise<void> {
  return write(process.stdout, `${JSON.stringify(value, null, 2)}\n`);
}

/**
 * The JSON document of a command with --json that has no result. It is on one line, for programs that read a document per
 * line.
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

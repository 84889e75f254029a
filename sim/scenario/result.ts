/** Runs a scenario file from text to result, and reports results: to people, and to machines as JUnit. */
import type { Chair } from '../../src/chair/chair.ts';
import { type Paint, plainPaint, problemsText } from '../../src/program/language/format-problems.ts';
import type { Problem } from '../../src/program/language/problems.ts';
import { avrPort } from '../boards/avrport.ts';
import type { ChairBoard } from '../boards/board.ts';
import { modelPort } from '../boards/modelport.ts';
import { judgeFault, judgeTick } from '../campaign/judge.ts';
import { judgeOf } from '../campaign/judge-of.ts';
import type { ChairOnTest } from './programs.ts';
import type { ScenarioProblem } from './reading.ts';
import { createScenarioRun, type Failure, runScenario, type ScenarioJudge, type ScenarioRun } from './run.ts';
import type { Scenario } from './scenario.ts';
import { readWholeScenario } from './whole.ts';

export type BoardKind = ChairBoard['kind'];

export interface ScenarioResult {
  readonly file: string;
  readonly name: string;
  readonly outcome: 'passed' | 'failed';
  /** How long the chair was watched, in chair time. */
  readonly chairMs: number;
  /** What failed, as a person reads it; null if nothing did. */
  readonly failure: string | null;
}

export function boardFor(scenario: Scenario, kind: BoardKind, chair: Chair): ChairBoard {
  const { seed, ambientC, personKg, pads, rough } = scenario;
  const options = { seed, ambientC, personKg, pads, rough };
  if (kind === 'avr') return avrPort(chair, options);
  return modelPort(chair, comesWithinTick(scenario) ? { ...options, fine: true } : options);
}

/** Whether something may be late by less than a tick. */
function comesWithinTick({ steps }: Scenario): boolean {
  return steps.some(
    (step) =>
      step.kind === 'fault' && step.faults.some(({ name }) => name === 'host.late' || name === 'line.burst'),
  );
}

/**
 * Runs the scenario of a file's text. A text with problems fails with all of them, and so does one on which the
 * software itself fails, so that the scenarios after it still run.
 */
export function runScenarioText(
  text: string,
  file: string,
  given: ChairOnTest,
  kind: BoardKind = 'model',
  paint: Paint = plainPaint,
): ScenarioResult {
  try {
    return runRead(text, file, given, kind, paint);
  } catch (error) {
    return { file, name: file, outcome: 'failed', chairMs: 0, failure: `${file}: ${mistakeText(error)}` };
  }
}

function runRead(
  text: string,
  file: string,
  given: ChairOnTest,
  kind: BoardKind,
  paint: Paint,
): ScenarioResult {
  const { scenario, chair, programs, problems } = readWholeScenario(text, file, given);
  const failed = (found: readonly ScenarioProblem[]): ScenarioResult => ({
    file,
    name: scenario?.name ?? file,
    outcome: 'failed',
    chairMs: 0,
    failure: problemsText(found as unknown as readonly Problem[], text, paint),
  });
  if (scenario === null || programs === null) return failed(problems);
  const judge = scenario.invariants ? invariantJudge(scenario, chair) : null;
  const board = openBoard(scenario, kind, chair);
  if (typeof board === 'string')
    return { file, name: scenario.name, outcome: 'failed', chairMs: 0, failure: `${file}: ${board}` };
  const run = createScenarioRun(scenario, chair, board, programs, judge);
  const failure = runToEnd(run, file, text, paint);
  return {
    file,
    name: scenario.name,
    outcome: failure === null ? 'passed' : 'failed',
    chairMs: run.simulation.nowMs,
    failure,
  };
}

/** What failed, as a person reads it; if the software itself failed, with the step that was under way. */
function runToEnd(run: ScenarioRun, file: string, text: string, paint: Paint): string | null {
  try {
    const failure = runScenario(run);
    return failure === null ? null : failureText(failure, file, text, paint);
  } catch (error) {
    const { steps } = run.scenario;
    const { line = 1, column = 1 } = steps[Math.min(run.step, steps.length - 1)] ?? {};
    const place = paint('strong', `${file}:${line}:${column}`);
    return `${place}  at ${clockText(run.simulation.nowMs)} of chair time: ${mistakeText(error)}`;
  }
}

function mistakeText(error: unknown): string {
  const said = error instanceof Error ? (error.stack ?? error.message) : String(error);
  return `the simulation broke off, which is a mistake in Lumbar\n${said.replace(/^/gm, '  ')}`;
}

/** The board, or why it did not get ready: for instance because the scenario's line is too slow for the handshake. */
function openBoard(scenario: Scenario, kind: BoardKind, chair: Chair): ChairBoard | string {
  try {
    return boardFor(scenario, kind, chair);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

function invariantJudge(scenario: Scenario, chair: Chair): ScenarioJudge {
  const judge = judgeOf(scenario, chair);
  return {
    fault: (order, { nowMs }) => judgeFault(judge, order, nowMs),
    tick(simulation) {
      const violation = judgeTick(judge, simulation);
      return violation === null ? null : `${violation.invariant}: ${violation.detail}`;
    },
  };
}

/** The line of the file, what was expected, what was found, when, and what led to it. */
function failureText(failure: Failure, file: string, text: string, paint: Paint = plainPaint): string {
  const { step, atMs, expected, was, window } = failure;
  const line = text.split('\n')[step.line - 1]?.trim() ?? '';
  const [header = '', ...rows] = window;
  return [
    `${paint('strong', `${file}:${step.line}:${step.column}`)}  ${line}`,
    `  expected  ${paint('good', expected)}`,
    `  was       ${paint('bad', was)}`,
    `  when      ${clockText(atMs)} of chair time`,
    `  ${paint('dim', header)}`,
    ...rows.map((row) => `  ${row}`),
  ].join('\n');
}

/** `9:02.340`: minutes, seconds, milliseconds. */
function clockText(ms: number): string {
  const seconds = ((ms % 60_000) / 1000).toFixed(3).padStart(6, '0');
  return `${Math.floor(ms / 60_000)}:${seconds}`;
}

/** A result with how long it took here: JUnit's readers compare times with those of their machines. */
export interface TimedResult extends ScenarioResult {
  readonly tookMs: number;
}

/** JUnit's XML, as CI servers read it: one suite, with one case a scenario. */
export function junitText(results: readonly TimedResult[]): string {
  const failures = results.filter((result) => result.failure !== null).length;
  const seconds = (ms: number) => (ms / 1000).toFixed(3);
  const totalMs = results.reduce((sum, result) => sum + result.tookMs, 0);
  const attributes = `tests="${results.length}" failures="${failures}" errors="0" time="${seconds(totalMs)}"`;
  const cases = results.map((result) => {
    const open = `    <testcase name="${escaped(result.name)}" classname="${escaped(result.file)}" time="${seconds(result.tookMs)}">`;
    const property = `<property name="chair-seconds" value="${seconds(result.chairMs)}"/>`;
    const lines = [open, `      <properties>${property}</properties>`];
    if (result.failure === null) return [...lines, '    </testcase>'].join('\n');
    const [first = ''] = result.failure.split('\n');
    const body = escaped(result.failure);
    lines.push(`      <failure message="${escaped(first)}">${body}</failure>`, '    </testcase>');
    return lines.join('\n');
  });
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    `<testsuites ${attributes}>`,
    `  <testsuite name="lumbar" ${attributes}>`,
    ...cases,
    '  </testsuite>',
    '</testsuites>',
    '',
  ].join('\n');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&apos;',
};

/** Characters that XML cannot hold at all become question marks. */
function escaped(text: string): string {
  return text
    .replace(/[&<>"']/g, (sign) => entities[sign] ?? sign)
    .replace(/[^\t\n\r\x20-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '?');
}

/** Parts that a chair has not: nothing of what stands in for them comes into its trace or its report. */
import { expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { reportText } from '../../src/cli/terminal/report-text.ts';
import { fitProgramText } from '../../src/program/language/check.ts';
import { plainPaint } from '../../src/program/language/format-problems.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, reportOf, stepRun } from '../../src/run/run.ts';
import { csvLines } from '../../src/run/trace-formats.ts';
import { vcdLines } from '../../src/run/trace-vcd.ts';

const vibration = `chair: vibration-alone
format: 1
name: Vibration alone
chip: mega-2560
supply: { volts: 12 V }
motors: { relay: { pin: 27, active: high } }
tapper:
  drive: { kind: pwm, pwm: { pin: 8, active: high }, frequency: 100 Hz, duty: { from: 30 %, to: 100 % } }
  thermal-switch: yes
  speeds: [40 %, 70 %, 100 %]
inputs:
  stop: { pin: 37, active: high, pull: up }
  keys:
    power: { pin: 40, active: low, pull: up }
    start: { pin: 41, active: low, pull: up }
`;
const taps = `format: 1
id: taps
name: Taps
steps:
  - tap: { at: waist, for: 60 s }
  - rest: { for: 4 min }
`;

function vibrationChair(heat = '') {
  const { chair, problems } = readChair(`${vibration}${heat}`, 'vibration.yaml');
  const driven = chair === null ? null : supportedChair(chair).chair;
  if (driven === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return driven;
}

function ranOf(heat = '') {
  const chair = vibrationChair(heat);
  const { program, problems } = fitProgramText(taps, 'taps.yaml', chair, chair.abilities);
  if (program === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  const plan = planProgram(program, chair);
  const board = modelPort(chair, { seed: 1 });
  const run = createRun({ chair, plan, board, seed: 1, timerMin: 30, gentle: false, trace: true });
  while (stepRun(run)) {
    // Each turn is a tick.
  }
  return run;
}

test('a chair with a tapper alone has an empty cell for each part of another, and taps', () => {
  const { trace } = ranOf();
  if (trace === null) throw new Error('nothing was recorded');
  const [head = '', ...rows] = [...csvLines(trace, [])].map((line) => line.trimEnd().split(','));
  const column = (name: string) => rows.map((cells) => cells[head.indexOf(name)]);
  for (const name of ['carriage_mm', 'carriage_duty', 'kneader_turns', 'kneader_duty', 'relay'])
    expect(new Set(column(name)), name).toEqual(new Set(['']));
  expect(Math.max(...column('tapper_duty').map(Number))).toBeCloseTo(0.4);
  const vcd = [...vcdLines(trace, [])].join('');
  for (const name of ['carriage_mm', 'relay']) {
    const [, id] = new RegExp(`\\$var \\S+ \\S+ (\\S+) ${name} \\$end`).exec(vcd) ?? [];
    expect(vcd).not.toMatch(new RegExp(`^([01]|r\\S+ )${id}$`, 'm'));
  }
});

test('its report says nothing of where no carriage was, nor of arms', () => {
  const report = reportOf(ranOf(), 1);
  expect(JSON.parse(JSON.stringify(report))).toMatchObject({
    outcome: 'completed',
    carriage: { minMm: null, maxMm: null, passes: null, worstLandingMm: null },
    kneader: { turns: null },
  });
  expect(report.coverage.map(({ ms }) => ms)).toEqual([0, 0, 0, 0, 0, 0, 0]);
  const text = reportText(report, plainPaint);
  expect(text).toContain('  no carriage; no arms\n');
  expect(text).toMatch(/^Heat\n {2}no pads\n/m);
  expect(text).not.toMatch(/Coverage|NaN/);
});

test('of a pad that is locked out it says that it was not heated', () => {
  const heat = 'heat: { pads: { waist: { out: { pin: 25, active: high }, watts: 15 W } } }\n';
  const report = reportOf(ranOf(heat), 1);
  expect(report.heat['waist']).toMatchObject({ toLevelMs: null, heated: false });
  expect(reportText(report, plainPaint)).toMatch(
    / {2}waist {4}not heated, surface at most [\d.]+ C, element at most [\d.]+ C\n/,
  );
});

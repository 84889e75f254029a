/** Chairs that are wired otherwise than the reference chair, from the key to parked, on both boards. */
import { describe, expect, test } from 'vitest';
import { avrPort } from '../../../sim/boards/avrport.ts';
import type { ChairBoard } from '../../../sim/boards/board.ts';
import { modelPort } from '../../../sim/boards/modelport.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import type { RunReport } from '../../../src/run/report.ts';
import { createRun, reportOf, stepRun } from '../../../src/run/run.ts';
import { type Changes, changedChair } from '../../changed-chair.ts';

const fiveMinutes = `
format: 1
id: program
name: Five minutes
heat: low
steps:
  - knead: { at: lower-lumbar, speed: 4, for: 1 min }
  - roll: { from: gluteal, to: mid-back, speed: 3, width: wide, for: 4 min }
`;

const boards = { model: modelPort, avr: avrPort } as const;

const tapping = `
format: 1
id: program
name: Taps
heat: off
steps:
  - tap: { at: lower-lumbar, speed: 6, rhythm: steady, for: 40 s }
  - roll: { from: gluteal, to: mid-back, speed: 3, width: wide, for: 4 min 20 s }
`;

function run(chair: Chair, kind: keyof typeof boards, text = fiveMinutes): RunReport {
  const { program } = checkProgram(text, 'program.yaml', chair);
  if (program === null) throw new Error('the program of this test is none');
  const plan = planProgram(program, chair);
  const board = boards[kind](chair, { seed: 3 });
  const made = createRun({ chair, plan, board, seed: 3, timerMin: 30, gentle: false, trace: false });
  while (stepRun(made));
  return reportOf(made, 0);
}

const little: Changes = {
  'supply.sense': 'none',
  'inputs.emergency-stop': { cuts: 'motors', pin: 'none' },
  'signs.lamp': 'none',
  'signs.lock-lamp': 'none',
  'signs.beeper': 'none',
  'signs.display': 'none',
};

const onAtLow = (pin: number) => ({ pin, active: 'low', pull: 'external-up', 'fed-from': 'chip' });

const otherwise: Changes = {
  'motors.relay': onAtLow(27),
  'heat.relay': onAtLow(26),
  'heat.pads.lumbar.out': onAtLow(24),
  'kneader.drive.pwm': onAtLow(5),
  'kneader.drive.duty': { from: '20 %', to: '90 %' },
  'kneader.drive.frequency': '4 kHz',
  'heat.pads.lumbar.element-sensor.beta': '3435 K',
  'heat.pads.sacral.surface-sensor': { pin: 'A8', resistance: '47 kohm', beta: '4200 K' },
  'signs.lamp': { pin: 13, active: 'low' },
  'inputs.keys.power': { pin: 40, active: 'high', pull: 'external-down' },
};

describe.each(['model', 'avr'] as const)('on the board called %s', (kind) => {
  test('a chair without supply sense, emergency stop of the chip, lamps, beeper and display runs a program', () => {
    const { outcome, faults, heat } = run(changedChair(little), kind);
    expect([outcome, faults]).toEqual(['completed', []]);
    expect(heat['lumbar']?.peakSurfaceC).toBeGreaterThan(35);
  });

  test('outputs on at low, a useful duty below 100 %, PWM of 4 kHz and other thermistors make no difference to the person', () => {
    const [usual, other] = [run(changedChair({}), kind), run(changedChair(otherwise), kind)];
    expect([other.outcome, other.faults]).toEqual(['completed', []]);
    for (const pad of ['lumbar', 'sacral'])
      expect(other.heat[pad]?.peakSurfaceC).toBeCloseTo(usual.heat[pad]?.peakSurfaceC ?? Number.NaN, 0);
    expect(Math.abs(other.kneader.turns - usual.kneader.turns)).toBeLessThan(2);
  });
});

test('a tapper with a useful duty below 100 % is read back as it was ordered', () => {
  const tapper = {
    drive: { kind: 'pwm', pwm: onAtLow(8), duty: { from: '40 %', to: '80 %' }, directions: 'one' },
    fuse: '2 A',
    current: 'none',
  };
  const { outcome, faults } = run(changedChair({ tapper }), 'avr', tapping);
  expect([outcome, faults]).toEqual(['completed', []]);
});

test('an emergency stop that cuts the motors alone leaves the pads their supply', () => {
  const chair = changedChair(little);
  const board: ChairBoard = modelPort(chair, { seed: 1, carriageMm: 300 });
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  outputs.arm = true;
  for (let ticks = 0; ticks < 100 && !board.armed(); ticks++) {
    board.read(sensors);
    board.write(outputs);
  }
  outputs.arm = false;
  Object.assign(outputs, { carriageDuty: 0.8, motorRelay: true, padRelay: true, padsOn: [true, true] });
  board.break('estop', 'pressed');
  for (let ticks = 0; ticks < 50; ticks++) {
    board.read(sensors);
    board.write(outputs);
  }
  expect(sensors.emergencyStop).toBe(false);
  expect([board.plant.carriage.speed, board.plant.padsA > 1]).toEqual([0, true]);
});

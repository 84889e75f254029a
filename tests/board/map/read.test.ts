import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { limitsOf } from '../../../src/board/link/limits.ts';
import { wiresOf } from '../../../src/board/map/map.ts';
import { BoardFileError, readBoardMap } from '../../../src/board/map/read.ts';
import { boardsFolder, loadBoardMap, shippedBoards } from '../../../src/board/map/shipped.ts';

const text = readFileSync(join(boardsFolder(), 'mega-2560.yaml'), 'utf8');
const problemsOf = (changed: string): readonly string[] => {
  try {
    readBoardMap(changed, 'my-board.yaml');
  } catch (error) {
    if (error instanceof BoardFileError) return error.problems;
    throw error;
  }
  return [];
};

describe('a board file', () => {
  test('every one that ships is good and wires the whole chair', () => {
    expect(shippedBoards()).toContain('mega-2560');
    for (const id of shippedBoards()) {
      const map = loadBoardMap(id);
      expect(map.id).toBe(id);
      expect(wiresOf(map)).toHaveLength(36);
    }
  });

  test('a pin used twice is said with the place and both users', () => {
    expect(problemsOf(text.replace('lumbar: { pin: 24', 'lumbar: { pin: 25'))).toEqual([
      expect.stringMatching(/^my-board\.yaml:\d+:\d+: pin 25 is used twice: for lumbar and for sacral$/),
    ]);
  });

  test('a motor on a pin without PWM is said with the pins that have it', () => {
    expect(problemsOf(text.replace('carriage-pwm: { pin: 6', 'carriage-pwm: { pin: 9'))[0]).toMatch(
      /carriage-pwm needs a pin with PWM, and 9 has none; 2, 3, 5, 6, 7, 8, 11, 12, 44, 45, 46 have/,
    );
  });

  test('a hall sensor on a pin without interrupt is said', () => {
    expect(problemsOf(text.replace('carriage-edge: { pin: 2', 'carriage-edge: { pin: 4'))[0]).toMatch(
      /carriage-edge needs an interrupt pin, and 4 is none; 2, 3, 18, 19 are/,
    );
  });

  test('a thermistor on a digital pin is said', () => {
    expect(
      problemsOf(text.replace('lumbar-thermistor: { pin: A3', 'lumbar-thermistor: { pin: 50'))[0],
    ).toMatch(/lumbar-thermistor needs an analog pin, and 50 is none; A0, A1/);
  });

  test('pins of the serial line and the I2C bus are refused', () => {
    expect(problemsOf(text.replace('seat: { pin: 35', 'seat: { pin: 1'))[0]).toMatch(
      /pin 1 is taken by the serial/,
    );
    expect(problemsOf(text.replace('seat: { pin: 35', 'seat: { pin: 20'))[0]).toMatch(
      /pin 20 is taken by I2C/,
    );
  });

  test('a pin that does not exist, a chip nobody knows, a wire that is missing or unknown are said', () => {
    expect(problemsOf(text.replace('pin: 13', 'pin: 99'))[0]).toMatch(/have no pin 99/);
    expect(problemsOf(text.replace('chip: atmega2560', 'chip: z80'))[0]).toMatch(
      /:\d+:\d+: no chip is called z80; there is atmega2560/,
    );
    expect(problemsOf(text.replace(/ {2}seat:.*\n/, ''))[0]).toMatch(/inputs\.seat/);
    expect(problemsOf(text.replace('  seat:', '  sofa:')).join('\n')).toMatch(/sofa/);
  });

  test('all that is wrong is said at once', () => {
    const bad = text.replace('pin: 24', 'pin: 25').replace('pin: 13', 'pin: 99');
    expect(problemsOf(bad)).toHaveLength(2);
  });

  test('what is no YAML is said with its line', () => {
    expect(problemsOf('board: [\n')[0]).toMatch(/^my-board\.yaml:\d+:\d+: /);
  });

  test('another wiring gives other limits: the digest the guard locks tells them apart', () => {
    const other = readBoardMap(text.replace('lamp: { pin: 13', 'lamp: { pin: 49'), 'my-board.yaml');
    expect(limitsOf(other).digest).not.toBe(limitsOf(loadBoardMap()).digest);
  });

  test('what is missing, misspelt or of the wrong kind is said in words, with its place', () => {
    expect(problemsOf('')).toEqual(['my-board.yaml:1:1: is missing; a section belongs here']);
    const bent = text
      .replace(/ {2}seat: \{.*/, '  sead: { pin: 35, active: low, pull-up: true }')
      .replace('limit-top: { pin: 33, active: low', 'limit-top: { pin: 33, active: lo')
      .replace(/^name: .*/m, 'name: [1]')
      .replace(/address: 0x[0-9a-f]+/, 'address: 300')
      .replace('stop: { pin: 37', 'stop: { pin: {}');
    const place = /^my-board\.yaml:\d+:\d+: /;
    const problems = problemsOf(bent);
    expect(problems.every((problem) => place.test(problem))).toBe(true);
    expect(problems.map((problem) => problem.replace(place, '')).sort()).toEqual([
      'display.address: must be at most 119',
      'inputs.limit-top.active: must be low or high',
      'inputs.seat: is missing; a section belongs here',
      'inputs: nothing is called "sead" here',
      'keys.stop.pin: must be a number or a text',
      'name: must be a text',
    ]);
  });
});

/** The self-test as a technician asks for it, and the report of it: what was measured, what was not and why. */
import { describe, expect, test } from 'vitest';
import { createSensors } from '../../src/chair/sensors.ts';
import { rowOf } from '../../src/control/checks/self-test-limits.ts';
import { createControl } from '../../src/control/tick.ts';
import {
  beginSelfTest,
  type SelfTestRun,
  selfTestReport,
  serviceJobOf,
  verdictOf,
  watchSelfTest,
} from '../../src/machine/self-test-run.ts';
import type { SelfTestReport } from '../../src/service/self-test-report.ts';
import { chair } from '../chair.ts';

/** A chair in the service state; nothing has been tested. */
function given() {
  const control = createControl(chair, { programs: [] });
  const { link } = createSensors(chair);
  const run: SelfTestRun = { testing: false, tested: false };
  control.session.state = 'service';
  return { control, run, link, begin: () => beginSelfTest(run, control, link) };
}

/** The test runs, and has done so for a turn. */
function running() {
  const chair = given();
  chair.begin();
  chair.control.session.job = 'self-test';
  chair.control.selfTest.done = false;
  watchSelfTest(chair.run, chair.control);
  return chair;
}

/** Other limits in a row, as of another chair. */
function giveLimits({ control }: ReturnType<typeof given>, row: number, other: object): void {
  const { selfTest } = control;
  const limits = selfTest.figures.limits.map((limit, index) =>
    index === row ? { ...limit, ...other } : limit,
  );
  control.selfTest = { ...selfTest, figures: { ...selfTest.figures, limits } };
}

/** It has measured the middle of each row's limits and is done. */
function passed() {
  const chair = running();
  const { selfTest } = chair.control;
  for (const [row, { low, high }] of selfTest.figures.limits.entries())
    selfTest.measured[row] = (low + high) / 2;
  selfTest.done = true;
  watchSelfTest(chair.run, chair.control);
  return chair;
}

describe('a self-test', () => {
  test('is asked for once, in the service state, with a controller that answers', () => {
    const { control, run, link, begin } = given();
    control.session.state = 'ready';
    expect(begin()).toBe('not-in-service');
    control.session.state = 'service';
    link.connected = false;
    expect(begin()).toBe('no-controller');
    expect([run.testing, serviceJobOf(run)]).toEqual([false, 'nothing']);
    link.connected = true;
    expect(begin()).toBeNull();
    expect([run.testing, serviceJobOf(run)]).toEqual([true, 'self-test']);
    expect(begin()).toBe('self-test-runs');
  });

  test('that begins anew has not been run yet', () => {
    const { run, begin } = passed();
    expect(run).toEqual({ testing: false, tested: true });
    begin();
    expect(run).toEqual({ testing: true, tested: false });
  });

  test('is not over before the session has taken it up, though nothing is under way', () => {
    const { control, run, begin } = given();
    begin();
    watchSelfTest(run, control);
    expect(run).toEqual({ testing: true, tested: false });
  });

  test.each([
    ['stop is held', { serviceStopped: true }],
    ['the service state has ended', { state: 'off' as const }],
  ])(
    'that comes to nothing, since %s, is told of, and what was measured before is no result of it',
    (_, now) => {
      const { control, run, begin } = passed();
      begin();
      Object.assign(control.session, { job: 'nothing' }, now);
      watchSelfTest(run, control);
      expect(run).toEqual({ testing: false, tested: true });
      const report = selfTestReport(run, control);
      expect(report).toMatchObject({ running: false, passed: false, stopped: 'stopped at the chair' });
      expect(report?.rows.every(({ pass, notRun }) => !pass && notRun === 'stopped at the chair')).toBe(true);
    },
  );

  test.each<[string, (chair: ReturnType<typeof running>) => void, boolean]>([
    ['goes on until then', () => {}, true],
    ['is over when it is done', ({ control }) => Object.assign(control.selfTest, { done: true }), false],
    ['is over with stop', ({ control }) => Object.assign(control.session, { serviceStopped: true }), false],
    [
      'is over with the service state',
      ({ control }) => Object.assign(control.session, { state: 'off' }),
      false,
    ],
  ])('%s', (_, happens, testing) => {
    const chair = running();
    happens(chair);
    watchSelfTest(chair.run, chair.control);
    expect(chair.run).toEqual({ testing, tested: true });
  });

  test('that nobody asked for is not watched', () => {
    const { control, run } = given();
    control.session.job = 'self-test';
    watchSelfTest(run, control);
    expect(run).toEqual({ testing: false, tested: false });
  });
});

describe('its report', () => {
  test('is none before the first, and one without a verdict while it runs', () => {
    const { control, run, begin } = given();
    expect(selfTestReport(run, control)).toBeNull();
    begin();
    expect(selfTestReport(run, control)).toMatchObject({ running: true, passed: null, stopped: '' });
    const under = running();
    expect(selfTestReport(under.run, under.control)).toMatchObject({
      running: true,
      passed: null,
      stopped: '',
    });
  });

  test('passes with every row within its limits, each of which it names', () => {
    const { run, control } = passed();
    const report = selfTestReport(run, control);
    expect(report).toMatchObject({ running: false, passed: true, stopped: '' });
    const there = control.selfTest.figures.limits.filter(({ unseen }) => unseen !== null);
    expect(report?.rows.map(({ name }) => name)).toEqual(there.map(({ name }) => name));
    expect(there.length).toBeGreaterThan(15);
    expect(verdictOf(report)).toBe('passed');
  });

  test('has limits and value of a row to a hundredth', () => {
    const chair = passed();
    const { run, control } = chair;
    const row = rowOf['carriage up, current'];
    giveLimits(chair, row, { low: 0.3333, high: 2.4999 });
    control.selfTest.measured[row] = 1.23456;
    expect(selfTestReport(run, control)?.rows[row]).toEqual({
      name: 'carriage up, current',
      unit: 'A',
      low: 0.33,
      high: 2.5,
      value: 1.23,
      pass: true,
      notRun: '',
    });
  });

  test('fails with one row outside its limits, and names it', () => {
    const { run, control } = passed();
    control.selfTest.measured[rowOf.supply] = 3;
    const report = selfTestReport(run, control);
    expect(report).toMatchObject({ passed: false, stopped: '' });
    expect(report?.rows.filter(({ pass }) => !pass).map(({ name }) => name)).toEqual(['supply']);
    expect(verdictOf(report)).toBe('failed: supply');
  });

  test('does not speak of a part that the chair has not, and says of what it cannot see why', () => {
    const chair = passed();
    const { run, control } = chair;
    const { supply, 'room temperature': room } = rowOf;
    giveLimits(chair, supply, { unseen: null });
    giveLimits(chair, room, { unseen: 'no thermistor for the room' });
    control.selfTest.measured[room] = null;
    const report = selfTestReport(run, control);
    expect(report?.rows.map(({ name }) => name)).not.toContain('supply');
    expect(report?.rows[0]).toMatchObject({
      name: 'room temperature',
      value: Number.NaN,
      pass: true,
      notRun: 'no thermistor for the room',
    });
    expect(report?.passed).toBe(true);
  });

  test('says of a row that was left out why, and of one that was measured nothing', () => {
    const { run, control } = passed();
    Object.assign(control.selfTest.measured, { [rowOf.supply]: null });
    control.selfTest.notRun[rowOf.supply] = 'not within 45 s';
    control.selfTest.notRun[rowOf['keys down']] = 'not within 45 s';
    const notRun = selfTestReport(run, control)?.rows.map((row) => row.notRun);
    expect(notRun?.filter((why) => why !== '')).toEqual(['not within 45 s']);
    expect(notRun?.[rowOf.supply]).toBe('not within 45 s');
  });

  test.each([
    ['none', 'stopped at the chair'],
    ['E71', 'E71'],
  ] as const)(
    'of one that was stopped (fault: %s) has failed, and what is left says %s',
    (faultCode, why) => {
      const { run, control } = running();
      control.selfTest.measured[rowOf.supply] = 24;
      Object.assign(control.session, { faultCode, serviceStopped: true });
      expect(selfTestReport(run, control)?.rows.every(({ notRun }) => notRun === '')).toBe(true);
      watchSelfTest(run, control);
      const report = selfTestReport(run, control);
      expect(report).toMatchObject({ running: false, passed: false, stopped: why });
      expect(report?.rows[rowOf.supply]).toMatchObject({ pass: true, notRun: '' });
      expect(report?.rows[rowOf['carriage up']]).toMatchObject({ pass: false, notRun: why });
    },
  );

  test('of one that was stopped does not say what it was at as measured', () => {
    const { run, control } = running();
    Object.assign(control.selfTest, { phase: 'find bottom' });
    control.selfTest.measured[rowOf['lower limit found']] = 0;
    expect(selfTestReport(run, control)?.rows[rowOf['lower limit found']]).toMatchObject({ value: 0 });
    Object.assign(control.session, { serviceStopped: true });
    watchSelfTest(run, control);
    expect(selfTestReport(run, control)?.rows[rowOf['lower limit found']]).toMatchObject({
      value: Number.NaN,
      pass: false,
      notRun: 'stopped at the chair',
    });
  });

  test('of one that was stopped has failed, whatever was measured till then', () => {
    const { run, control } = passed();
    control.selfTest.done = false;
    expect(selfTestReport(run, control)?.passed).toBe(false);
  });
});

describe('its verdict in the log of work', () => {
  const row = { unit: '', value: 0, low: 0, high: 0, notRun: '' };
  const failed = (stopped: string, names: readonly string[]): SelfTestReport => ({
    running: false,
    passed: false,
    stopped,
    rows: [{ ...row, name: 'well', pass: true }, ...names.map((name) => ({ ...row, name, pass: false }))],
  });

  test('says what failed, and what ended it', () => {
    expect(verdictOf(null)).toBe('not begun');
    expect(verdictOf(failed('', ['supply', 'keys down']))).toBe('failed: supply, keys down');
    expect(verdictOf(failed('E71', ['supply']))).toBe('failed (E71): supply');
  });

  test('is cut where it would not fit the line', () => {
    const names = Array.from({ length: 60 }, (_, index) => `row ${index}`);
    const verdict = verdictOf(failed('', names));
    expect(verdict).toHaveLength(400);
    expect(verdict).toMatch(/^failed: row 0, row 1, /);
  });
});

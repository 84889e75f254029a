/** Whatever setup has measured, the file that it writes agrees with itself and reads. */
import { describe, expect, test } from 'vitest';
import { drawUnknown } from '../../sim/unknown/draw.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { chairOf } from '../../src/setup/kind.ts';
import type { Facts } from '../../src/setup/setup.ts';
import { type Written, writtenChair } from '../../src/setup/write.ts';
import { kindText, onlyTravel } from './measured.ts';

const once = (value: number, spread = 0) => ({ value, spread, runs: 1 });

const carriage = onlyTravel(794, once(15_880), once(14_700));
const kneader = {
  turnsPerMin: once(60),
  breakaway: null,
  friction: null,
  cams: [],
  runningA: null,
  stallA: null,
};

function changed(changes: Readonly<Record<string, unknown>>): string {
  const list = Object.entries(changes).map(([path, value]) => ({ path: path.split('.'), value }));
  return changedYaml(kindText, list);
}

function written(facts: Partial<Facts>, text = kindText): Written {
  const result = writtenChair(text, chairOf(text), facts as Facts, '2026-11-28');
  expect(readChair(result.text, 'written').problems).toEqual([]);
  return result;
}

/** A file that says how long the rail takes, in place of how fast the carriage is. */
const timed = {
  'carriage.full-speed': undefined,
  'carriage.travel': { up: '15.9 s', down: '14.8 s', 'up-with-person': '16.2 s', 'down-with-person': '16 s' },
};

describe('the file that setup writes', () => {
  test('has no exponents: a spread that is nothing is left out', () => {
    const { text } = written({ carriage: { ...carriage, upMs: once(15_880, 1.1e-11) } });
    expect(text).not.toMatch(/\de-\d/);
    expect(chairOf(text).carriage?.railMm).toBe(794);
  });

  test.each([
    ['measured', 0.183],
    ['of the file', null],
  ])('has a friction that is no more than its least duty: %s', (_, friction) => {
    const facts = { ...carriage, breakaway: once(0.172), friction };
    const text = friction === null ? changed({ 'carriage.drive.friction': '20 %' }) : kindText;
    const pwm = chairOf(written({ carriage: facts }, text).text).carriage?.drive.pwm;
    expect([pwm?.duty.min, pwm?.frictionDuty]).toEqual([0.18, 0.18]);
  });

  test('goes home at a duty that moves the carriage', () => {
    const { text } = written({ carriage: { ...carriage, breakaway: once(0.655) } });
    expect(chairOf(text).carriage?.homing.unknownDuty).toBe(0.66);
  });

  test('promises the speeds that are kept, of a carriage that was timed as of one whose speed is said', () => {
    const slow = { ...carriage, upMs: once(18_000), downMs: once(17_500) };
    for (const text of [kindText, changed(timed)]) {
      const steps = chairOf(written({ carriage: slow }, text).text).carriage?.speeds ?? [];
      expect(steps.at(-1)).toMatchObject({ by: 'speed', speed: expect.closeTo(30.8, 1) });
    }
  });

  test('of arms that are 1 % slower than their highest speed has that speed lowered', () => {
    const fast = changed({ 'kneader.full-speed': '50 rpm' });
    const { text } = written({ kneader: { ...kneader, turnsPerMin: once(49.5) } }, fast);
    expect(chairOf(text).kneader?.speeds.at(-1)).toMatchObject({ speed: 49.4 });
  });

  test('leaves out times with a person that are shorter than those of today without one, and says so', () => {
    const before = changed({
      ...timed,
      measured: { 'carriage.travel.up-with-person': { value: '16.2 s', runs: 1, 'on-date': '2026-01-01' } },
    });
    const { text, compare } = written({ carriage: { ...carriage, upMs: once(17_000) } }, before);
    expect(chairOf(text).carriage?.travel).toMatchObject({ upWithPersonMs: null, downWithPersonMs: null });
    expect(compare.find(({ path }) => path === 'carriage.travel.up-with-person')?.judged).toContain('anew');
  });
});

test('a chair of chance of a kind whose highest speeds are just its full speeds has speeds that it does', () => {
  const tight = changed({ 'kneader.full-speed': '50 rpm', ...timed });
  for (let seed = 0; seed < 20; seed++)
    expect(readChair(drawUnknown(tight, seed).chair, `seed ${seed}`).problems).toEqual([]);
});

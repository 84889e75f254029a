/** A whole setup on unknown chairs in virtual time: what it measures, what it names, and that the chair then runs. */
import { describe, expect, test } from 'vitest';
import { modelPort } from '../../sim/boards/modelport.ts';
import { possibleMistakes } from '../../sim/unknown/mistakes.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../src/program/library.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, reportOf, stepRun } from '../../src/run/run.ts';
import { chairOf } from '../../src/setup/kind.ts';
import type { MistakeId } from '../../src/setup/mistakes.ts';
import { writtenChair } from '../../src/setup/write.ts';
import { kind, kindText, type Measured, measure, unknown, watched } from './measured.ts';

const written = ({ setup }: Measured) => writtenChair(kindText, kind, setup.facts, '2026-11-28');

/** As parted from the truth, each as a share of it. */
const off = (is: number | undefined, truth: number): number => Math.abs((is ?? Number.NaN) / truth - 1);

describe('a chair without mistakes', () => {
  const measured = measure(unknown(2));
  const truth = chairOf(measured.truth.chair);
  const { facts, io, failure } = measured.setup;

  test('is measured to the end, and nothing is said to be wrong', () => {
    expect(failure).toBe('');
    expect(io.mistakes).toEqual([]);
  });

  test('its carriage: travel within 2 %, counts exact, least duty within 0.03', () => {
    const { carriage } = truth;
    if (carriage === null) throw new Error('no carriage');
    const { up, down } = carriage.fullSpeedMmPerS;
    expect(off(facts.carriage?.upMs.value, (1000 * carriage.railMm) / up)).toBeLessThan(0.02);
    expect(off(facts.carriage?.downMs.value, (1000 * carriage.railMm) / down)).toBeLessThan(0.02);
    expect(facts.carriage?.overRail?.value).toBe(
      Math.round(carriage.railMm / (carriage.counts?.eachMm ?? 1)),
    );
    expect(
      Math.abs((facts.carriage?.breakaway?.value ?? 1) - (carriage.drive.pwm?.duty.min ?? 0)),
    ).toBeLessThan(0.03);
  });

  test('its cams: each within 5 degrees', () => {
    for (const { width, atDeg } of truth.kneader?.cams ?? []) {
      const seen = facts.kneader?.cams.find((cam) => cam.width === width)?.atDeg ?? [];
      expect(seen.length, width).toBe(atDeg.length);
      for (const [index, deg] of atDeg.entries())
        expect(Math.abs((seen[index] ?? 999) - deg), width).toBeLessThan(5);
    }
  });

  test('its pads: watts within 2 %, what is told by temperatures within 5 %', () => {
    for (const pad of truth.heat?.pads ?? []) {
      const found = facts.pads?.[pad.name];
      expect(off(found?.watts ?? undefined, pad.nominalW), pad.name).toBeLessThan(0.02);
      expect(off(found?.powerOverCapacity?.value, pad.nominalW / pad.elementJPerK), pad.name).toBeLessThan(
        0.05,
      );
      expect(off(found?.time?.value, pad.elementJPerK / pad.elementSurfaceWPerK), pad.name).toBeLessThan(
        0.05,
      );
    }
  });

  test('the file that it writes has no problems, keeps its comments, and says how each figure was measured', () => {
    const { text, compare } = written(measured);
    expect(readChair(text, 'written').problems).toEqual([]);
    expect(text).toContain('# Stops are closed contacts to ground');
    expect(text).toMatch(
      /carriage\.full-speed\.up:\n\s+value: [\d.]+ mm\/s\n(?:\s+spread: .*\n)?\s+runs: 2\n\s+on-date: 2026-11-28/,
    );
    expect(compare.find(({ path }) => path === 'carriage.counts.each')?.is).toMatch(/ mm$/);
  });

  test('a program runs on the chair with that file without a fault', () => {
    const read = readChair(written(measured).text, 'written').chair;
    const chair = read === null ? null : supportedChair(read).chair;
    const plant = supportedChair(truth).chair;
    if (chair === null || plant === null) throw new Error('not to be driven');
    const program = readFactoryPrograms().find(({ id }) => id === 'lower-back-relief');
    const checked = checkProgram(program?.text ?? '', program?.file ?? '', chair);
    if (checked.program === null) throw new Error(checked.problems[0]?.message);
    const plan = planProgram(checked.program, chair);
    const board = modelPort(plant, { seed: 2 });
    const run = createRun({ chair, plan, board, seed: 2, timerMin: 30, gentle: false, trace: false });
    while (stepRun(run));
    expect(reportOf(run, 0)).toMatchObject({ outcome: 'completed', faults: [] });
  });
});

describe('mistakes', () => {
  const base = unknown(5);
  const possible = possibleMistakes(chairOf(base.chair));
  const ids: readonly MistakeId[] = [
    'switch-stuck',
    'output-inverted',
    'motors-swapped',
    'motor-reversed',
    'ends-swapped',
    'end-dead',
    'counts-bounce',
    'cam-dead',
    'currents-swapped',
    'current-scale',
    'thermistors-swapped',
  ];
  test.each(ids)('%s is named, and nobody is hurt by then', (id) => {
    const mistake = possible.find((each) => each.id === id);
    if (mistake === undefined) throw new Error(`this chair cannot have ${id}`);
    const guard = watched();
    const { setup } = measure({ ...base, mistakes: [mistake] }, guard.each, ({ io, facts }) => {
      return io.mistakes.length > 0 && (facts.carriage !== undefined || id.startsWith('therm'));
    });
    expect(setup.io.mistakes.map((each) => each.id)).toEqual([id]);
    expect(guard.worst).toMatchObject({ heldFastMs: expect.closeTo(0, -3), unheldMs: 0 });
    expect(guard.worst.heldFastMs).toBeLessThanOrEqual(300);
    expect(guard.worst.surfaceC).toBeLessThan(43);
  });
});

describe('broken off', () => {
  test('goes on where it was, once the stop key has been proved again', () => {
    const truth = unknown(6);
    const first = measure(truth, undefined, ({ facts }) => facts.carriage !== undefined);
    const again = measure(
      truth,
      undefined,
      ({ facts }) => facts.kneader !== undefined,
      structuredClone(first.setup.facts),
    );
    expect(again.setup.failure).toBe('');
    expect(again.setup.io.asks[0]).toBe('press.inputs.stop');
    expect(again.setup.io.asks).not.toContain('hold.carriage');
    expect(again.setup.facts.kneader?.cams).toHaveLength(3);
  });

  test('does not go on with a stop key that is elsewhere', () => {
    const { facts } = measure(unknown(6), undefined, (setup) => setup.facts.carriage !== undefined).setup;
    const other = measure(unknown(7), undefined, undefined, structuredClone(facts));
    expect(other.setup.failure).toContain('the stop key is not where it was found');
  });
});

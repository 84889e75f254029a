/** A whole setup over the real link against the real firmware on the emulated chip, in the chip's own time. */
import { expect, test } from 'vitest';
import { chairOf } from '../../src/setup/kind.ts';
import { measureOnAvr, unknown } from './measured.ts';

/** Minutes of the chip's time, each of which takes seconds, and on a busy machine many. */
const timeout = 600_000;

test('the real firmware lets setup measure what the model does', { timeout }, () => {
  const { truth, setup } = measureOnAvr(unknown(1));
  const { carriage, kneader, heat } = chairOf(truth.chair);
  const { facts } = setup;
  expect(setup.failure).toBe('');
  expect(setup.io.mistakes).toEqual([]);
  const parted = (is: number | undefined, should: number | undefined) =>
    Math.abs((is ?? Number.NaN) - (should ?? Number.NaN));
  expect(parted(facts.carriage?.breakaway?.value, carriage?.drive.pwm?.duty.min)).toBeLessThan(0.03);
  expect(parted(facts.kneader?.breakaway?.value, kneader?.drive.pwm?.duty.min)).toBeLessThan(0.03);
  expect(facts.carriage?.overRail?.value).toBe(
    Math.round((carriage?.railMm ?? 0) / (carriage?.counts?.eachMm ?? 1)),
  );
  for (const { name, nominalW, elementJPerK } of heat?.pads ?? [])
    expect(
      parted(facts.pads?.[name]?.powerOverCapacity?.value, nominalW / elementJPerK) /
        (nominalW / elementJPerK),
      name,
    ).toBeLessThan(0.05);
});

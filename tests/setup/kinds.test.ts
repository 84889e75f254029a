/** A whole setup on an unknown chair of each kind that ships: what is asked where nothing sees it, and that the chair then runs. */
import { describe, expect, test } from 'vitest';
import { chairOf } from '../../src/setup/kind.ts';
import { failureOf, kindNamed, measure, unknown, watched } from './measured.ts';

const kinds = ['chair-a', 'chair-b', 'chair-b-open-loop', 'chair-b-table', 'chair-c'] as const;

describe.each(kinds)('%s', (id) => {
  const kind = kindNamed(id);
  const guard = watched();
  const measured = measure(unknown(7, 0, kind), guard.each, undefined, {}, kind);
  const truth = chairOf(measured.truth.chair);
  const { facts, io } = measured.setup;

  test('a program runs on it with the file that was written, without a fault', () => {
    expect(io.mistakes).toEqual([]);
    expect(failureOf(measured)).toBe('');
  });

  test('nothing moves while no key is held, nothing is driven into a stop, nothing gets hot', () => {
    expect(guard.worst).toMatchObject({ heldFastMs: 0, unheldMs: 0 });
    expect(guard.worst.surfaceC).toBeLessThan(43);
  });

  test('its travel times are within 2 %, and its least duties within 0.03', () => {
    const { carriage, kneader, tapper } = truth;
    if (carriage === null) throw new Error('no carriage');
    const { upMs, downMs } = carriage.travel;
    expect(Math.abs((facts.carriage?.upMs.value ?? 0) / upMs - 1)).toBeLessThan(0.02);
    expect(Math.abs((facts.carriage?.downMs.value ?? 0) / downMs - 1)).toBeLessThan(0.02);
    const motors = { carriage, kneader, tapper };
    for (const name of ['carriage', 'kneader', 'tapper'] as const) {
      const said = motors[name]?.drive.pwm?.duty.min;
      // The simulated tapper starts at nine tenths of what its file says.
      const least = said !== undefined && name === 'tapper' ? 0.9 * said : said;
      if (least === undefined) expect(facts[name]?.breakaway ?? null, name).toBeNull();
      else expect(Math.abs((facts[name]?.breakaway?.value ?? 1) - least), name).toBeLessThan(0.03);
    }
  });

  test('a carriage that nothing on the chair sees standing is said to be so before it is driven far', () => {
    const said = io.told.some(({ text }) => text.startsWith('nothing on this chair sees the carriage stand'));
    expect(said).toBe(truth.carriage?.counts === null && truth.carriage.current === null);
  });
});

test('the switch in the middle of a cushion is found on the way', () => {
  const kind = kindNamed('chair-c');
  const { truth, setup } = measure(
    unknown(3, 0, kind),
    undefined,
    ({ facts }) => facts.carriage !== undefined,
    {},
    kind,
  );
  const atMm = chairOf(truth.chair).carriage?.ends.middle?.atMm ?? Number.NaN;
  expect(Math.abs((setup.facts.carriage?.middleMm?.value ?? 0) - atMm)).toBeLessThan(4);
});

test('a pad with one thermistor: power over capacity within 10 %', () => {
  const kind = kindNamed('chair-b');
  const { truth, setup } = measure(
    unknown(7, 0, kind),
    undefined,
    ({ facts }) => facts.pads !== undefined,
    {},
    kind,
  );
  const pad = chairOf(truth.chair).heat?.pads[0];
  const measured = setup.facts.pads?.['lumbar']?.powerOverCapacity?.value ?? 0;
  expect(Math.abs((measured * (pad?.elementJPerK ?? 0)) / (pad?.nominalW ?? 1) - 1)).toBeLessThan(0.1);
});

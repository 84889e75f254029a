/** Pads that nothing measures, or not all of: what leads their heat, and what the guard makes of it. */
import { describe, expect, test } from 'vitest';
import type { Plant } from '../../../sim/plant/plant.ts';
import { loadAnyChair } from '../../../src/board/shipped.ts';
import type { AnyPad } from '../../../src/chair/any-chair.ts';
import type { Chair } from '../../../src/chair/chair.ts';
import { createPower } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { supportedChair } from '../../../src/chair/supported.ts';
import { createHeater, driveHeater, isWarm } from '../../../src/control/heat/heater.ts';
import { runSupervised } from '../guard/supervised.ts';

/** The reference chair with the heat of another one, its pad changed. */
function withHeatOf(id: string, change: Partial<AnyPad> = {}): Chair {
  const [base, other] = [loadAnyChair('lumbar-1'), loadAnyChair(id)];
  if (other.heat === null) throw new Error(`${id} has no heat`);
  const heat = { ...other.heat, pads: other.heat.pads.map((pad) => ({ ...pad, ...change })) };
  const { chair } = supportedChair({ ...base, supply: { ...base.supply, sense: null }, heat });
  if (chair === null) throw new Error(`${id}: its heat is not driven`);
  return chair;
}

const tickMs = 20;

/** Ticks on and ticks off in turn, over so many seconds. */
function given(chair: Chair, goalC: number, seconds: number): number[] {
  const heater = createHeater(chair);
  const wanted = createPower(chair);
  const sensors = createSensors(chair);
  const runs: number[] = [];
  let before = null as boolean | null;
  for (let tick = 0; tick < (seconds * 1000) / tickMs; tick++) {
    driveHeater(heater, [goalC], sensors, wanted, tickMs);
    const on = wanted.padsOn[0] === true;
    if (on === before) runs.push((runs.pop() ?? 0) + 1);
    else runs.push(1);
    before = on;
  }
  expect(isWarm(heater, [goalC])).toBe(goalC === 0 || heater.pads[0]?.targetC === 0);
  return runs;
}

describe('heat by table', () => {
  const chair = withHeatOf('chair-b-table');

  test('is the duty of the level, in whole ticks of 4 s', () => {
    expect(
      given(chair, 38, 12)
        .slice(0, 4)
        .map((ticks) => ticks * tickMs),
    ).toEqual([1980, 2000, 2000, 2000]);
    expect(
      given(chair, 40, 12)
        .slice(1, 3)
        .map((ticks) => ticks * tickMs),
    ).toEqual([1000, 3000]);
  });

  test('is no more than the highest level that is earned, and nothing for no level', () => {
    expect(given(chair, 42, 12)).toEqual(given(chair, 40, 12));
    expect(given(chair, 0, 12)).toEqual([600]);
  });

  test('is nothing in a room as warm as the level', () => {
    const warm = withHeatOf('chair-b-table');
    const sensors = createSensors(warm);
    sensors.ambientC = 39;
    const wanted = createPower(warm);
    driveHeater(createHeater(warm), [38], sensors, wanted, tickMs);
    expect(wanted.padsOn).toEqual([false]);
  });

  test('asks for no relay where there is none', () => {
    const wanted = createPower(chair);
    driveHeater(createHeater(chair), [38], createSensors(chair), wanted, tickMs);
    expect([wanted.padsOn, wanted.padRelay]).toEqual([[true], false]);
  });

  test('is held by the thermostat under a host that wants full power always', () => {
    const found = runSupervised({ chair, heat: 'always', forS: 1800, ambientC: 22 });
    expect(found.codes).toEqual([]);
    expect(found.peakSurfaceC).toBeGreaterThan(37);
    expect(found.longestAbove45S).toBe(0);
  });
});

test('a pad whose heat is locked out gets no power, whatever is wanted', () => {
  const chair = withHeatOf('chair-b-table', { thermostat: null });
  expect(chair.pads[0]?.levels).toEqual([]);
  expect(given(chair, 38, 12)).toEqual([600]);
  expect(chair.wiring.pads[0]?.out).toBeNull();
  let joule = 0;
  const watch = (_: unknown, { pads }: Plant) => {
    joule = pads[0]?.joule ?? Number.NaN;
  };
  runSupervised({ chair, heat: 'always', forS: 60, ambientC: 22, watch });
  expect(joule).toBe(0);
});

describe("the element's sensor alone, without current, supply and room", () => {
  const chair = withHeatOf('chair-b');

  test('gives low, and no alarm', () => {
    const found = runSupervised({ chair, heat: { levelC: 42 }, forS: 1800, ambientC: 22 });
    expect(found.codes).toEqual([]);
    expect(found.peakElementC).toBeGreaterThan(41.5);
    expect(found.peakElementC).toBeLessThan(43);
  });

  test.each([15, 30])(
    'a frozen sensor in a room of %i C is found before the surface is too warm',
    (ambientC) => {
      const breaks = ['thermistor.lumbar', 'frozen'] as const;
      const found = runSupervised({ chair, heat: { levelC: 38 }, breaks, atS: 20, forS: 900, ambientC });
      expect(found.codes[0]).toMatch(/E2[78]/);
      expect(found.longestAbove45S).toBe(0);
    },
  );
});

/** How long the carriage may be pressed into an end: its own motor, or the kneader's leads where the two are swapped. */
import { expect, test } from 'vitest';
import { createBounds, noteFault } from '../../../sim/campaign/bounds.ts';
import { forgetStall, judgeEnds } from '../../../sim/campaign/judge-ends.ts';
import { safetyCaseOf } from '../../../sim/campaign/safety-case.ts';
import type { Plant } from '../../../sim/plant/plant.ts';
import type { FaultOrder } from '../../../sim/scenario/scenario.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import type { OpenEnd } from '../../../src/chair/open-end.ts';
import { chair } from '../../chair.ts';

const carriage = (openEnd: OpenEnd) => ({ ...chair.carriage, openEnd });

function endsWith(fault: string, value: string) {
  const bounds = createBounds(chair);
  noteFault(bounds, { name: fault, value } as FaultOrder);
  const promised = { ...safetyCaseOf(chair), endMs: 1000, kneaderStallMs: 2000 };
  return { bounds, promised, pressedMs: 20, stretchMs: 0, intoLimitMs: 0, intoEndMs: 0 };
}

/** Pressed into the end above for so long until that is too long. */
function pressedMs(ends: ReturnType<typeof endsWith>, openEnd: OpenEnd): number {
  const carriageMm = chair.carriage.railMm + chair.carriage.stopBeyondMm;
  const plant = { carriage: { duty: 1 }, carriageMm, limitTopStuck: false, limitTopOpen: true } as Plant;
  for (let ms = tickMs; ms < 60_000; ms += tickMs)
    if (judgeEnds(ends, plant, carriage(openEnd)) !== null) return ms;
  return Number.POSITIVE_INFINITY;
}

test('an end without its switch is pressed for the bound of an end', () => {
  expect(pressedMs(endsWith('limit.top', 'open'), 1)).toBe(1000 + 300 + tickMs);
});

test('by the kneader in its place it is pressed for the bound of a kneader that is held fast, where no switch is meant to be', () => {
  expect(pressedMs(endsWith('wires.motors', 'swapped'), 1)).toBe(2000 + 300 + 500 + tickMs);
  expect(pressedMs(endsWith('wires.motors', 'swapped'), 0)).toBe(1000 + 300 + 500 + tickMs);
});

test('what crossed wires may take is not used up by a way that leads off a switch that is stuck', () => {
  const plant = { carriage: { duty: -1 }, limitBottomStuck: true, limitBottomOpen: false };
  const ends = { ...endsWith('wires.carriage', 'reversed'), intoLimitMs: -500 };
  judgeEnds(ends, { ...plant, carriageMm: chair.carriage.railMm } as Plant, carriage(0));
  expect(ends.intoLimitMs).toBe(-500);
  judgeEnds(ends, { ...plant, carriageMm: 0 } as Plant, carriage(0));
  expect(ends.intoLimitMs).toBe(-500 + tickMs);
  // What was pressed until then is over once the carriage is away.
  ends.intoLimitMs = 80;
  judgeEnds(ends, { ...plant, carriageMm: chair.carriage.railMm } as Plant, carriage(0));
  expect(ends.intoLimitMs).toBe(0);
});

test('with the fault forgotten that stall is found once more; that of an end that has its switch is not', () => {
  for (const [openEnd, leftMs] of [
    [1, 0],
    [0, 1000],
  ] as const) {
    const ends = { ...endsWith('wires.motors', 'swapped'), intoEndMs: 1000 };
    forgetStall(ends, carriage(openEnd));
    expect(ends.intoEndMs).toBe(leftMs);
  }
  const ends = { ...endsWith('limit.top', 'open'), intoEndMs: 1000 };
  forgetStall(ends, carriage(1));
  expect(ends.intoEndMs).toBe(1000);
});

test('with the fault forgotten a dead switch is found once more where it is the only one', () => {
  const leftMs = (fault: string, openEnd: OpenEnd): number => {
    const ends = { ...endsWith(fault, 'open'), intoEndMs: 1000 };
    forgetStall(ends, carriage(openEnd));
    return ends.intoEndMs;
  };
  expect([leftMs('limit.bottom', 1), leftMs('limit.top', -1)]).toEqual([0, 0]);
  expect([leftMs('limit.bottom', 0), leftMs('limit.top', 0), leftMs('limit.bottom', -1)]).toEqual([
    1000, 1000, 1000,
  ]);
});

test('with the fault forgotten a shorted bridge drives into a closed switch for its bound once more', () => {
  const leftMs = (fault: string, value: string): number => {
    const ends = { ...endsWith(fault, value), intoLimitMs: 400 };
    forgetStall(ends, carriage(0));
    return ends.intoLimitMs;
  };
  expect([leftMs('carriage', 'runaway'), leftMs('carriage', 'no-edges')]).toEqual([0, 400]);
});

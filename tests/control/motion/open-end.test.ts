/** By counts, on a rail with a switch at one end: when the carriage goes back to it before it goes on. */
import { describe, expect, test } from 'vitest';
import { loadChair } from '../../../src/board/shipped.ts';
import type { OpenEnd } from '../../../src/chair/open-end.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { createGoals } from '../../../src/control/goals.ts';
import { type Carriage, createCarriage, driveCarriage } from '../../../src/control/motion/carriage.ts';
import { goesBackFirst, isRoomOver } from '../../../src/control/motion/open-end.ts';

/** Of chair-b: 800 mm, counts of 5 mm. It stands so far from its switch. */
function at(fromSwitchMm: number, countedMm: number, roomMm: number, openEnd: OpenEnd = 1): Carriage {
  const carriage = createCarriage(loadChair('chair-b'));
  const positionMm = openEnd > 0 ? fromSwitchMm : 800 - fromSwitchMm;
  return Object.assign(carriage, { known: true, positionMm, countedMm, roomMm, openEnd });
}

describe.each([1, -1] as const)('towards an open end, %i up', (openEnd) => {
  const to = (mm: number) => (openEnd > 0 ? mm : 800 - mm);
  const back = (fromMm: number, countedMm: number, roomMm: number, toMm: number) =>
    goesBackFirst(at(fromMm, countedMm, roomMm, openEnd), to(toMm));

  test('it goes back where the guard would stop it on the way', () => {
    expect(back(300, 1000, 300, 599)).toBe(false);
    expect(back(300, 1000, 300, 601)).toBe(true);
  });

  test('what the way itself adds counts, too', () => {
    // 4000 mm stray by 120 mm, 4300 by 124.4.
    expect(back(300, 4000, 305, 600)).toBe(false);
    expect(back(300, 4000, 304, 600)).toBe(true);
  });

  test('it goes back where its place may have strayed by more than a tenth, and the way is a tenth of what it has gone', () => {
    expect(back(100, 1900, 600, 400)).toBe(false);
    expect(back(100, 2000, 600, 400)).toBe(true);
    expect(back(101, 2000, 600, 400)).toBe(false);
    expect(back(50, 1700, 600, 400)).toBe(false);
    expect(back(50, 1800, 600, 400)).toBe(true);
  });

  test('a hop is no occasion for that', () => {
    expect(back(50, 5000, 600, 125)).toBe(false);
    expect(back(50, 5000, 600, 130)).toBe(true);
  });

  test('away from that end it never does', () => {
    expect(back(400, 50_000, -200, 100)).toBe(false);
    expect(back(400, 50_000, -200, 400)).toBe(false);
  });
});

test('with a switch at both ends it never does', () => {
  expect(goesBackFirst(at(50, 100_000, 800, 0), 700)).toBe(false);
});

test('its room is over where it could go on for the time that the guard takes to say so', () => {
  expect(isRoomOver(at(400, 0, 3))).toBe(true);
  expect(isRoomOver(at(400, 0, 3.1))).toBe(false);
});

describe.each(['chair-b', 'lumbar-1'])('%s without the switch at its top', (id) => {
  const chair = loadChair(id);

  /** Standing, and sent to a place; `roomMm` is what the guard says. */
  function sent(positionMm: number, targetMm: number, roomMm: number, state: Partial<Carriage> = {}) {
    const carriage = createCarriage(chair);
    Object.assign(carriage, { known: true, positionMm, openEnd: 1, roomMm, ...state });
    Object.assign(carriage.track, { known: carriage.known, positionMm, cellMm: positionMm });
    const sensors = createSensors(chair);
    const goal = { ...createGoals(chair).carriage, kind: 'goto' as const, targetMm, speedMmPerS: 40 };
    const turn = () => driveCarriage(carriage, goal, sensors, 20);
    return { carriage, sensors, goal, turn };
  }

  test('goes down before it goes up, as long as its room is too short, and up once its switch has closed', () => {
    const { carriage, sensors, turn } = sent(300, 600, 200);
    expect(turn()).toBeLessThan(0);
    expect(carriage).toMatchObject({ touching: -1, arrived: false });
    sensors.limitBottom = true;
    carriage.roomMm = 700;
    for (let ticks = 0; ticks < 100 && carriage.touching !== 0; ticks++) turn();
    expect(carriage).toMatchObject({ touching: 0, touched: true, arrived: false });
    let duty = 0;
    for (let ticks = 0; ticks < 10; ticks++) duty = Math.max(duty, turn());
    expect(duty).toBeGreaterThan(0);
  });

  test('goes straight up where there is room', () => {
    const { carriage, turn } = sent(300, 600, 301);
    expect(turn()).toBeGreaterThan(0);
    expect(carriage.touching).toBe(0);
  });

  test('learns a place that it has lost at its switch', () => {
    const { carriage, turn } = sent(300, 600, 0, { known: false });
    expect(turn()).toBeLessThan(0);
    expect(carriage.touching).toBe(-1);
  });

  test('has arrived where the guard lets it go no farther, and it has been at its switch for that', () => {
    const { carriage, goal, turn } = sent(500, 600, 0);
    // A first turn takes in where it is sent.
    goal.kind = 'goto';
    turn();
    Object.assign(carriage, { touching: 0, touched: true });
    carriage.ramp.duty = 0;
    Object.assign(carriage.track, { direction: 0, speedMmPerS: 0 });
    turn();
    expect(carriage.arrived).toBe(true);
  });
});

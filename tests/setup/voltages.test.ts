/** The lists of setup name the dividers of the file, each by its own role. */
import { expect, test } from 'vitest';
import { kindNumber } from '../../src/board/protocol/roles.ts';
import { loadAnyChair } from '../../src/board/shipped.ts';
import { watchList } from '../../src/setup/lists.ts';

test("the divider of the supply and the one behind the motors' relay are measured, not watched", () => {
  const chair = loadAnyChair('tests/chairs/relay-and-divider.yaml');
  const { entries, slots } = watchList(chair, false);
  const of = (pin: string) => {
    const number = chair.chip.pins.find(({ name }) => name === pin)?.number;
    return entries.filter((entry) => entry.pin === number).map(({ kind, index }) => [kind, index]);
  };
  expect([of('A6'), of('A7')]).toEqual([[[kindNumber.supply, 0]], [[kindNumber.supply, 1]]]);
  expect([...slots.keys()]).toEqual(['supply.sense', 'motors.sense']);
});

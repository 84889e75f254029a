/** Whether the voltage behind the motors' relay proves it. */
import { expect, test } from 'vitest';
import { analogWires } from '../../src/board/link/wires.ts';
import { analogSlots } from '../../src/board/protocol/roles.ts';
import { loadAnyChair } from '../../src/board/shipped.ts';
import type { AnyChair } from '../../src/chair/any-chair.ts';
import { hazardsOf } from '../../src/chair/hazards.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { explanationOf } from '../../src/cli/explanation.ts';
import { explanationText } from '../../src/cli/terminal/explain-text.ts';

const divided = loadAnyChair('tests/chairs/relay-and-divider.yaml');
const stuck = (chair: AnyChair) => hazardsOf(chair).find(({ id }) => id === 'motor-stuck');
const line = (chair: AnyChair) => supportedChair(chair).chair?.wiring.scaled['motors-supply'];
const sensing = (chair: AnyChair, perVolt: number, nominalV = chair.supply.nominalV): AnyChair => ({
  ...chair,
  supply: { ...chair.supply, nominalV },
  motors: { ...chair.motors, sense: divided.motors.sense && { ...divided.motors.sense, perVolt } },
});

test('a relay with a divider behind it is proved, within 1.2 s of its opening, or later behind a slow filter', () => {
  expect(stuck(divided)).toMatchObject({
    met: 'relay-and-divider',
    bound: { value: 1.2, unit: 's' },
    proved: true,
  });
  expect(stuck({ ...divided, currentFilterMs: 100 })?.bound?.value).toBe(1.56);
  expect(line(divided)).toEqual(divided.motors.sense);
  expect(explanationText(explanationOf(divided))).toMatch(/the voltage behind it, which proves the relay/);
});

test('without it the relay is there and not proved; without the relay there is nothing to prove', () => {
  const { motors } = divided;
  const bare = { ...divided, motors: { ...motors, sense: null } };
  expect(stuck(bare)).toMatchObject({ met: 'relay', proved: false });
  expect(line(bare)).toBeNull();
  expect(line({ ...divided, motors: { ...motors, relay: null } })).toBeNull();
});

test('the current of every motor is better than the voltage behind the relay, and that of some is not enough', () => {
  const reference = loadAnyChair('lumbar-1');
  expect(stuck(sensing(reference, 7.8))?.met).toBe('relay-and-current');
  const { kneader } = reference;
  const one = { ...reference, kneader: kneader && { ...kneader, current: null } };
  expect(stuck(one)?.met).toBe('relay');
  expect(stuck(sensing(one, 7.8))?.met).toBe('relay-and-divider');
});

test.each([
  ['ends below half of the supply', sensing(divided, 2.39), 'shows at most 11.9 V'],
  ['has steps too large for the supply', sensing(divided, 20, 5), 'too coarse'],
])('a divider that %s is not used, and that is said', (_, chair, says) => {
  expect(stuck(chair)?.met).toBe('relay');
  expect(line(chair)).toBeNull();
  expect(explanationText(explanationOf(chair))).toContain(says);
});

test.each([sensing(divided, 2.42), sensing(divided, 20, 6)])('a little better, it is used', (chair) => {
  expect(stuck(chair)?.met).toBe('relay-and-divider');
});

test('a divider beyond what the controller can report is not used', () => {
  const tapping = loadAnyChair('tests/chairs/tapping.yaml');
  const { carriage } = tapping;
  // This sensor of a current ends too low to be of use, and is wired all the same.
  const current = carriage?.current && {
    ...carriage.current,
    sensor: { ...carriage.current.sensor, perVolt: 0.1 },
  };
  const full = sensing({ ...tapping, carriage: carriage && { ...carriage, current: current ?? null } }, 7.8);
  expect(stuck(full)?.met).toBe('relay');
  expect(line(full)).toBeNull();
  expect(explanationText(explanationOf(full))).toContain('at most 10 analog inputs');
  const { tapper } = full;
  const { chair } = supportedChair({
    ...sensing(tapping, 7.8),
    tapper: tapper && { ...tapper, current: null },
  });
  expect(chair?.wiring.scaled['motors-supply']).not.toBeNull();
  expect(chair && analogWires(chair.wiring).length).toBe(analogSlots);
});

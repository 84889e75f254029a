/** Outputs of one timer have one frequency, whichever of them says it. */
import { expect, test } from 'vitest';
import { supportedChair } from '../../../src/chair/supported.ts';
import { changedAnyChair } from '../../changed-chair.ts';

const hertzOf = (changes: Readonly<Record<string, unknown>>): (number | undefined)[] => {
  const { chair } = supportedChair(changedAnyChair(changes));
  return [chair?.wiring.motors.carriage, chair?.wiring.motors.kneader].map(
    (drive) => drive?.pwm?.frequencyHz,
  );
};

test('an output that does not say its frequency has that of its timer, or the usual one', () => {
  expect(hertzOf({})).toEqual([15_700, 15_700]);
  expect(hertzOf({ 'kneader.drive.frequency': '4 kHz' })).toEqual([4000, 4000]);
  expect(hertzOf({ 'carriage.drive.frequency': '20 Hz' })).toEqual([20, 20]);
  // Pin 5 is on another timer.
  const elsewhere = { 'kneader.drive.pwm.pin': 5, 'kneader.drive.frequency': '4 kHz' };
  expect(hertzOf(elsewhere)).toEqual([15_700, 4000]);
});

import { expect, test } from 'vitest';
import { assumedMotors } from '../../src/chair/assumed.ts';
import { motorNames } from '../../src/chair/names.ts';
import { chair } from '../chair.ts';

test.each(motorNames)('a %s that nobody has measured is taken for that of the reference chair', (motor) => {
  const { runningA, stallA, breakawayDuty, frictionDuty } = chair[motor];
  expect(assumedMotors[motor]).toEqual({ runningA, stallA, breakawayDuty, frictionDuty });
});

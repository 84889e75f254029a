/** Arms that come to rest just after they have left a narrow sensor. */
import { expect, test } from 'vitest';
import type { Chair } from '../../../src/chair/chair.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { angleDeg, camFigures, createCam, followCam } from '../../../src/control/motion/cam.ts';
import { chair } from '../../chair.ts';

const narrowly: Chair = {
  ...chair,
  kneader: {
    ...chair.kneader,
    cams: [
      { width: 'narrow', atDeg: [0], halfDeg: 9 },
      { width: 'wide', atDeg: [180], halfDeg: 20 },
    ],
  },
};

test.each([1, -1])('driven by %d they stand beyond a sensor that is open, and not in it', (direction) => {
  const cam = createCam(camFigures(narrowly));
  const sensors = createSensors(narrowly);
  const follow = (duty: number, ms: number) => {
    for (let atMs = 0; atMs < ms; atMs += 20) followCam(cam, duty * direction, sensors, 20);
  };
  Object.assign(sensors, { camWide: false, camMedium: false, camNarrow: false });
  follow(0.5, 400);
  sensors.camNarrow = true;
  follow(0.5, 20);
  // It is left sooner than the model has it: as a flicker on its border would be.
  sensors.camNarrow = false;
  follow(0, 2000);
  expect(cam.width).toBe('between');
  expect(cam.direction).toBe(0);
  expect(angleDeg(cam)).toBeCloseTo(direction > 0 ? 9 : 351);
});

import { expect, test } from 'vitest';
import { pressedMs } from '../../../sim/campaign/bounds.ts';
import { chair } from '../../chair.ts';

test('an end may be pressed for as long as host and line are later than the way behind its switch takes', () => {
  const carriage = { ...chair.carriage, stopBeyondMm: 15, fullSpeedUpMmPerS: 50, fullSpeedDownMmPerS: 60 };
  expect(pressedMs([], carriage)).toBe(20);
  expect(pressedMs(['hum', 'line-lag'], carriage)).toBe(20);
  // Bursts make values wait twice: for what asks for them, and on their way.
  expect(pressedMs(['line-burst'], carriage)).toBe(20 + 50);
  expect(pressedMs(['line-lag', 'line-burst'], carriage)).toBe(20 + 540 - 250);
});

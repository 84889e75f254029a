import { expect, test } from 'vitest';
import { referenceChair } from '../../src/chair/specification.ts';
import { warmRoomK } from '../../src/chair/warm-room.ts';

test('up to 33 C a room takes nothing from a surface, above it 0.3 K for each kelvin', () => {
  expect(warmRoomK(-10)).toBe(0);
  expect(warmRoomK(33)).toBe(0);
  expect(warmRoomK(34)).toBeCloseTo(0.3);
  expect(warmRoomK(40)).toBeCloseTo(2.1);
});

test('what is left is still the warmest room itself, so that a pad there can rest', () => {
  const { levelC } = referenceChair.pads;
  expect(levelC.high - warmRoomK(39)).toBeGreaterThan(39);
  expect(levelC.high - warmRoomK(40)).toBeLessThan(40);
});

import { expect, test } from 'vitest';
import { crc16 } from '../../src/codec/crc.ts';

const digits = Buffer.from('123456789');

test('the CRC is CRC-16/XMODEM, by its published check value', () => {
  expect(crc16(digits)).toBe(0x31c3);
  expect(crc16(new Uint8Array(0))).toBe(0);
});

test('a part of the bytes is checked alone, and goes on from the part before', () => {
  expect(crc16(digits, 2, 5)).toBe(crc16(digits.subarray(2, 5)));
  expect(crc16(digits, 4, 9, crc16(digits, 0, 4))).toBe(0x31c3);
});

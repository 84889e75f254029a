import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { chairFile } from '../../src/board/shipped.ts';
import type { AnyKneader } from '../../src/chair/any-chair.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { camsShowStall } from '../../src/chair/hazards/motors.ts';

const { chair } = readChair(readFileSync(chairFile('lumbar-1'), 'utf8'), 'lumbar-1.yaml');
const kneader = chair?.kneader as AnyKneader;
const onOrOff: AnyKneader = { ...kneader, drive: { ...kneader.drive, pwm: null } };

/** One sensor at each of these angles, which shows for so many degrees to either side. */
const cams = (halfDeg: number, ...atDeg: readonly number[]): AnyKneader['cams'] => [
  { ...kneader.cams[0]!, atDeg, halfDeg },
];

test('the sensors of the reference chair come often enough to tell a stall by', () => {
  expect(camsShowStall(kneader)).toBe(true);
});

test('one sensor a turn does not, where a pause of the computer may hide it: the next is two turns away', () => {
  expect(camsShowStall({ ...onOrOff, cams: cams(20, 0), fullTurnsPerMin: 60 })).toBe(false);
  expect(camsShowStall({ ...onOrOff, cams: cams(20, 0, 180), fullTurnsPerMin: 60 })).toBe(true);
});

test('one sensor a turn does where it shows for longer than values come late', () => {
  expect(camsShowStall({ ...onOrOff, cams: cams(50, 0), fullTurnsPerMin: 60 })).toBe(true);
});

test('sensors that show for less than bursts are apart do not, however many: each may be missed', () => {
  // 0.1 s at 60 turns a minute are 36 degrees.
  expect(camsShowStall({ ...onOrOff, cams: cams(18.1, 0, 180), fullTurnsPerMin: 60 })).toBe(true);
  expect(camsShowStall({ ...onOrOff, cams: cams(17.9, 0, 180), fullTurnsPerMin: 60 })).toBe(false);
  expect(camsShowStall({ ...onOrOff, cams: cams(17.9, 0, 90, 180, 270), fullTurnsPerMin: 60 })).toBe(false);
});

test('slower arms need more of them', () => {
  expect(camsShowStall({ ...onOrOff, cams: cams(20, 0, 180), fullTurnsPerMin: 45 })).toBe(false);
  expect(camsShowStall({ ...onOrOff, cams: cams(20, 0, 120, 240), fullTurnsPerMin: 45 })).toBe(true);
});

test('where nothing shows the cam nothing shows a stall', () => {
  expect(camsShowStall({ ...kneader, cams: [] })).toBe(false);
});

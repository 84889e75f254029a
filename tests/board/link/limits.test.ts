/** The list of pins that is locked: whatever a chair file may say goes into it. */
import { expect, test } from 'vitest';
import { limitsOf } from '../../../src/board/link/limits.ts';
import { chairShape } from '../../../src/chair/file/schema.ts';
import { type AnyShape, keysOf } from '../../../src/chair/file/shape.ts';
import { changedChair } from '../../changed-chair.ts';

/** The ends of the range that the format gives to a figure of the carriage's drive: `20 ms to 1 s`. */
function endsOf(name: string): string[] {
  const keys = (shape: AnyShape, key: string): AnyShape => keysOf(shape)[key]?.of ?? shape;
  const figure = keys(keys(keys(chairShape, 'carriage'), 'drive'), name);
  return figure.shape === 'leaf' ? String(figure.allowed).split(' to ') : [];
}

const output = (pin: number) => ({ pin, active: 'high' });

test.each(endsOf('frequency'))('a PWM frequency of %s goes into the list', (frequency) => {
  const chair = changedChair({ 'carriage.drive.frequency': frequency });
  expect(limitsOf(chair.wiring).messages.length).toBeGreaterThan(20);
});

test.each(endsOf('dead-time'))('a dead time of %s goes into the list', (time) => {
  const drive = {
    kind: 'pwm-two-lines',
    pwm: output(6),
    up: output(22),
    down: output(28),
    'dead-time': time,
  };
  const chair = changedChair({ 'carriage.drive': drive });
  expect(limitsOf(chair.wiring).messages.length).toBeGreaterThan(20);
});

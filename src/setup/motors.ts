/** How a person says what each motor does. */
import type { AnyChair } from '../chair/any-chair.ts';
import type { Motor } from './moves.ts';

/** How a person says which way it went; a motor that turns one way goes or does not. */
export const wayWords = {
  carriage: { forwards: 'up', backwards: 'down' },
  kneader: { forwards: 'inwards', backwards: 'outwards' },
  tapper: { forwards: 'yes', backwards: 'yes' },
} as const;

export const isOneWay = (chair: AnyChair, motor: Motor): boolean =>
  chair[motor]?.drive.lines.by === 'one-way';

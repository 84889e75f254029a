/** The motors by name, and how a person says what each of them does. */
import { motorNumber } from '../board/protocol/roles.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import type { Motor } from './moves.ts';

export const motorNames = Object.keys(motorNumber) as readonly Motor[];

/** How a person says which way it went; a motor that turns one way goes or does not. */
export const words = {
  carriage: { forwards: 'up', backwards: 'down' },
  kneader: { forwards: 'inwards', backwards: 'outwards' },
  tapper: { forwards: 'yes', backwards: 'yes' },
} as const;

export const isOneWay = (chair: AnyChair, motor: Motor): boolean =>
  chair[motor]?.drive.lines.by === 'one-way';

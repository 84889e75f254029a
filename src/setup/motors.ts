/** The motors of a chair, and a person's words for their motion. */
import type { motorNumber } from '../board/protocol/roles.ts';
import type { AnyChair, AnyMotor } from '../chair/any-chair.ts';
import { assert } from '../chair/assert.ts';

export type Motor = keyof typeof motorNumber;

/** A person's words for the direction in which a motor moved; of a one-way motor only whether it moved. */
export const wayWords = {
  carriage: { forwards: 'up', backwards: 'down' },
  kneader: { forwards: 'inwards', backwards: 'outwards' },
  tapper: { forwards: 'yes', backwards: 'yes' },
} as const;

export const isOneWay = (chair: AnyChair, motor: Motor): boolean =>
  chair[motor]?.drive.lines.by === 'one-way';

/** The motor of a chair that has one. */
export function motorOf(chair: AnyChair, motor: Motor): AnyMotor {
  const found = chair[motor];
  assert(found !== null, `the chair has a ${motor}`);
  return found;
}

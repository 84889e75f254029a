/** What a rule across several figures of a chair file is, and how such rules are written down. */
import type { ChairProblemCode } from './problems.ts';

export type Broken = readonly [code: ChairProblemCode, message: string, hint: string] | null;

export interface Rule {
  /** It is said at the first. */
  readonly needs: readonly string[];
  /** Null where it is kept. `texts` are the figures as they are written. */
  judge(figures: readonly number[], texts: readonly string[]): Broken;
}

export function rule(needs: string, judge: Rule['judge']): Rule {
  return { needs: needs.split(' '), judge };
}

/** `needs` in ascending order; the first may not be above the second. */
export const notAbove = (one: string, other: string, why: string): Rule =>
  rule(`${one} ${other}`, ([low = 0, high = 0], texts) =>
    low <= high ? null : ['C24', `${one} (${texts[0]}) is above ${other} (${texts[1]})`, why],
  );

export const round = (value: number): number => Number(value.toPrecision(2));

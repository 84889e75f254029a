/** A rule across several figures of a chair file, and the functions that define such rules. */
import type { ChairProblemCode } from './problems.ts';

export type Broken = readonly [code: ChairProblemCode, message: string, hint: string] | null;

export interface Rule {
  /** Paths of the figures; a violation is reported at the first. */
  readonly needs: readonly string[];
  /** Null if the rule is kept. `texts` are the figures as written. */
  judge(figures: readonly number[], texts: readonly string[]): Broken;
}

export function rule(needs: string, judge: Rule['judge']): Rule {
  return { needs: needs.split(' '), judge };
}

/** The rule that the first figure is not above the second. */
export const notAbove = (one: string, other: string, why: string): Rule =>
  rule(`${one} ${other}`, ([low = 0, high = 0], texts) =>
    low <= high ? null : ['C24', `${one} (${texts[0]}) is above ${other} (${texts[1]})`, why],
  );

export const round = (value: number): number => Number(value.toPrecision(2));

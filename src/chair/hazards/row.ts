/** One row of the table of hazards, and how such rows are written down. */
import type { AnyChair } from '../any-chair.ts';

export interface Bound {
  readonly value: number;
  readonly unit: string;
}

export interface Added {
  /** The key of the chair file that would be written. */
  readonly part: string;
  /** What its pin must be able to do; null for a part without one. */
  readonly need: 'input' | 'output' | 'analog' | 'interrupt' | null;
  /** It helps only together with another of them. */
  readonly together?: boolean;
}

export interface Way {
  readonly id: string;
  /** For people. */
  readonly says: string;
  holds(chair: AnyChair, part: string): boolean;
  bound(chair: AnyChair, part: string): Bound | null;
  /** As the guard's table names it. */
  readonly rule: string | null;
  /** Under tests/scenarios. */
  readonly scenario: string | null;
  /** Parts that have a rule of their own. */
  readonly ofPart: Readonly<Record<string, Pick<Way, 'rule' | 'scenario'>>>;
  readonly proved: boolean;
  /** What stays locked out all the same. */
  locks(part: string, chair: AnyChair): readonly string[];
}

export interface HazardRow {
  readonly id: string;
  readonly title: string;
  /** The parts of the chair that can do it, by their path. */
  parts(chair: AnyChair): readonly string[];
  /** The parts that have to run for it to arise: with any of them locked out it cannot. None where a wire or a switch does it. */
  takes(part: string): readonly string[];
  /** Best first. */
  readonly ways: readonly Way[];
  /** What follows where nothing meets it, for people. */
  readonly otherwise: string;
  /** What a part that no way holds for is locked out of. */
  locks(part: string): readonly string[];
  /** Not null: a file with such a part is refused, for this reason. */
  readonly refuses: string | null;
  /** The sections of the file in which what would meet it may stand, but for what stands at the part itself. */
  meetsIn(part: string): readonly string[];
  /** Which key of the file the refusal stands at. */
  refusedAt(part: string): string;
  refusal(chair: AnyChair, part: string): { readonly message: string; readonly cure: string };
  add(chair: AnyChair, part: string): readonly Added[];
  /** Why what is there of it already does not do, in a few words each. */
  lacks(chair: AnyChair, part: string): readonly string[];
}

type WayParts = Pick<Way, 'id' | 'says' | 'holds'> & Partial<Way>;

export function way(parts: WayParts): Way {
  return {
    bound: () => null,
    rule: null,
    scenario: null,
    ofPart: {},
    proved: false,
    locks: () => [],
    ...parts,
  };
}

type RowParts = Pick<HazardRow, 'id' | 'title' | 'parts' | 'ways' | 'otherwise'> & Partial<HazardRow>;

export function row(parts: RowParts): HazardRow {
  const { refuses = null } = parts;
  return {
    takes: () => [],
    locks: (part) => [part],
    refuses,
    meetsIn: () => [],
    refusedAt: (part) => part,
    refusal: (_, part) => ({ message: `${part}: ${refuses ?? ''}`, cure: 'look at lumbar explain' }),
    add: () => [],
    lacks: () => [],
    ...parts,
  };
}

/** For hazards that a chair has as a whole. */
export const wholeChair = 'chair';

export const always = (
  id: string,
  says: string,
  bound: Bound | null,
  rule: string | null,
  scenario: string | null,
): Way => way({ id, says, holds: () => true, bound: () => bound, rule, scenario, proved: true });

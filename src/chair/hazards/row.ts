/** The rows of the hazard table, and the functions that define them. */
import type { AnyChair } from '../any-chair.ts';

export interface Bound {
  readonly value: number;
  readonly unit: string;
}

export interface Added {
  /** The key of the chair file for the added part. */
  readonly part: string;
  /** What its pin must be able to do; null for a part without a pin. */
  readonly need: 'input' | 'output' | 'analog' | 'interrupt' | null;
}

/** Parts that help, all of them together. */
export type Remedy = readonly Added[];

export interface Way {
  readonly id: string;
  /** For people. */
  readonly says: string;
  holds(chair: AnyChair, part: string): boolean;
  bound(chair: AnyChair, part: string): Bound | null;
  /** The rule's name in the guard's table. */
  readonly rule: string | null;
  /** Path under tests/scenarios. */
  readonly scenario: string | null;
  /** Parts for which another rule applies. */
  readonly ofPart: Readonly<Record<string, Pick<Way, 'rule' | 'scenario'>>>;
  readonly proved: boolean;
  /** What stays locked out although this way holds. */
  locks(part: string, chair: AnyChair): readonly string[];
}

export interface HazardRow {
  readonly id: string;
  readonly title: string;
  /** Paths of the chair's parts that can cause the hazard. */
  parts(chair: AnyChair): readonly string[];
  /** Parts that have to run for the hazard to arise: with any of them locked out it cannot. None where a wire or a switch causes it. */
  takes(part: string): readonly string[];
  /** Best first. */
  readonly ways: readonly Way[];
  /** What follows where nothing meets the hazard, for people. */
  readonly otherwise: string;
  /** What is locked out for a part for which no way holds. */
  locks(part: string): readonly string[];
  /** If not null, a file with such a part is refused, for this reason. */
  readonly refuses: string | null;
  /** Paths of the file at which something may stand that would meet the hazard. */
  meetsIn(part: string): readonly string[];
  /** The key of the file at which the refusal is reported. */
  refusedAt(part: string): string;
  refusal(chair: AnyChair, part: string): { readonly message: string; readonly cure: string };
  /** Each of these would help alone. */
  remedies(chair: AnyChair, part: string): readonly Remedy[];
  /** Why the equipment that is already there does not suffice, in a few words each. */
  lacks(chair: AnyChair, part: string): readonly string[];
  /** Why sensors that are there are not used, where a way that is not proved does without them. */
  unused(chair: AnyChair, part: string): readonly string[];
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
    remedies: () => [],
    lacks: () => [],
    unused: () => [],
    ...parts,
  };
}

/** The part of hazards that concern the chair as a whole. */
export const wholeChair = 'chair';

export const always = (
  id: string,
  says: string,
  bound: Bound | null,
  rule: string | null,
  scenario: string | null,
): Way => way({ id, says, holds: () => true, bound: () => bound, rule, scenario, proved: true });

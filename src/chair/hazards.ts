/**
 * The hazard table: the ways to hurt somebody. For each hazard it lists what meets it, best first, with what that needs of the
 * chair and its bound; what is locked out where nothing meets it; and what would have to be added. The table decides what a
 * chair may do, and `lumbar explain` prints it as the chair's safety case.
 */
import type { AnyChair } from './any-chair.ts';
import type { ChipPin } from './chips/chip.ts';
import { heatHazards } from './hazards/heat.ts';
import { motorStuck } from './hazards/motor-stuck.ts';
import { motorHazards } from './hazards/motors.ts';
import { peopleHazards } from './hazards/people.ts';
import type { Added, Bound, HazardRow, Way } from './hazards/row.ts';
import { usedPins } from './lines.ts';

export interface Hazard {
  readonly id: string;
  /** For people: `skin too hot`. */
  readonly title: string;
  /** Whether the chair has any part that can cause the hazard. */
  readonly concerned: boolean;
  /** The way that meets the hazard, the weakest where parts differ; null where nothing does, or where it cannot arise. */
  readonly met: string | null;
  /** Description of that way, for people. */
  readonly by: string;
  readonly bound: Bound | null;
  /** The rule that meets the hazard, and the scenario that shows it; null where it is not a rule, or not shown yet. */
  readonly rule: string | null;
  readonly scenario: string | null;
  /** Whether the chair can check by itself that this way still works. */
  readonly proved: boolean;
  /** For each part that can cause the hazard: the way that meets it there, and its bound. */
  readonly parts: readonly {
    readonly part: string;
    readonly met: string | null;
    readonly bound: Bound | null;
    /** A part that the hazard needs here but that is locked out for another hazard, so that this one cannot arise; else null. */
    readonly idle: string | null;
  }[];
  /** What is locked out for this hazard: paths of parts, or of pads with a level (`heat.pads.lumbar: high`). */
  readonly lockedOut: readonly string[];
  /** The reasons to refuse the file, where nothing else helps. */
  readonly refused: readonly Refusal[];
  /** Why the equipment that is there does not suffice. */
  readonly lacks: readonly { readonly part: string; readonly says: string }[];
  /** What would have to be added, with a free pin. */
  readonly add: readonly { readonly part: string; readonly pin: string | null }[];
  /** Which of these parts would help: those of one entry, all together. */
  readonly remedies: readonly (readonly string[])[];
}

/** Hazard -> part -> what meets the hazard there; and the paths of what is locked out. */
export interface Safety {
  readonly met: Readonly<Record<string, Readonly<Record<string, Met>>>>;
  readonly lockedOut: readonly string[];
}

interface Met {
  /** The way in the table; null where nothing meets the hazard. */
  readonly by: string | null;
  readonly bound: Bound | null;
}

/** The verdict of the table, as a value that is handed down with the chair. */
export function safetyOf(hazards: readonly Hazard[]): Safety {
  return {
    met: Object.fromEntries(
      hazards.map(({ id, parts }) => [
        id,
        Object.fromEntries(parts.map(({ part, met, bound }) => [part, { by: met, bound }])),
      ]),
    ),
    lockedOut: [...new Set(hazards.flatMap(({ lockedOut }) => lockedOut))],
  };
}

interface Refusal {
  /** Where in the file. */
  readonly path: string;
  readonly message: string;
  readonly cure: string;
  /** Paths of the file at which something may stand that would meet the hazard. */
  readonly metIn: readonly string[];
}

/** In the order in which they are printed. */
const table: readonly HazardRow[] = [...heatHazards, ...motorHazards, motorStuck, ...peopleHazards];

/** The table in its printed form. */
export const hazardTable: readonly Pick<HazardRow, 'id' | 'title' | 'ways' | 'otherwise'>[] = table;

export function hazardsOf(chair: AnyChair): readonly Hazard[] {
  const judged = table.map((row) => judgeRow(row, chair));
  const lockedOut = new Set(judged.flatMap(({ locks }) => locks));
  return judged.map((each) => hazardOf(each, lockedOut, chair));
}

/** What meets a hazard at each part, and what is locked out for the hazard. */
interface Judged {
  readonly row: HazardRow;
  readonly ways: readonly { readonly part: string; readonly way: Way | null }[];
  readonly locks: readonly string[];
}

function judgeRow(row: HazardRow, chair: AnyChair): Judged {
  const ways = row
    .parts(chair)
    .map((part) => ({ part, way: row.ways.find((way) => way.holds(chair, part)) ?? null }));
  const locks = ways.flatMap(({ part, way }) =>
    way === null ? (row.refuses === null ? row.locks(part) : []) : way.locks(part, chair),
  );
  return { row, ways, locks };
}

function hazardOf({ row, ways, locks }: Judged, lockedOut: ReadonlySet<string>, chair: AnyChair): Hazard {
  const parts = ways.map(({ part, way }) => ({
    part,
    way,
    idle: way === null ? null : (row.takes(part).find((path) => lockedOut.has(path)) ?? null),
  }));
  const ranks = parts.flatMap(({ way, idle }) =>
    way === null || idle !== null ? [] : [row.ways.indexOf(way)],
  );
  const weakest: Way | null = ranks.length === 0 ? null : (row.ways[Math.max(...ranks)] ?? null);
  const weakestPart = parts.find(({ way, idle }) => way === weakest && idle === null)?.part ?? '';
  const shown = weakest?.ofPart[weakestPart] ?? weakest;
  const unmet = parts.filter(({ way }) => way === null).map(({ part }) => part);
  const refused =
    row.refuses === null
      ? []
      : unmet.map((part) => ({
          path: row.refusedAt(part),
          ...row.refusal(chair, part),
          metIn: row.meetsIn(part),
        }));
  const short = parts.filter(({ part, way }) => way === null || way.locks(part, chair).length > 0);
  const remedies = short.flatMap(({ part }) => row.remedies(chair, part));
  return {
    id: row.id,
    title: row.title,
    concerned: parts.length > 0,
    met: weakest?.id ?? null,
    by: weakest?.says ?? (unmet.length > 0 ? 'nothing' : 'no part of this chair does'),
    bound: weakest?.bound(chair, weakestPart) ?? null,
    rule: shown?.rule ?? null,
    scenario: shown?.scenario ?? null,
    proved: weakest?.proved ?? false,
    parts: parts.map(({ part, way, idle }) => ({
      part,
      met: way?.id ?? null,
      bound: way?.bound(chair, part) ?? null,
      idle,
    })),
    lockedOut: [...new Set(locks)],
    refused,
    lacks: parts.flatMap(({ part, way }) => {
      const why = short.some((each) => each.part === part)
        ? row.lacks
        : way?.proved === false
          ? row.unused
          : () => [];
      return why(chair, part).map((says) => ({ part, says }));
    }),
    add: withPins(chair, remedies.flat()),
    remedies: eachOnce(remedies.map((remedy) => remedy.map(({ part }) => part))),
  };
}

/** Several parts of a chair may be helped by the same. */
const eachOnce = (lists: readonly (readonly string[])[]): readonly (readonly string[])[] => [
  ...new Map(lists.map((list) => [list.join(' '), list])).values(),
];

/** What would help, for people; null where nothing is known to. `shown`: how each part is printed. */
export function helpText(remedies: Hazard['remedies'], shown: (part: string) => string): string | null {
  if (remedies.length === 0) return null;
  const each = remedies.map((parts) => parts.map(shown).join(' together with '));
  return `${each.length === 1 ? 'this' : 'one of these'} would help: ${each.join(', ')}`;
}

/** Gives each wanted part a different free pin. */
function withPins(chair: AnyChair, wanted: readonly Added[]): Hazard['add'] {
  if (wanted.length === 0) return [];
  const used = new Set(usedPins(chair));
  const once = wanted.filter(({ part }, index) => wanted.findIndex((other) => other.part === part) === index);
  return once.map(({ part, need }) => {
    const pin = need === null ? undefined : chair.chip.pins.find((each) => isFree(chair, each, need, used));
    if (pin !== undefined) used.add(pin.number);
    return { part, pin: pin?.name ?? null };
  });
}

function isFree(
  { chip }: AnyChair,
  pin: ChipPin,
  need: NonNullable<Added['need']>,
  used: ReadonlySet<number>,
): boolean {
  if (used.has(pin.number) || pin.taken !== null || pin.number === chip.bootloaderLed) return false;
  if (need === 'analog') return pin.analog !== null;
  if (need === 'interrupt') return pin.interrupt !== null;
  return pin.analog === null && pin.pwm === null && pin.interrupt === null;
}

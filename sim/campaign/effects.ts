/** What a campaign has really tested: whether each kind of roughness and of fault changed anything. */
import { familyOf } from './coverage.ts';

export interface KindCount {
  /** Seeds that had it, how many of them it changed, and in how many ticks. */
  seeds: number;
  effective: number;
  ticks: number;
}

/** By kind; pads, ends, cams, keys and pins of a kind count as one. */
export type KindCounts = Record<string, KindCount>;

/** Adds the effects of one seed. False: something in it changed nothing, so the seed is void. */
export function addEffects(counts: KindCounts, effects: Readonly<Record<string, number>>): boolean {
  const ofSeed: Record<string, number> = {};
  let whole = true;
  for (const [kind, ticks] of Object.entries(effects)) {
    const family = familyOf(kind);
    ofSeed[family] = (ofSeed[family] ?? 0) + ticks;
    if (ticks === 0) whole = false;
  }
  for (const [family, ticks] of Object.entries(ofSeed)) {
    addCount(counts, family, { seeds: 1, effective: ticks > 0 ? 1 : 0, ticks });
  }
  return whole;
}

export function addKinds(sum: KindCounts, part: Readonly<KindCounts>): void {
  for (const [kind, count] of Object.entries(part)) addCount(sum, kind, count);
}

function addCount(counts: KindCounts, kind: string, more: KindCount): void {
  const count = counts[kind] ?? { seeds: 0, effective: 0, ticks: 0 };
  counts[kind] = {
    seeds: count.seeds + more.seeds,
    effective: count.effective + more.effective,
    ticks: count.ticks + more.ticks,
  };
}

/** A table in Markdown, in the order of the names. */
export function kindTable(counts: Readonly<KindCounts>): string[] {
  const rows = Object.entries(counts).sort(([one], [other]) => (one < other ? -1 : 1));
  return [
    '| kind | seeds | changed something | ticks |',
    '| --- | ---: | ---: | ---: |',
    ...rows.map(([kind, { seeds, effective, ticks }]) => `| ${kind} | ${seeds} | ${effective} | ${ticks} |`),
  ];
}

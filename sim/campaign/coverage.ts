/** Which faults were put in, in which state of the chair: the coverage of a campaign. */
import type { Chair } from '../../src/chair/chair.ts';
import { commonPads, keyNames, type SessionState, sessionStates } from '../../src/chair/names.ts';
import { hostFaultTable } from '../chair/host-faults.ts';
import { type FaultName, faultNames, faultRow } from '../plant/faults.ts';
import type { FaultOrder, TechnicianOrder } from '../scenario/scenario.ts';
import { inCommon, type TestedParts } from './common-chair.ts';

const ofTapper = (name: string): boolean => /^(pin\.)?tapper$/.test(name);

/** Every fault that a campaign in the nominal world puts into any chair, as it is counted: numbers by what they mean. */
export const faultKinds: readonly string[] = kindsOf(
  faultNames.filter((name) => name !== 'person' && !ofTapper(name)),
);
const tapperKinds = kindsOf(faultNames.filter(ofTapper));

/** The kinds of faults of this chair. Faults that only some chairs have are put in, but not counted in the coverage. */
export function faultKindsOf({ tapper }: Pick<Chair, 'tapper'>): readonly string[] {
  return tapper === null ? faultKinds : [...faultKinds, ...tapperKinds];
}

function kindsOf(names: readonly FaultName[]): readonly string[] {
  return names.flatMap((name) => {
    if (name === 'supply') return ['supply low', 'supply sagging', 'supply risen', 'supply high'];
    const { words, rough } = faultRow(name);
    return words.filter((word) => !rough.includes(word)).map((word) => `${name} ${word}`);
  });
}

/** Faults and visits that come to the chair from the host's side. */
const visitKinds: readonly string[] = [
  ...(['disk', 'assertion', 'chair-file'] as const).flatMap((name) =>
    hostFaultTable[name].map((word) => `${name} ${word}`),
  ),
  ...(['flash', 'activate', 'rollback', 'delete', 'restore', 'selftest', 'reset'] as const).map(
    (work) => `technician ${work}`,
  ),
];

const countedKinds: readonly string[] = [...faultKinds, ...visitKinds];
const kindIndex = new Map(countedKinds.map((kind, index) => [kind, index]));

/** The kind of a fault, by the pads and voltage of the common chair. */
export function kindOf(order: FaultOrder, chair: TestedParts): string {
  const { name, value } = inCommon(order, chair);
  if (name === 'supply') {
    const volts = Number.parseFloat(value);
    return volts < 18
      ? 'supply low'
      : volts < 24
        ? 'supply sagging'
        : volts <= 30
          ? 'supply risen'
          : 'supply high';
  }
  return `${name} ${/^[a-z-]+/.exec(value)?.[0] ?? value}`;
}

/** All pairs of kind and state are possible: anything may break in any state. */
export const pairCount = countedKinds.length * sessionStates.length;

/** How many seeds hit each pair; rows are kinds, columns states. */
export type Coverage = Uint32Array;

export function createCoverage(): Coverage {
  return new Uint32Array(pairCount);
}

/** The place of a pair, or -1 for what is not counted (a person, a fault taken away). */
export function pairOf(order: FaultOrder, state: SessionState, chair: TestedParts): number {
  return order.value === 'none' ? -1 : pairOfKind(kindOf(order, chair), state);
}

export function pairOfVisit(order: TechnicianOrder, state: SessionState): number {
  return pairOfKind(`technician ${order.do}`, state);
}

function pairOfKind(name: string, state: SessionState): number {
  const kind = kindIndex.get(name);
  return kind === undefined ? -1 : kind * sessionStates.length + sessionStates.indexOf(state);
}

export function pairsHit(coverage: Coverage): number {
  return coverage.reduce((hit, count) => hit + (count > 0 ? 1 : 0), 0);
}

/** Pairs never hit, as `fault x state`. */
export function pairsMissed(coverage: Coverage): string[] {
  return [...coverage].flatMap((count, pair) => {
    if (count > 0) return [];
    const kind = countedKinds[Math.floor(pair / sessionStates.length)];
    return [`${kind} x ${sessionStates[pair % sessionStates.length]}`];
  });
}

/** A table in Markdown: faults down, states across; faults of one family in one row. */
export function coverageTable(coverage: Coverage): string[] {
  const families = new Map<string, number[]>();
  for (const [index, kind] of countedKinds.entries()) {
    const family = familyOf(kind);
    const sums = families.get(family) ?? sessionStates.map(() => 0);
    for (const [column] of sessionStates.entries()) {
      sums[column]! += coverage[index * sessionStates.length + column]!;
    }
    families.set(family, sums);
  }
  return [
    `| fault | ${sessionStates.join(' | ')} |`,
    `| --- | ${sessionStates.map(() => '---:').join(' | ')} |`,
    ...[...families].map(([family, sums]) => `| ${family} | ${sums.join(' | ')} |`),
  ];
}

/** Both pads, all keys, all pins and all cam sensors count as one row each. */
export function familyOf(kind: string): string {
  return kind
    .replace(new RegExp(`\\.(${commonPads.join('|')})`), '')
    .replace(new RegExp(`^key\\.(${keyNames.join('|')})`), 'key')
    .replace(/^pin\.[a-z-]+/, 'pin')
    .replace(/^(cam|limit)\.[a-z]+/, '$1');
}

/**
 * The chairs of a campaign: one for all of its seeds, or another for each: those that ship and chairs of chance (`all`),
 * or chairs of chance alone (`random`).
 */
import { readFileSync } from 'node:fs';
import { chairFile, shippedChairs } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { drawnChairText } from '../chair-draw/draw.ts';
import { nextBelow, nextShare } from '../random.ts';
import { streamOf } from '../rough/streams.ts';
import { type ChairOnTest, chairOnTest } from '../scenario/programs.ts';

/** How the chair of each seed comes about; plain, so that a worker may be given it. */
export type ChairChoice =
  | { readonly by: 'one'; readonly name: string; readonly text: string }
  | { readonly by: 'all' | 'random' };

/** A chair of a campaign, with the text of its file. */
export interface TestedChair extends ChairOnTest {
  /** The id of one that ships, or the name of its file. */
  readonly name: string;
  readonly text: string;
}

export type ChairOfSeed = (seed: number) => TestedChair;

const words = ['all', 'random'] as const;

/** What --chair names. Throws what reading its file throws. */
export function chairChoice(named: string): ChairChoice {
  const word = words.find((each) => each === named);
  if (word !== undefined) return { by: word };
  return { by: 'one', name: named, text: readFileSync(chairFile(named), 'utf8') };
}

/** How often the chair of a seed is one that ships, where it may be any. */
const shippedShare = 0.4;

export function chairsOf(choice: ChairChoice): ChairOfSeed {
  if (choice.by === 'one') {
    const only = testedChair(choice.name, choice.text);
    if (only === null) throw new Error(`${choice.name} is no chair that can be run`);
    return () => only;
  }
  const known = new Map<string, TestedChair>();
  const shipped = (name: string): TestedChair => {
    const chair = known.get(name) ?? testedChair(name, readFileSync(chairFile(name), 'utf8'));
    if (chair === null) throw new Error(`${name} ships, and cannot be run`);
    known.set(name, chair);
    return chair;
  };
  const names = shippedChairs();
  return (seed) => {
    const random = streamOf(seed, 'chair');
    if (choice.by === 'all' && nextShare(random) < shippedShare)
      return shipped(names[nextBelow(random, names.length)] ?? '');
    return drawnChair(seed);
  };
}

/** What is not driven yet is drawn again, far from what other seeds draw. */
const againFrom = 1_000_003;

export function drawnChair(seed: number): TestedChair {
  for (let drawn = seed; ; drawn += againFrom) {
    const chair = testedChair(`drawn-${drawn}.yaml`, drawnChairText(drawn));
    if (chair !== null) return chair;
  }
}

/** Null where the text is no chair file, or one of a chair that is not driven. */
export function testedChair(name: string, text: string): TestedChair | null {
  const { chair } = readChair(text, name);
  const driven: Chair | null = chair === null ? null : supportedChair(chair).chair;
  return driven === null ? null : { ...chairOnTest(driven), name, text };
}

/**
 * The chairs of a campaign: one for all of its seeds, or another for each seed: shipped and random chairs (`all`),
 * or random chairs alone (`random`).
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

/** How the chair of each seed is chosen; a plain value, so that it can be passed to a worker. */
export type ChairChoice =
  | { readonly by: 'one'; readonly name: string; readonly text: string }
  | { readonly by: 'all' | 'random' };

/** A chair of a campaign, with the text of its file. */
export interface TestedChair extends ChairOnTest {
  /** The id of a shipped chair, or the name of the chair's file. */
  readonly name: string;
  readonly text: string;
}

export type ChairOfSeed = (seed: number) => TestedChair;

const words = ['all', 'random'] as const;

/** The choice that --chair names; `text` of its file, where that has been read. Throws what reading the file throws. */
export function chairChoice(named: string, text?: string): ChairChoice {
  const word = words.find((each) => each === named);
  if (word !== undefined) return { by: word };
  return { by: 'one', name: named, text: text ?? readFileSync(chairFile(named), 'utf8') };
}

/** Share of the seeds of `all` whose chair is a shipped one. */
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

/** A drawn chair that is not supported yet is drawn again, this far away from the draws of other seeds. */
const againFrom = 1_000_003;

export function drawnChair(seed: number): TestedChair {
  for (let drawn = seed; ; drawn += againFrom) {
    const chair = testedChair(`drawn-${drawn}.yaml`, drawnChairText(drawn));
    if (chair !== null) return chair;
  }
}

/** Null if the text is not a valid chair file, or the chair is not supported. */
export function testedChair(name: string, text: string): TestedChair | null {
  const { chair } = readChair(text, name);
  const driven: Chair | null = chair === null ? null : supportedChair(chair).chair;
  return driven === null ? null : { ...chairOnTest(driven), name, text };
}

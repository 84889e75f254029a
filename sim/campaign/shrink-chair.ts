/** The chair with the fewest parts that still fails: the parts of its file are taken out one by one, large ones first. */

import { readYaml } from '../../src/codec/yaml.ts';
import type { Path } from '../../src/codec/yaml-problems.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { type TestedChair, testedChair } from './chairs.ts';

/** Runs that the shrinking may take. */
const runsMax = 250;

export function shrinkChair(tested: TestedChair, fails: (candidate: TestedChair) => boolean): TestedChair {
  let best = tested;
  let runs = 0;
  for (let before: TestedChair | null = null; before !== best && runs < runsMax; ) {
    before = best;
    for (const path of partsOf(best.text)) {
      if (runs >= runsMax) break;
      const candidate = without(best, path);
      if (candidate === null) continue;
      runs++;
      if (fails(candidate)) best = candidate;
    }
  }
  return best;
}

/** Null if what is left is not a valid chair, or the part is already gone. */
function without(tested: TestedChair, path: Path): TestedChair | null {
  try {
    const text = changedYaml(tested.text, [{ path, value: undefined }]);
    return text === changedYaml(tested.text, []) ? null : testedChair(tested.name, text);
  } catch {
    return null;
  }
}

/** Every key of the file, from the top down; in a list, the last entries first. */
function partsOf(text: string): Path[] {
  const found: Path[] = [];
  let level: [Path, unknown][] = [[[], readYaml(text, 'chair file').value]];
  while (level.length > 0) {
    level = level.flatMap(([path, value]) =>
      keysOf(value).map(([key, inner]): [Path, unknown] => [[...path, key], inner]),
    );
    found.push(...level.map(([path]) => path));
  }
  return found;
}

function keysOf(value: unknown): [string | number, unknown][] {
  if (Array.isArray(value)) return value.map((item, index): [number, unknown] => [index, item]).reverse();
  return typeof value === 'object' && value !== null ? Object.entries(value) : [];
}

/** The chairs that scenarios run on: one for all of them, or the one that each names. */
import { dirname, isAbsolute, join } from 'node:path';
import { loadChair, shippedChairs } from '../../src/board/shipped.ts';
import type { Chair } from '../../src/chair/chair.ts';
import { type ChairOnTest, chairOnTest } from './programs.ts';
import { suggestion, type Wrong } from './values.ts';

/** The chair that a scenario of this file names, or null where it names none. */
export type ChairFor = (named: string | null, scenarioFile: string) => ChairOnTest | Wrong;

/** `given`: one for all, whatever they name. Each chair is read, and the programs that ship planned for it, once. */
export function chairsOnTest(given: Chair | null): ChairFor {
  const known = new Map<string, ChairOnTest | Wrong>();
  const always = given === null ? null : chairOnTest(given);
  return (named, scenarioFile) => {
    if (always !== null) return always;
    const path = named === null ? '' : pathOf(named, scenarioFile);
    const found = known.get(path) ?? chairAt(path === '' ? undefined : path);
    known.set(path, found);
    return found;
  };
}

function pathOf(named: string, scenarioFile: string): string {
  const isFile = /[\\/]|\.ya?ml$/i.test(named);
  return !isFile || isAbsolute(named) ? named : join(dirname(scenarioFile), named);
}

function chairAt(path: string | undefined): ChairOnTest | Wrong {
  try {
    return chairOnTest(loadChair(path));
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === 'ENOENT';
    const [first = ''] = (error as Error).message.split('\n');
    return {
      wrong: missing ? `there is no chair "${path}"` : first,
      hint: missing ? `${suggestion(String(path), shippedChairs())}; or a path` : `lumbar check ${path}`,
    };
  }
}

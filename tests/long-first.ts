/** In which order test files run, by how long they take. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By measurement, longest first; the others follow by what vitest remembers of their last run, or by their size. */
const longest: readonly string[] = [
  'sim/rough/attacks-on-heat',
  'sim/campaign/campaign',
  'control/guard/supervision',
  'sim/scenario/scenarios-1',
  'sim/scenario/scenarios-2',
  'sim/scenario/scenarios-3',
  'sim/scenario/scenarios-4',
  'run/run',
  'sim/campaign/found',
  'sim/avr/translator',
  'sim/rough/attacks-on-motion',
  'control/guard/properties',
  'setup/avr',
  'sim/campaign/shards',
  'cli/install/killed',
  'setup/kinds',
  'boards/guard-firmware',
  'sim/boards/avr',
  'control/heat/reach',
  'sim/boards/other-wiring',
  'boards/noise',
  'store/power-cuts',
  // Those that wait, or have a browser.
  'sim/page/page',
  'cli/setup',
  'sim/page/timeline',
  'sim/page/truth',
  'sim/page/compare',
  'sim/page/happened',
  'sim/page/programs',
  'service/guide',
  'sim/page/steps',
  'cli/run',
  'cli/technician-serial',
  'sim/page/chairs',
  'cli/campaign',
  'board/firmware/avrdude',
  'cli/wrong-things',
  'cli/technician',
  'sim/page/belief',
  'cli/campaign-shards',
  'sim/page/exports',
  'cli/package',
  'boards/simavr',
  // Those with a chip in real time.
  'cli/run-board',
  'cli/serve-page',
  'cli/serve',
  'sim/page/keyboard',
];

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`));
  return place === -1 ? longest.length : place;
}

/** Projects whose tests leave their processor to others. */
const waits: ReadonlySet<string> = new Set(['waiting', 'browser']);

/**
 * Begins with the files that take longest, so that none of them is left to run alone at the end; those that wait take
 * turns with those that compute, so that a processor has something to do.
 */
export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = (await super.sort(files)).sort((one, other) => placeOf(one) - placeOf(other));
    const waiting = sorted.filter(({ project }) => waits.has(project.name));
    const others = sorted.filter(({ project }) => !waits.has(project.name));
    const turns = others.flatMap((file, index) => [file, ...waiting.slice(index, index + 1)]);
    return [...turns, ...waiting.slice(others.length)];
  }
}

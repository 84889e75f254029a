/** In which order test files run, by how long they take. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By measurement, longest first; the others follow by what vitest remembers of their last run, or by their size. */
const longest: readonly string[] = [
  'run/run',
  'sim/rough/attacks-on-heat',
  'sim/campaign/campaign',
  'sim/scenario/scenarios-4',
  'sim/scenario/scenarios-2',
  'setup/avr',
  'sim/scenario/scenarios-3',
  'sim/scenario/scenarios-1',
  'control/guard/supervision',
  'sim/rough/attacks-on-motion',
  'setup/answers',
  'sim/avr/translator',
  'sim/campaign/found',
  'control/guard/properties',
  'control/heat/reach',
  'sim/boards/other-wiring',
  'setup/inputs',
  'setup/measure',
  'setup/kinds',
  'sim/boards/avr',
  'control/motion/timed-place',
  'sim/unknown/draw',
  'boards/guard-inputs',
  'sim/campaign/shards',
  'control/guard/sunk',
  'boards/guard-firmware',
  'sim/boards/chairs-on-avr',
  'chair/file/write',
  'control/session/model',
  'cli/install/killed',
  'sim/rough/world',
  'chairs/drawn',
  'control/guard/any-contact',
  'setup/sensors-at-rest',
  'store/power-cuts',
  'boards/noise',
  // Those that wait, or have a browser.
  'cli/setup',
  'sim/page/page',
  'cli/wrong-things',
  'cli/technician-serial',
  'sim/page/timeline',
  'sim/page/setup-hold',
  'sim/page/truth',
  'cli/run',
  'cli/campaign',
  'service/guide',
  'sim/page/compare',
  'board/firmware/avrdude',
  'sim/page/happened',
  'sim/page/chairs',
  'cli/technician',
  'sim/page/programs',
  'cli/no-board',
  'cli/campaign-shards',
  'sim/page/steps',
  'cli/setup-broken-off',
  'cli/serve-port',
  'service/selftest',
  'cli/compare',
  'sim/page/belief',
  'cli/package',
  'cli/passphrase',
  'service/serial',
  'cli/install',
  'sim/page/exports',
  'boards/simavr',
  // Those with a chip in real time.
  'cli/run-board',
  'cli/serve',
  'cli/serve-page',
  'sim/page/keyboard',
  'boards/killed',
  'cli/emulate',
  'boards/stock-mega',
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

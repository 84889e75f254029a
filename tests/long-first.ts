/** Begins with the files that take longest, so that none of them is left to run alone at the end. */
import { BaseSequencer, type TestSpecification } from 'vitest/node';

/** By measurement, longest first; the others follow by what vitest remembers of their last run, or by their size. */
const longest: readonly string[] = [
  'sim/avr/translator',
  'sim/scenario/scenarios-1',
  'sim/scenario/scenarios-2',
  'sim/scenario/scenarios-3',
  'sim/scenario/scenarios-4',
  'sim/boards/avr',
  'control/session/model',
  'store/power-cuts',
  'boards/guard-firmware',
  'boards/noise',
  'sim/page/page',
  'cli/serve',
  'cli/technician',
  'service/guide',
  'cli/run-board',
  'cli/technician-serial',
  'boards/simavr',
  'cli/serve-port',
];

function placeOf({ moduleId }: TestSpecification): number {
  const place = longest.findIndex((name) => moduleId.endsWith(`/tests/${name}.test.ts`));
  return place === -1 ? longest.length : place;
}

export class LongFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((one, other) => placeOf(one) - placeOf(other));
  }
}

/** A scenario's text with the programs that it names: all that has to be right before it can run. */
import type { Chair } from '../../src/chair/chair.ts';
import { type ChairOnTest, chairOnTest, programsFor, type ScenarioPrograms } from './programs.ts';
import { readScenario } from './read.ts';
import type { ScenarioProblem } from './reading.ts';
import type { Scenario } from './scenario.ts';
import { isWrong } from './values.ts';

interface WholeScenario {
  /** Null where it cannot be read; the programs, too, where one of them is none. */
  readonly scenario: Scenario | null;
  readonly programs: ScenarioPrograms | null;
  readonly chair: Chair;
  readonly problems: readonly ScenarioProblem[];
}

/** `given`: the chair it is about where it names none, or whatever it names where somebody has chosen one. */
export function readWholeScenario(text: string, file: string, given: ChairOnTest): WholeScenario {
  const { scenario, chair, problems, locate } = readScenario(text, file, given.chair, given.chosen);
  if (scenario === null) return { scenario, programs: null, chair, problems };
  const onTest = chair === given.chair ? given : chairOnTest(chair);
  const programs = programsFor(scenario, file, onTest);
  if (!isWrong(programs)) return { scenario, programs, chair, problems };
  const wrong = programs.all.map(
    ({ wrong: message, hint, path }): ScenarioProblem => ({
      file,
      ...locate(path),
      code: 'S13',
      message,
      hint,
    }),
  );
  return { scenario, programs: null, chair, problems: wrong };
}

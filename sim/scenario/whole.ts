/** A scenario's text with the programs that it names: everything that must be right before it can run. */
import type { Chair } from '../../src/chair/chair.ts';
import { type ChairOnTest, chairOnTest, programsFor, type ScenarioPrograms } from './programs.ts';
import { readScenario } from './read.ts';
import type { ScenarioProblem } from './reading.ts';
import type { Scenario } from './scenario.ts';
import { isWrong } from './values.ts';

interface WholeScenario {
  /** Null if the scenario cannot be read; the programs are also null if one of them cannot be used. */
  readonly scenario: Scenario | null;
  readonly programs: ScenarioPrograms | null;
  readonly chair: Chair;
  readonly problems: readonly ScenarioProblem[];
}

/** `given`: the chair to use if the scenario names none, or whatever it names if somebody has chosen this chair. */
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

/** One run of a campaign: a scenario, judged in every tick, from power-on to rest. */
import { effectsOnHost, type Simulation } from '../chair/simulation.ts';
import { type ChairOnTest, programsFor } from '../scenario/programs.ts';
import { type BoardKind, boardFor } from '../scenario/result.ts';
import { createScenarioRun, type ScenarioJudge, stepScenario } from '../scenario/run.ts';
import type { Scenario } from '../scenario/scenario.ts';
import { isWrong } from '../scenario/values.ts';
import { kindInCommon } from './common-chair.ts';
import { type Coverage, pairOf, pairOfVisit } from './coverage.ts';
import { type Judge, judgeFault, judgeTick, type Violation } from './judge.ts';
import { judgeOf } from './judge-of.ts';
import { createStoreJudge, judgeKept, judgeStore, type StoreFinding } from './judge-store.ts';
import { isStuck } from './stuck.ts';

interface Trial {
  readonly violation: Violation | null;
  readonly chairMs: number;
  /** In how many ticks each fault given, and each kind of roughness, has changed something. */
  readonly effects: Readonly<Record<string, number>>;
}

/** Runs the scenario; counts the pairs of fault and state into `coverage`, if given. */
export function tryScenario(
  scenario: Scenario,
  onTest: ChairOnTest,
  board: BoardKind = 'model',
  coverage: Coverage | null = null,
): Trial {
  const { chair } = onTest;
  const programs = programsFor(scenario, '', onTest);
  if (isWrong(programs)) throw new Error(programs.wrong);
  const judge = judgeOf(scenario, chair);
  const storeJudge = createStoreJudge();
  const scenarioJudge: ScenarioJudge = {
    tick(simulation) {
      noteFinding(judge, judgeStore(storeJudge, simulation), simulation.nowMs);
      return judgeTick(judge, simulation)?.invariant ?? null;
    },
    technician(order, simulation) {
      const pair = pairOfVisit(order, simulation.control.session.state);
      if (coverage !== null && pair >= 0) coverage[pair]!++;
    },
    fault(order, simulation) {
      judgeFault(judge, order, simulation.nowMs);
      if (order.name === 'disk' && order.value === 'damaged') storeJudge.damaged = true;
      const pair = coverage === null ? -1 : pairOf(order, simulation.control.session.state, chair);
      if (coverage !== null && pair >= 0) coverage[pair]!++;
    },
  };
  const run = createScenarioRun(
    scenario,
    chair,
    boardFor(scenario, board, chair),
    programs,
    scenarioJudge,
    false,
  );
  const { simulation } = run;
  try {
    while (stepScenario(run)) {
      // Each turn is a tick.
    }
  } catch (error) {
    const detail = String((error as Error).stack ?? error).slice(0, 400);
    return {
      violation: { invariant: 'exception', detail, atMs: simulation.nowMs },
      chairMs: simulation.nowMs,
      effects: effectsOf(simulation),
    };
  }
  noteFinding(judge, judgeKept(storeJudge, simulation), simulation.nowMs);
  // As the judge sees it: a chair without power is off, whatever it was doing.
  const { state } = judge;
  const ending = { state, begunMs: judge.begunMs, pressedMs: run.sinceMs + judge.keyWithinMs };
  if (isStuck(ending))
    judge.violation ??= { invariant: 'stuck in between', detail: state, atMs: simulation.nowMs };
  return {
    violation: judge.violation,
    chairMs: simulation.nowMs,
    effects: effectsOf(simulation),
  };
}

/** How many ticks each kind has changed, by the kinds of the common chair. */
function effectsOf(simulation: Simulation): Readonly<Record<string, number>> {
  const { chair } = simulation.options;
  const ofBoard = Object.entries(simulation.board.effects());
  return {
    ...Object.fromEntries(ofBoard.map(([kind, ticks]) => [kindInCommon(kind, chair), ticks])),
    ...effectsOnHost(simulation),
  };
}

function noteFinding(judge: Judge, finding: StoreFinding | null, atMs: number): void {
  if (finding !== null) judge.violation ??= { ...finding, atMs };
}

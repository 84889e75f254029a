/** Runs a variant of an attack and judges it on the truth. */
import { createJudge, judgeFault, judgeTick } from '../../../sim/campaign/judge.ts';
import { streamOf } from '../../../sim/rough/streams.ts';
import { type ChairOnTest, chairOnTest, programsFor } from '../../../sim/scenario/programs.ts';
import { readScenario } from '../../../sim/scenario/read.ts';
import { boardFor } from '../../../sim/scenario/result.ts';
import { createScenarioRun, type ScenarioJudge, stepScenario } from '../../../sim/scenario/run.ts';
import { isWrong } from '../../../sim/scenario/values.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { codesIn, type FaultSet } from '../../../src/chair/fault-set.ts';
import type { FaultCode } from '../../../src/chair/faults.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import type { Attack, Variant } from './attack.ts';

/** What a latched fault has stopped stands still, and that is judged; then the rest of the story shows nothing more. */
const settledMs = 10_000;

export interface Outcome {
  /** As a scenario file. */
  readonly text: string;
  /** What is wrong, or null. */
  readonly wrong: string | null;
  readonly codes: readonly FaultCode[];
  readonly warmestC: number;
}

const read = new Map<string, ChairOnTest>();

/** A chair with its programs; each is read once, and nothing changes it. */
function chairNamed(id: string): ChairOnTest {
  const known = read.get(id) ?? chairOnTest(loadChair(id));
  read.set(id, known);
  return known;
}

/** Runs a variant and judges it. */
export function tryAttack({ name, fits, chairs, draw, toTheEnd }: Attack, seed: number): Outcome {
  const id = chairs[seed % chairs.length] as string;
  const variant = draw(streamOf(seed, name), id);
  const text = textOf(name, id, variant);
  const onTest = chairNamed(id);
  const { chair } = onTest;
  const { scenario, problems } = readScenario(text, 'attack.yaml', chair);
  if (scenario === null) throw new Error(`${text}\n${JSON.stringify(problems)}`);
  const programs = programsFor(scenario, '', onTest);
  if (isWrong(programs)) throw new Error(programs.wrong);
  const judge = createJudge(chair, null, scenario.rough);
  const codes = new Set<FaultCode>();
  let warmestC = 0;
  let faults: FaultSet = 0;
  const judged: ScenarioJudge = {
    fault: (order, { nowMs }) => judgeFault(judge, order, nowMs),
    tick(simulation) {
      const { register } = simulation.control.guard;
      if (register.faults !== faults) {
        faults = register.faults;
        for (const code of codesIn(faults)) codes.add(code);
      }
      for (const { surfaceC } of simulation.board.plant.pads) warmestC = Math.max(warmestC, surfaceC);
      const found = judgeTick(judge, simulation);
      return found === null ? null : `${found.invariant}: ${found.detail}`;
    },
  };
  const board = boardFor(scenario, 'model', chair);
  // Nobody reads what led to it here: the variant's text runs again by itself.
  const run = createScenarioRun(scenario, chair, board, programs, judged, false);
  const { simulation } = run;
  let faultMs = 0;
  while (stepScenario(run) && faultMs < settledMs) {
    if (fits !== null && toTheEnd !== true && simulation.control.guard.register.faults !== 0)
      faultMs += tickMs;
  }
  const came = [...codes];
  const broken = run.failure === null ? null : `${run.failure.was} (${run.failure.expected})`;
  return { text, wrong: broken ?? wrongCodes(fits, variant.due === true, came), codes: came, warmestC };
}

function wrongCodes(fits: Attack['fits'], due: boolean, came: readonly FaultCode[]): string | null {
  const other = came.filter((code) => fits?.includes(code) === false);
  if (other.length > 0) return `${other.join('+')} does not fit`;
  return due && came.length === 0 ? `no code; ${fits?.join(' or ')} is due` : null;
}

function textOf(name: string, chair: string, { program, head = [], steps }: Variant): string {
  const lines = [`scenario: "${name}"`, `program: ${program}`, `chair: ${chair}`, ...head, 'steps:'];
  return `${[...lines, ...steps.map((step) => `  - ${step}`)].join('\n')}\n`;
}

/** A session as a scenario file for `lumbar test`: every press and fault at its time. */
import { readFileSync } from 'node:fs';
import { simulatedChair } from '../../../src/board/shipped.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { readYaml } from '../../../src/codec/yaml.ts';
import { shippedPrograms } from '../../../src/program/language/factory.ts';
import { factoryProgramFile } from '../../../src/program/library.ts';
import type { Plan } from '../../../src/program/plan/plan.ts';
import { roughKindNames } from '../../rough/kinds.ts';
import type { Action } from '../protocol.ts';
import { aroundStep } from './around.ts';
import type { Library } from './library.ts';
import type { SimulationSession } from './simulation-session.ts';
import type { Workspace } from './workspace.ts';

interface TimedStep {
  readonly atMs: number;
  readonly line: string;
  readonly lastsMs: number;
}

/** Length of a press in a scenario; shorter presses on the page are extended to it. */
const pressMs = 100;

export function scenarioText({ workspace, library, options }: SimulationSession): string {
  const { setup, actions, simulation, eventLog } = workspace;
  const program = setup.plans[setup.program]!;
  const { control } = simulation;
  const { model } = setup.chair;
  const named = model === options.chair.model ? (options.chairFile ?? model) : model;
  const steps = [
    ...keySteps(actions, simulation.nowMs),
    ...otherSteps(actions, (id, atMs) => programText(library, planThatRan(workspace, id, atMs))),
  ].sort((one, other) => one.atMs - other.atMs);
  const lines: string[] = [];
  let nowMs = 0;
  for (const { atMs, line, lastsMs } of steps) {
    if (atMs > nowMs) lines.push(`  - wait: ${atMs - nowMs} ms`);
    lines.push(`  - ${line}`);
    nowMs = Math.max(nowMs, atMs) + lastsMs;
  }
  if (simulation.nowMs > nowMs) lines.push(`  - wait: ${simulation.nowMs - nowMs} ms`);
  lines.push(`  - expect: { state: ${control.session.state} }`);
  const zeroMs = eventLog.history.runs.at(-1)?.zeroMs;
  return [
    '# A session of the desktop simulator. Times are chair time; a fault injected while a key was held stands before it.',
    ...(zeroMs === undefined ? [] : [`# The program's first step, zero of the trace, is at ${zeroMs} ms.`]),
    ...(setup.board === 'avr' ? ['# It ran on the emulated chip: lumbar test --board avr'] : []),
    `scenario: ${program.program}, as recorded`,
    ...(model === simulatedChair ? [] : [`chair: ${named}`]),
    `program: ${programText(library, planThatRan(workspace, program.program, 0) ?? program)}`,
    `seed: ${setup.seed}`,
    `ambient: ${setup.ambientC} C`,
    `person: ${setup.personKg === 0 ? 'none' : `${setup.personKg} kg`}`,
    ...(setup.rough.length === 0 ? [] : [`rough: ${roughText(setup.rough)}`]),
    'steps:',
    ...lines,
    '',
  ].join('\n');
}

const roughText = (kinds: readonly string[]): string =>
  kinds.length === roughKindNames.length ? 'true' : `[${kinds.join(', ')}]`;

/** The plan of this id that ran first after a time, since its text may have changed meanwhile. */
function planThatRan({ eventLog, plans, simulation }: Workspace, id: string, atMs: number): Plan | undefined {
  const run = eventLog.history.runs.find(({ program, zeroMs }) => program === id && zeroMs >= atMs);
  return plans[run?.plan ?? -1] ?? simulation.control.programs.find(({ program }) => program === id);
}

/** The id of an unchanged shipped program; otherwise the whole program, so that the file is complete wherever it is read. */
function programText(library: Library, plan: Plan | undefined): string {
  if (plan === undefined) return '""';
  const text = library.sources.get(plan);
  if (text === undefined || isAsShipped(plan.program, text)) return plan.program;
  // JSON is valid YAML.
  return JSON.stringify(readYaml(text, 'program').value);
}

function isAsShipped(id: string, text: string): boolean {
  return shippedPrograms.includes(id) && readFileSync(factoryProgramFile(id), 'utf8') === text;
}

/** The steps for keys: one step lasts from the first key pressed to the last key released. */
function keySteps(actions: readonly Action[], endMs: number): TimedStep[] {
  const steps: TimedStep[] = [];
  const down = new Set<string>();
  let keys: string[] = [];
  let fromMs = 0;
  const close = (atMs: number): void => {
    const lastsMs = Math.max(pressMs, atMs - fromMs);
    const line =
      keys.length === 1 && lastsMs === pressMs
        ? `press: ${keys[0]}`
        : // A scenario releases a hold one tick after its time, once the chair has seen it for that long.
          `hold: { keys: [${keys.join(', ')}], for: ${lastsMs - tickMs} ms }`;
    steps.push({ atMs: fromMs, line, lastsMs });
    keys = [];
  };
  for (const { atMs, do: what, name } of actions) {
    if (what === 'down') {
      if (down.size === 0) fromMs = atMs;
      down.add(name);
      if (!keys.includes(name)) keys.push(name);
    } else if (what === 'up') {
      down.delete(name);
      if (down.size === 0 && keys.length > 0) close(atMs);
    }
  }
  if (keys.length > 0) close(endMs);
  return steps;
}

/** All other actions on the chair, one step each at its time. */
function otherSteps(
  actions: readonly Action[],
  programOf: (id: string, atMs: number) => string,
): TimedStep[] {
  return actions.flatMap(({ atMs, do: what, name, value }): TimedStep[] => {
    const step = (line: string): TimedStep[] => [{ atMs, lastsMs: 0, line }];
    if (what === 'fault') return step(faultText(name, value));
    if (what === 'around') return step(aroundStep(name, value));
    if (what === 'ambient') return step(`room: { to: ${value} C, in: 0 ms }`);
    return what === 'choose' ? step(`choose: ${programOf(name, atMs)}`) : [];
  });
}

function faultText(name: string, value: string): string {
  if (name === 'person') return `person: ${value}`;
  return `fault: { ${name}: ${/\s/.test(value) ? `"${value}"` : value} }`;
}

/** A session of the workspace as a scenario file that `lumbar test` runs: every press and fault at its time. */
import { simulatedChair } from '../../../src/board/shipped.ts';
import type { Action } from '../protocol.ts';
import type { Workspace } from './workspace.ts';

interface TimedStep {
  readonly atMs: number;
  readonly line: string;
  readonly lastsMs: number;
}

/** What a press in a scenario lasts; shorter ones on the page count as such. */
const pressMs = 100;

export function scenarioText(workspace: Workspace): string {
  const { setup, actions, simulation } = workspace;
  const program = setup.plans[setup.program]!.program;
  const { control } = simulation;
  const { model } = simulation.options.chair;
  const steps = [...keySteps(actions, simulation.nowMs), ...faultSteps(actions)].sort(
    (one, other) => one.atMs - other.atMs,
  );
  const lines: string[] = [];
  let nowMs = 0;
  for (const { atMs, line, lastsMs } of steps) {
    if (atMs > nowMs) lines.push(`  - wait: ${atMs - nowMs} ms`);
    lines.push(`  - ${line}`);
    nowMs = Math.max(nowMs, atMs) + lastsMs;
  }
  if (simulation.nowMs > nowMs) lines.push(`  - wait: ${simulation.nowMs - nowMs} ms`);
  lines.push(`  - expect: { state: ${control.session.state} }`);
  return [
    '# A session of the desktop simulator. Times are chair time; a fault injected while a key was held stands before it.',
    ...notExported(actions).map((text) => `# Not in this file: ${text}`),
    `scenario: ${program}, as recorded`,
    ...(model === simulatedChair ? [] : [`chair: ${model}`]),
    `program: ${program}`,
    `seed: ${setup.seed}`,
    `ambient: ${setup.ambientC} C`,
    `person: ${setup.personKg === 0 ? 'none' : `${setup.personKg} kg`}`,
    'steps:',
    ...lines,
    '',
  ].join('\n');
}

/** From the first key that goes down to the last that comes up is one step. */
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
        : `hold: { keys: [${keys.join(', ')}], for: ${lastsMs} ms }`;
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

function faultSteps(actions: readonly Action[]): TimedStep[] {
  return actions
    .filter((action) => action.do === 'fault')
    .map(({ atMs, name, value }) => ({
      atMs,
      lastsMs: 0,
      line:
        name === 'person'
          ? `person: ${value}`
          : `fault: { ${name}: ${/\s/.test(value) ? `"${value}"` : value} }`,
    }));
}

function notExported(actions: readonly Action[]): string[] {
  return actions.flatMap(({ atMs, do: what, name, value }) => {
    if (what === 'ambient') return [`at ${atMs} ms the room was made ${value} C`];
    if (what === 'choose') return [`at ${atMs} ms the program ${name} was chosen on the page`];
    return [];
  });
}

/** What ends a step, and for the running step its progress and what delays it, from the chair's sequencer. */
import { readYaml } from '../../../src/codec/yaml.ts';
import { reasons } from '../../../src/control/guard/reasons.ts';
import type { PlanStep } from '../../../src/program/plan/plan.ts';
import type { StepProgress } from '../answers.ts';
import type { SimulationSession } from './simulation-session.ts';
import type { Workspace } from './workspace.ts';

/** `plan`: index of the plan in the page's list; `index`: of the step in that plan. */
export function stepProgress(session: SimulationSession, plan: number, index: number): StepProgress {
  const { workspace, library } = session;
  const found = workspace.plans[plan];
  const step = found?.steps[index];
  if (found === undefined || step === undefined) throw new Error('There is no such step any more.');
  const { control } = workspace.simulation;
  const running = control.programs[control.session.program] === found && control.session.inSession;
  const text = library.sources.get(found);
  return {
    program: found.program,
    ends: endOf(step),
    progress: running && control.sequencer.step === index ? progressOf(workspace, step) : null,
    keeps: running && control.sequencer.step === index ? whatKeeps(workspace) : [],
    line: text === undefined ? null : stepPlaces(text)(step.path),
  };
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(0)} s`;
const plannedMs = ({ startMs, endMs }: PlanStep): number => endMs - startMs;

/** What ends a step. */
export function endOf(step: PlanStep): string {
  const after = `after ${seconds(plannedMs(step))}`;
  switch (step.technique) {
    case 'roll':
      return step.passes === null ? after : `after ${step.passes} passes`;
    case 'knead':
      return step.turns === null ? after : `after ${step.turns} turns of the arms`;
    case 'press':
      return `when the place has been held for ${seconds(step.holdMs)}, ${after} with the way there`;
    case 'preheat':
      return `when every pad is within 0.5 K of its level, at the latest ${after}`;
    case 'tap':
    case 'rest':
      return after;
  }
}

/** Progress in terms of what ends the step. */
function progressOf({ simulation: { control } }: Workspace, step: PlanStep): string {
  const { stepMs, passes, turnsDone, phase } = control.sequencer;
  const time = `${seconds(stepMs)} of ${seconds(plannedMs(step))}`;
  const { carriageMm } = control.reports;
  switch (step.technique) {
    case 'roll':
      if (step.passes === null) return time;
      return phase === 0
        ? `on its way to ${step.fromMm} mm, at ${carriageMm.toFixed(0)} mm: no pass of ${step.passes} has begun`
        : `pass ${Math.min(step.passes, passes + 1)} of ${step.passes}, ${seconds(stepMs)} so far`;
    case 'knead':
      return step.turns === null
        ? time
        : `turn ${turnsDone.toFixed(1)} of ${step.turns}, ${seconds(stepMs)} so far`;
    case 'press':
      return phase === 0 ? `on its way to ${step.atMm} mm, ${time}` : `stands there, ${time}`;
    case 'preheat':
      return [...warmth(control), time].join('; ');
    case 'tap':
    case 'rest':
      return time;
  }
}

/** For each pad with a goal: how far its estimated surface temperature is from it. */
function warmth({ heater, goals }: Workspace['simulation']['control']): string[] {
  return heater.pads.flatMap((pad, index) => {
    const goalC = goals.heat[index] ?? 0;
    if (goalC === 0 || pad.targetC === 0) return [];
    if (!pad.control.known) return [`${pad.name}: not read yet`];
    const apartK = pad.targetC - pad.control.surfaceC;
    return [
      pad.reached
        ? `${pad.name} is warm`
        : `${pad.name} ${Math.abs(apartK).toFixed(1)} K ${apartK > 0 ? 'below' : 'above'} ${pad.targetC} °C`,
    ];
  });
}

/** What delays the step: a pause, and the guard's holds. */
function whatKeeps({ simulation: { control } }: Workspace): string[] {
  const { register } = control.guard;
  const held = [...new Set(register.holds)].flatMap((rule) => {
    const reason = reasons[rule];
    return reason === undefined || reason.name === 'none' ? [] : [`${reason.name}: ${reason.says}`];
  });
  return [...(control.session.state === 'paused' ? ['paused'] : []), ...held];
}

/** A step's place in its program's text. Path `3.2.1`: the first step inside the third step's repeat, in its second round. */
export function stepPlaces(text: string): (path: string) => StepProgress['line'] {
  const read = readYaml(text, 'program');
  return (path) =>
    read.locate(
      path.split('.').flatMap((number, level): (string | number)[] =>
        // Every second number counts rounds, which the text contains only once.
        level % 2 === 0 ? ['steps', Number(number) - 1] : [],
      ),
      'value',
    );
}

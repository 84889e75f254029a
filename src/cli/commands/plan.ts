/** `lumbar plan`: shows what a program does and when, as a table and bars. */
import { Command } from 'commander';
import { printJson, write } from '../terminal/output.ts';

export function planCommand(): Command {
  return new Command('plan')
    .description("show a program's timeline: carriage, kneader and heat")
    .argument('<program>', 'id of a program that ships with the chair, or a file')
    .option(
      '--chair <chair>',
      'for this chair, at its own speeds: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)',
    )
    .option(
      '--json',
      'one JSON document: {program, plannedMs, steps: [{path, technique, exact, startMs, endMs}]}',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar plan lower-back-relief\n  $ lumbar plan my-program.yaml --json',
    )
    .action(plan);
}

async function plan(program: string, options: { json?: true; chair?: string }): Promise<void> {
  const { loadFittedPlan } = await import('../load.ts');
  const { timelineText } = await import('../../program/plan/timeline.ts');
  const { plainPaint } = await import('../../program/language/format-problems.ts');
  const { plan: planned, places } = await loadFittedPlan(program, options.chair);
  if (options.json) {
    await printJson({
      program: planned.program,
      plannedMs: planned.plannedMs,
      steps: planned.steps.map(({ path, technique, exact, startMs, endMs }) => ({
        path,
        technique,
        exact,
        startMs,
        endMs,
      })),
    });
    return;
  }
  const width = process.stdout.isTTY === true ? Math.min(160, process.stdout.columns) : 100;
  await write(process.stdout, `${timelineText(planned, width, plainPaint, places)}\n`);
}

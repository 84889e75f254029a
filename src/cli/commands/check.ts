/** `lumbar check`: every problem of one or more programs at once. */
import { Command } from 'commander';
import { CommandError, exitCodes, painter, printJson, write } from '../terminal/output.ts';

export function checkCommand(): Command {
  return new Command('check')
    .description('check program files: every problem at once, with line, column and cure')
    .argument('<file...>', 'program files, or ids of programs that ship with the chair')
    .option('--json', 'one JSON document: {ok, problems: [{file, line, column, code, message, hint}]}')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar check my-program.yaml\n  $ lumbar check programs/*.yaml --json\n\nExit code 1 if any program has a problem.',
    )
    .action(check);
}

async function check(files: string[], options: { json?: true }): Promise<void> {
  const { checkProgram } = await import('../../program/language/check.ts');
  const { problemsText } = await import('../../program/language/format-problems.ts');
  const { findProgram, readText, theChair } = await import('../load.ts');
  const paint = painter(process.stdout);
  const chair = theChair();
  const checked = files.map((name) => {
    const { file, shown } = findProgram(name);
    const text = readText(file);
    return { shown, text, ...checkProgram(text, shown, chair) };
  });
  const problems = checked.flatMap((one) => one.problems);
  if (options.json) {
    await printJson({ ok: problems.length === 0, problems });
  } else {
    for (const one of checked) {
      if (one.problems.length > 0) await write(process.stdout, `${problemsText(one.problems, one.text)}\n`);
      else await write(process.stdout, `${one.shown}: ${paint('good', 'good')}\n`);
    }
  }
  if (problems.length > 0) {
    if (options.json) process.exitCode = exitCodes.bad;
    else
      throw new CommandError(exitCodes.bad, `${problems.length} problem${problems.length === 1 ? '' : 's'}.`);
  }
}

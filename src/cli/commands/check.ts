/** `lumbar check`: every problem of one or more programs and chair files at once. */
import { Command } from 'commander';
import type { Problem } from '../../program/language/format-problems.ts';
import { CommandError, exitCodes, painter, printJson, write } from '../terminal/output.ts';

export function checkCommand(): Command {
  return new Command('check')
    .description('check programs and chair files: every problem at once, with line, column and cure')
    .argument('<file...>', 'program or chair files, or ids of programs that ship with the chair')
    .option('--json', 'one JSON document: {ok, problems: [{file, line, column, code, message, hint}]}')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar check my-program.yaml\n  $ lumbar check programs/*.yaml --json\n  $ lumbar check my-chair.yaml\n\n' +
        'A file whose first key is `chair` is a chair file. Exit code 1 if any file has a problem.',
    )
    .action(check);
}

async function check(files: string[], options: { json?: true }): Promise<void> {
  const { checkProgram } = await import('../../program/language/check.ts');
  const { isChairFile, readChair } = await import('../../chair/file/read.ts');
  const { problemsText } = await import('../../program/language/format-problems.ts');
  const { findProgram, readText, theChair } = await import('../load.ts');
  const paint = painter(process.stdout);
  const chair = theChair();
  const checked = files.map((name) => {
    const { file, shown } = findProgram(name);
    const text = readText(file);
    const { problems } = isChairFile(text) ? readChair(text, shown) : checkProgram(text, shown, chair);
    return { shown, text, problems };
  });
  const problems = checked.flatMap<Problem>((one) => one.problems);
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

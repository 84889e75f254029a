/** `lumbar check`: reports every problem of programs, chair files and scenarios at once. */
import { Command } from 'commander';
import type { Problem } from '../../program/language/format-problems.ts';
import type { CheckedFile } from '../checking.ts';
import { CommandError, exitCodes, painter, printJson, usageError, write } from '../terminal/output.ts';

interface CheckArguments {
  readonly chair?: string;
  readonly json?: true;
  readonly fix?: true;
  readonly watch?: true;
}

export function checkCommand(): Command {
  return new Command('check')
    .description(
      'check programs, chair files and scenarios: every problem at once, with line, column and cure',
    )
    .argument(
      '<file...>',
      'files, told apart by their first key, or ids of programs that ship with the chair',
    )
    .option(
      '--chair <chair>',
      'programs for this chair, with what it cannot do of them, and scenarios about it: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)',
    )
    .option('--fix', "write chair files of an older format in today's words")
    .option('--watch', 'check again at each save, until Ctrl-C')
    .option(
      '--json',
      'one JSON document: {ok, problems: [{file, line, column, code, message, hint}], notes: [the same]}',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar check my-program.yaml --chair chair-a\n  $ lumbar check programs/*.yaml --chair chair-b --json\n  $ lumbar check --watch my-chair.yaml\n\n' +
        'A file whose first key is `chair` is a chair file, one that begins with `scenario` a scenario. Exit code 1 if any file\n' +
        'has a problem, 2 if one cannot be read; notes (N...) never change it.',
    )
    .action(check);
}

async function check(files: string[], options: CheckArguments): Promise<void> {
  if (options.watch && options.json) throw usageError('--watch and --json: one of the two.');
  const { createChecker } = await import('../checking.ts');
  const checker = await createChecker(options.chair);
  if (options.fix) for (const name of files) await write(process.stdout, checker.fix(name));
  const { watchFiles } = await import('../watching.ts');
  const watch = options.watch ? watchFiles(files.map(checker.fileOf)) : null;
  const checkAll = () => files.map((name) => checker.check(name));
  const checked = checkAll();
  const problems = checked.flatMap<Problem>((one) => one.problems);
  const isUnread = checked.some(({ unread }) => unread !== null);
  const code = isUnread ? exitCodes.usage : exitCodes.bad;
  if (options.json) {
    const notes = checked.flatMap<Problem>((one) => one.notes);
    await printJson({ ok: problems.length === 0, problems, notes });
    if (problems.length > 0) process.exitCode = code;
    return;
  }
  await tell(checked);
  await watch?.(async () => {
    await tell(checkAll());
  });
  const count = checked.reduce((sum, one) => sum + (one.unread === null ? one.problems.length : 0), 0);
  if (count > 0) throw new CommandError(code, `${count} problem${count === 1 ? '' : 's'}.`);
  if (isUnread) process.exitCode = code;
}

/** Prints what was found. */
async function tell(checked: readonly CheckedFile[]): Promise<void> {
  const { problemsText } = await import('../../program/language/format-problems.ts');
  const paint = painter(process.stdout);
  for (const { shown, text, problems, notes, unread } of checked) {
    if (unread !== null) {
      await write(process.stderr, `lumbar: ${unread.message}\n`);
      continue;
    }
    const said = [...problems, ...notes];
    if (said.length > 0) await write(process.stdout, `${problemsText(said, text)}\n`);
    if (problems.length === 0) await write(process.stdout, `${shown}: ${paint('good', 'good')}\n`);
  }
}

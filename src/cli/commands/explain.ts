/** `lumbar explain`: what a chair can do, which programs run on it and how, and its safety case. */
import { Command } from 'commander';
import { exitCodes, printJson, usageError, write } from '../terminal/output.ts';

export function explainCommand(): Command {
  return new Command('explain')
    .description('what a chair can do, which programs run on it and how, and its safety case')
    .argument(
      '[chair]',
      'id of a chair that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)',
    )
    .option('--chair <chair>', 'the same, as other commands name it')
    .option('--json', 'one JSON document: {chair, abilities, stated, brokenWire, programs, hazards}')
    .option('--markdown', 'as a document to keep with the chair')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar explain chair-a\n  $ lumbar explain my-chair.yaml --markdown > my-chair.md\n\n' +
        'For each hazard: what meets it, within what bound, and what is locked out for want of it, with what would have to be\n' +
        'added on which free pin. Notes and problems of programs: lumbar check PROGRAM --chair CHAIR. Exit code 1 where the chair\n' +
        'file has problems.',
    )
    .action(explain);
}

interface ExplainArguments {
  readonly chair?: string;
  readonly json?: true;
  readonly markdown?: true;
}

async function explain(given: string | undefined, options: ExplainArguments): Promise<void> {
  if (given !== undefined && options.chair !== undefined)
    throw usageError('CHAIR and --chair: one of the two.');
  if (options.json && options.markdown) throw usageError('--json and --markdown: one of the two.');
  const { chosenChair, readAnyChairFile } = await import('../board-chair.ts');
  const { explanationOf } = await import('../explanation.ts');
  const { idOrFile: name } = chosenChair(given ?? options.chair);
  const explanation = explanationOf(await readAnyChairFile(name, name, exitCodes.bad));
  if (options.json) {
    const { about: _, ...json } = explanation;
    await printJson(json);
    return;
  }
  const { explanationMarkdown, explanationText } = await import('../terminal/explain-text.ts');
  await write(
    process.stdout,
    options.markdown ? explanationMarkdown(explanation) : explanationText(explanation),
  );
}

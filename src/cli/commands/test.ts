/** `lumbar test`: runs scenario files, each a test of the whole chair in chair time. */
import { stripVTControlCharacters } from 'node:util';
import { Command, Option } from 'commander';
import type { BoardKind, ScenarioResult, TimedResult } from '../../../sim/scenario/result.ts';
import { CommandError, exitCodes, painter, printJson, usageError, write } from '../terminal/output.ts';

interface TestArguments {
  chair?: string;
  board: BoardKind;
  junit?: string;
  json?: true;
}

export function testCommand(): Command {
  return new Command('test')
    .description('run scenario files: each drives the whole chair in chair time and judges it on the truth')
    .argument('<scenario...>', 'scenario files; of a folder, every one in it and below')
    .addOption(
      new Option('--board <board>', 'what drives the chair').choices(['model', 'avr']).default('model'),
    )
    .option('--chair <chair>', 'the chair that is simulated: an id that ships, or a file (default: lumbar-1)')
    .option(
      '--junit <file>',
      'write the results as JUnit XML, too: times are those of this computer, chair time is a property',
    )
    .option(
      '--json',
      'one JSON document: {passed, failed, scenarios: [{file, name, outcome, chairMs, failure}]}',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar test my-scenario.yaml\n  $ lumbar test tests/scenarios --junit results.xml\n\n' +
        'Exit code 1 if any scenario fails, or has a problem of its own.',
    )
    .action(test);
}

async function test(names: string[], options: TestArguments): Promise<void> {
  const { otherThanScenario } = await import('../../../sim/scenario/read.ts');
  const { runScenarioText } = await import('../../../sim/scenario/result.ts');
  const { scenarioFiles } = await import('../../../sim/scenario/files.ts');
  const { chairOnTest } = await import('../../../sim/scenario/programs.ts');
  const { chairToRun, readText, theChair } = await import('../load.ts');
  const { cannotRead, mustBeWritable } = await import('../whole-file.ts');
  const paint = painter(process.stdout);
  const filesOf = (name: string): string[] | null => {
    try {
      return scenarioFiles(name);
    } catch (error) {
      throw cannotRead(name, error);
    }
  };
  const texts = names.flatMap((name) => {
    const inFolder = filesOf(name);
    if (inFolder === null) return [{ file: name, text: readText(name) }];
    // Programs and chair files may lie beside the scenarios that name them.
    return inFolder
      .map((file) => ({ file, text: readText(file) }))
      .filter(({ text }) => otherThanScenario(text) === null);
  });
  if (texts.length === 0) throw usageError(`${names.join(', ')}: no scenario in it.`);
  if (options.junit !== undefined) mustBeWritable('--junit', options.junit);
  // This machine's chair file is not used, so that a scenario has the same result on every machine.
  const chair = options.chair === undefined ? theChair() : await chairToRun(options.chair);
  const onTest = chairOnTest(chair, options.chair !== undefined);
  const results: TimedResult[] = [];
  for (const { file, text } of texts) {
    const beganMs = performance.now();
    const result = runScenarioText(text, file, onTest, options.board, options.json ? undefined : paint);
    results.push({ ...result, tookMs: performance.now() - beganMs });
    if (!options.json) await write(process.stdout, resultText(result, paint));
  }
  const failed = results.filter((result) => result.outcome === 'failed').length;
  const passed = results.length - failed;
  if (options.junit !== undefined) await writeJunit(options.junit, results);
  if (options.json)
    await printJson({ passed, failed, scenarios: results.map(({ tookMs: _, ...result }) => result) });
  else await write(process.stdout, `${passed} passed, ${failed} failed\n`);
  if (failed === 0) return;
  if (options.json) process.exitCode = exitCodes.bad;
  else throw new CommandError(exitCodes.bad, `${failed} of ${results.length} scenarios failed.`);
}

function resultText(result: ScenarioResult, paint: ReturnType<typeof painter>): string {
  const good = result.outcome === 'passed';
  const head = `${paint(good ? 'good' : 'bad', good ? 'pass' : 'FAIL')}  ${result.name}  ${paint('dim', result.file)}\n`;
  return result.failure === null ? head : `${head}${result.failure.replace(/^/gm, '      ')}\n`;
}

async function writeJunit(file: string, results: readonly TimedResult[]): Promise<void> {
  const { writeWhole } = await import('../whole-file.ts');
  const { junitText } = await import('../../../sim/scenario/result.ts');
  // The file gets no terminal colours.
  const plain = results.map((result) => ({
    ...result,
    failure: result.failure && stripVTControlCharacters(result.failure),
  }));
  writeWhole(file, junitText(plain));
}

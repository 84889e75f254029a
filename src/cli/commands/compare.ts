/** `lumbar compare`: what differs between two traces, and from when on. */
import { Command } from 'commander';
import type { Alignment, Tolerance } from '../../run/trace-compare.ts';
import type { TraceTable } from '../../run/trace-table.ts';
import { exitCodes, painter, printJson, usageError, write } from '../terminal/output.ts';

interface CompareArguments {
  align: string;
  tolerance?: string;
  json?: true;
}

export function compareCommand(): Command {
  return new Command('compare')
    .description('two traces: what differs, from when on')
    .argument('<a>', 'a CSV or JSON trace, as lumbar run --trace writes it')
    .argument('<b>', 'the trace beside it')
    .option(
      '--align <where>',
      'start: by the zero that both have; step:PATH: at the beginning of that step',
      'start',
    )
    .option('--tolerance <file>', 'YAML: how far apart each column may be')
    .option('--json', 'one JSON document: {equal, firstMs, columns, steps, faults}')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar compare before.csv after.csv\n  $ lumbar compare a.json b.csv --align step:3.2 --tolerance tolerance.yaml\n\n' +
        'A tolerance file has a line a column, in its unit: `carriage_mm: 0.5`, `lumbar_surface_c: 0.1`; for state, step and fault\n' +
        'the ms they may differ at a stretch: `step: 40`. What is not named may not differ at all.\n' +
        'Exit code 0: equal within the tolerance; 1: not; 2: cannot be compared.',
    )
    .action(compare);
}

async function compare(aFile: string, bFile: string, options: CompareArguments): Promise<void> {
  const { compareTraces } = await import('../../run/trace-compare.ts');
  const align = alignmentOf(options.align);
  const tolerance = options.tolerance === undefined ? {} : await readTolerance(options.tolerance);
  const [a, b] = [await readTraceFile(aFile), await readTraceFile(bFile)];
  const comparison = compareTraces(a, b, align, tolerance);
  if (typeof comparison === 'string') throw usageError(comparison);
  if (options.json) await printJson(comparison);
  else {
    const { comparisonText } = await import('../terminal/compare-text.ts');
    await write(process.stdout, comparisonText({ aFile, bFile, a, b, comparison }, painter(process.stdout)));
  }
  if (!comparison.equal) process.exitCode = exitCodes.bad;
}

function alignmentOf(text: string): Alignment {
  if (text === 'start') return 'start';
  const [, step] = /^step:s?(\d+(?:\.\d+)*)$/.exec(text) ?? [];
  if (step === undefined)
    throw usageError(`--align takes start or step:PATH, as in step:3.2, not "${text}".`);
  return { step };
}

async function readTolerance(file: string): Promise<Tolerance> {
  const { readText } = await import('../load.ts');
  const { readYaml } = await import('../../codec/yaml.ts');
  const source = readYaml(readText(file), 'tolerance');
  const [problem] = source.problems;
  if (problem !== undefined)
    throw usageError(`${file}:${problem.line}:${problem.column}: ${problem.message}; ${problem.hint}`);
  const { value } = source;
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw usageError(`${file}: a tolerance is a map of columns, as in carriage_mm: 0.5.`);
  for (const [name, allowed] of Object.entries(value)) {
    if (typeof allowed === 'number' && allowed >= 0 && Number.isFinite(allowed)) continue;
    const { line, column } = source.locate([name], 'value');
    throw usageError(
      `${file}:${line}:${column}: ${name} takes a number of at least 0, in the column's unit.`,
    );
  }
  return value as Tolerance;
}

async function readTraceFile(file: string): Promise<TraceTable> {
  const { readFile } = await import('node:fs/promises');
  const { readTrace } = await import('../../run/trace-table.ts');
  const { cannotRead } = await import('../whole-file.ts');
  let text: string;
  try {
    text = await readFile(file, 'utf8');
  } catch (error) {
    throw cannotRead(file, error);
  }
  const table = readTrace(text);
  if (typeof table === 'string')
    throw usageError(`${file} ${table}. lumbar run PROGRAM --trace FILE.csv makes one.`);
  return table;
}

/** `lumbar pack`: checks a program and makes a signed package of it. */
import { Command } from 'commander';
import { printJson, usageError, write } from '../terminal/output.ts';

export function packCommand(): Command {
  return new Command('pack')
    .description('check a program and make a signed package of it')
    .argument('<file>', 'program file')
    .option(
      '--chair <chair>',
      'the chair it is for: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)',
    )
    .option('--key <file>', 'signing key (default: what lumbar keygen made)')
    .option('--out <file>', 'the package (default: ID.lumbar in this folder)')
    .option('--json', 'one JSON document: {file, id, version, bytes, key}')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar pack my-program.yaml\n  $ lumbar pack my-program.yaml --chair chair-a\n',
    )
    .action(pack);
}

interface PackArguments {
  readonly chair?: string;
  readonly key?: string;
  readonly out?: string;
  readonly json?: true;
}

async function pack(file: string, options: PackArguments): Promise<void> {
  const { checkFor, loadSigner, packFiles } = await import('../signing.ts');
  const { hexOf, keyIdOf } = await import('../../program/package/cose.ts');
  const { writeWhole } = await import('../whole-file.ts');
  const { isPackageFile } = await import('../load.ts');
  if (isPackageFile(file)) throw usageError(`${file} is a package already.`);
  const check = await checkFor(options.chair);
  packFiles([file], null, check);
  const signer = await loadSigner(options.key);
  const [packed] = packFiles([file], signer, check);
  if (packed === undefined) throw usageError(`${file} gave no package.`);
  const { id, version, bytes } = packed;
  const out = options.out ?? `${id}.lumbar`;
  writeWhole(out, bytes);
  const key = hexOf(keyIdOf(signer.publicKey));
  if (options.json) await printJson({ file: out, id, version, bytes: bytes.length, key });
  else
    await write(
      process.stdout,
      `${out}: ${id} version ${version}, ${bytes.length} bytes, signed with ${key}\n`,
    );
}

/** `lumbar keygen`: makes a technician's signing key. */
import { Command } from 'commander';
import { printJson, usageError, write } from '../terminal/output.ts';

export function keygenCommand(): Command {
  return new Command('keygen')
    .description('make a signing key; only its owner may read it')
    .option('--out <file>', 'where to keep it (default: signing-key.pem in the data folder)')
    .option('--json', 'one JSON document: {file, key}')
    .addHelpText(
      'after',
      '\nExample:\n  $ lumbar keygen\n\nA chair trusts the key once somebody at the chair has said so: lumbar chair trust.',
    )
    .action(keygen);
}

async function keygen(options: { out?: string; json?: true }): Promise<void> {
  const { createKeyFile, KeyFileError } = await import('../../service/key-file.ts');
  const { defaultKeyFile } = await import('../signing.ts');
  const { hexOf, keyIdOf } = await import('../../program/package/cose.ts');
  const file = options.out ?? defaultKeyFile();
  try {
    const { publicKey } = await createKeyFile(file);
    const key = hexOf(keyIdOf(publicKey));
    if (options.json) await printJson({ file, key });
    else
      await write(
        process.stdout,
        `${file}: new signing key ${key}\nKeep it to yourself. To let a chair trust it: lumbar chair trust\n`,
      );
  } catch (error) {
    if (error instanceof KeyFileError) throw usageError(error.message);
    throw error;
  }
}

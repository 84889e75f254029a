/** `lumbar flash`: uploads programs to a chair; they are checked before and verified after. */
import { Command } from 'commander';
import type { Signer } from '../../program/package/cose.ts';
import type { Client } from '../../service/client.ts';
import type { Flashed, FlashOptions } from '../../service/technician.ts';
import type { Packed } from '../signing.ts';
import { painter, printJson, write } from '../terminal/output.ts';

interface FlashArguments {
  chair?: string;
  port?: string;
  key?: string;
  allowDowngrade?: true;
  json?: true;
}

export function flashCommand(): Command {
  return new Command('flash')
    .description('check, pack, upload, verify and activate programs')
    .argument('<file...>', 'program files (.yaml) or packages (.lumbar)')
    .option(
      '--chair <chair>',
      'the chair programs are packed for: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)',
    )
    .option('--port <port>', 'serial device, or tcp://HOST:PORT (default: the one chair that is found)')
    .option('--key <file>', 'signing key (default: what lumbar keygen made)')
    .option('--allow-downgrade', 'let a version go down, with start pressed on the remote')
    .option('--json', 'one JSON document: {flashed: [{id, version, bytes, before, same}]}')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar flash my-program.yaml --port /dev/ttyACM0\n  $ lumbar flash *.yaml --port tcp://127.0.0.1:8421\n\n' +
        'The chair must be in the service state: switched off, then power and stop held for 5 s.',
    )
    .action(flash);
}

async function flash(files: string[], options: FlashArguments): Promise<void> {
  const { checkFor, loadSigner, packFiles, quietSigner } = await import('../signing.ts');
  const { isPackageFile } = await import('../load.ts');
  const { withChairAgain } = await import('../service-port.ts');
  const needsKey = !files.every(isPackageFile);
  const check = await checkFor(options.chair);
  packFiles(files, null, check);
  const signer = needsKey ? await loadSigner(options.key) : null;
  const packed = packFiles(files, signer, check);
  const flashed: Flashed[] = [];
  let bytesSent = 0;
  const { identify } = await import('../../service/technician.ts');
  const own = signer ?? (await quietSigner());
  const work = async (client: Client, again: boolean) => {
    let resume = again;
    if (own !== null) await identify(client, own);
    for (const one of packed.slice(flashed.length)) {
      const result = await flashOne(client, one, signer, options, resume, (have) => {
        bytesSent = Math.max(bytesSent, have);
      });
      resume = false;
      flashed.push(result);
      if (!options.json) await write(process.stdout, `${changeText(result)}\n`);
    }
  };
  await withChairAgain(options.port, work, () => bytesSent > 0 || flashed.length > 0);
  if (options.json) await printJson({ flashed });
}

function changeText({ id, version, bytes, before, same }: Flashed): string {
  const paint = painter(process.stdout);
  const again = same ? 'the same version again' : 'the same version, with other content';
  const from = before === null ? 'new' : before === version ? again : `was version ${before}`;
  return `${id}: ${paint('good', `version ${version} is active`)} (${from}; ${bytes} bytes, verified)`;
}

async function flashOne(
  client: Client,
  { id, bytes, own }: Packed,
  signer: Signer | null,
  options: FlashArguments,
  resume: boolean,
  onSent: (have: number) => void,
): Promise<Flashed> {
  const { flashPackage, trustKey } = await import('../../service/technician.ts');
  const { Refused } = await import('../../service/client.ts');
  const { keyName } = await import('../signing.ts');
  const show = progressOn(process.stderr, id);
  const work: FlashOptions = {
    resume,
    onProgress(have, all) {
      onSent(have);
      show(have, all);
    },
    onWait: askForStart,
    allowDowngrade: options.allowDowngrade === true,
  };
  try {
    return await flashPackage(client, bytes, work);
  } catch (error) {
    // If the chair does not know the key, it is asked to trust it now: the technician stands beside the chair and can press start.
    if (!(error instanceof Refused) || error.reason !== 'unknown-signer' || !own || signer === null)
      throw error;
    await trustKey(client, signer.publicKey, keyName(), work);
    return flashPackage(client, bytes, { ...work, resume: false });
  }
}

export function askForStart(what: string): void {
  process.stderr.write(`The chair does not yet accept ${what}. Press start on the remote within 60 s.\n`);
}

/** A progress line, updated on a terminal; without a terminal nothing is shown. */
function progressOn(stream: NodeJS.WriteStream, what: string): (have: number, all: number) => void {
  if (stream.isTTY !== true) return () => {};
  return (have, all) => {
    const end = have >= all ? '\r\x1b[K' : '';
    stream.write(`\r${what}: ${have} of ${all} bytes (${Math.round((100 * have) / all)} %)${end}`);
  };
}

/** `lumbar store`: shows the format of the stored data, and returns to this version's data from a newer format. */
import { Command } from 'commander';
import { CommandError, exitCodes, printJson, usageError, write } from '../terminal/output.ts';

export function storeCommand(): Command {
  const store = new Command('store')
    .description('what is kept under LUMBAR_HOME: its format, and what was kept aside')
    .option('--json', 'one JSON document: {home, reads, formats, aside, problems}')
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar store\n  $ sudo -u lumbar LUMBAR_HOME=/var/lib/lumbar lumbar store back\n\n' +
        'A store of an older version is brought up to date when the chair starts, and kept aside. One of a newer version is\n' +
        'left alone; `lumbar store back` keeps it aside and takes back what this version had.',
    )
    .action((options: { json?: true }) => show(options));
  store.exitOverride();
  const back = store
    .command('back')
    .description('keep a newer store aside and take back what this version had')
    .option('--json', 'one JSON document: {home, back, missing}')
    .addHelpText('after', '\nExample:\n  $ lumbar store back\n\nThe chair must not run meanwhile.');
  back.action(() => takeBack({ ...store.opts<{ json?: true }>(), ...back.opts<{ json?: true }>() }));
  return store;
}

async function show({ json }: { json?: true }): Promise<void> {
  const { home, image } = await openImage();
  const { documentsIn, asideFolder, unreadableIn } = await import('../../store/versions.ts');
  const { openStore } = await import('../../store/store.ts');
  const { storeFormat } = await import('../../store/sealed.ts');
  const found = documentsIn(image);
  const formats = [...new Set(found.map(({ format }) => format))].sort((a, b) => a - b);
  const aside = [storeFormat - 1, storeFormat]
    .map(asideFolder)
    .filter((folder) =>
      [...image].some(([path, is]) => path.startsWith(`${folder}/`) && is instanceof Uint8Array),
    );
  const problems = openStore(image).store.problems.map(({ code, file, what }) => `${code} ${file}: ${what}`);
  if (json) return printJson({ home, reads: storeFormat, formats, aside, problems });
  const none = unreadableIn(image) === null ? 'empty' : 'it cannot be read';
  const written = formats.length === 0 ? none : `format ${formats.join(' and ')}`;
  await write(process.stdout, `${home}: ${written}; this version writes format ${storeFormat}\n`);
  for (const folder of aside) await write(process.stdout, `kept aside: ${folder}\n`);
  for (const problem of problems) await write(process.stdout, `${problem}\n`);
}

async function takeBack({ json }: { json?: true }): Promise<void> {
  const { lockHome } = await import('../../store/lock.ts');
  const { storeHome } = await import('../../store/home.ts');
  const lock = await lockHome(storeHome());
  if (lock === null) {
    throw usageError(
      `A lumbar that runs keeps its data in ${storeHome()}. End it first: sudo systemctl stop lumbar.`,
    );
  }
  const { home, writes, missing } = await carryOutWayBack().finally(() => lock.release());
  const back = writes.map(({ file }) => file);
  if (json) return printJson({ home, back, missing });
  if (back.length === 0) return write(process.stdout, `${home}: nothing in it is newer than this version.\n`);
  await write(process.stdout, `${home}: taken back: ${back.join(', ')}; the newer ones are kept aside\n`);
  if (missing.length > 0)
    await write(process.stdout, `Nothing of before was found for ${missing.join(', ')}: begun anew.\n`);
}

async function carryOutWayBack() {
  const { planWayBack, unreadableIn } = await import('../../store/versions.ts');
  const { carryOutWrite } = await import('../../store/carry-out.ts');
  const { home, files, image } = await openImage();
  const unreadable = unreadableIn(image);
  if (unreadable !== null)
    throw new CommandError(
      exitCodes.bad,
      `${home}: ${unreadable}. Nothing was taken back. The user that the chair runs as may read it: sudo -u lumbar LUMBAR_HOME=${home} lumbar store back`,
    );
  const { writes, missing } = planWayBack(image);
  for (const one of writes) {
    const result = await carryOutWrite(files, one);
    if (!result.ok)
      throw new CommandError(
        exitCodes.bad,
        `${one.file} was not taken back: ${result.detail}. What came before it is; mend that, and run the command again.`,
      );
  }
  return { home, writes, missing };
}

async function openImage() {
  const { storeHome } = await import('../../store/home.ts');
  const { realFileSystem } = await import('../../store/real-file-system.ts');
  const { readImage } = await import('../../store/read-image.ts');
  const home = storeHome();
  const files = realFileSystem(home);
  return { home, files, image: await readImage(files) };
}

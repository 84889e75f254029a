/** `lumbar firmware`: writes the guard firmware onto the microcontroller, and reads the chip's fuses and lock bits. */
import { Command } from 'commander';
import type { Fuses } from '../../board/firmware/fuses.ts';
import type { Chip } from '../../chair/chips/chip.ts';
import { CommandError, exitCodes, painter, printJson, usageError, write } from '../terminal/output.ts';

interface FlashArguments {
  port: string;
  chair?: string;
}

interface FusesArguments {
  port?: string;
  programmer?: string;
  chair?: string;
  json?: true;
}

const chairText =
  'the chair whose chip it is: an id that ships, or a file (default: chair.yaml in LUMBAR_HOME, else lumbar-1)';

export function firmwareCommand(): Command {
  const firmware = new Command('firmware').description(
    "the microcontroller's guard firmware, fuses and lock bits",
  );
  firmware.addHelpText(
    'after',
    '\nExamples:\n  $ lumbar firmware flash --port /dev/ttyACM0\n  $ lumbar firmware fuses --programmer usbasp\n',
  );
  firmware
    .command('flash')
    .exitOverride()
    .description('write the guard firmware onto the microcontroller (uses avrdude)')
    .requiredOption('--port <port>', 'serial port of the microcontroller')
    .option('--chair <chair>', chairText)
    .addHelpText(
      'after',
      '\nExample:\n  $ lumbar firmware flash --port /dev/ttyACM0\n\n' +
        'A port that another program has, such as the lumbar serve of an installed chair, is left alone: stop that first\n' +
        '(sudo systemctl stop lumbar).',
    )
    .action(flash);
  firmware
    .command('fuses')
    .exitOverride()
    .description('read fuses and lock bits, and say what they should be (uses avrdude)')
    .option('--port <port>', 'serial port of the board, or of the programmer')
    .option('--programmer <id>', 'a programmer at the ICSP pins, as avrdude calls it (usbasp, avrisp, ...)')
    .option('--chair <chair>', chairText)
    .option(
      '--json',
      'one JSON document: {fuses: {low, high, extended, lock}, advice: [{fuse, is, should, why}]}',
    )
    .addHelpText(
      'after',
      '\nExamples:\n  $ lumbar firmware fuses --programmer usbasp\n  $ lumbar firmware fuses --port /dev/ttyACM0\n\n' +
        'Most bootloaders cannot read them; a programmer can. Exit code 1 where one is not as a chair needs it.',
    )
    .action(fuses);
  return firmware;
}

async function chipOf(chair: string | undefined): Promise<Chip> {
  const { chosenChair, readAnyChairFile } = await import('../board-chair.ts');
  const { idOrFile, source } = chosenChair(chair);
  return (await readAnyChairFile(idOrFile, source)).chip;
}

/** Does the work while the port is locked for this command alone. */
async function withPort<T>(port: string, baud: number, work: () => Promise<T>): Promise<T> {
  const { lockPort } = await import('../../board/firmware/port-lock.ts');
  const release = await lockPort(port, baud).catch((error: Error) => {
    const served = /in use/.test(error.message) ? ' Is the chair running? sudo systemctl stop lumbar.' : '';
    throw new CommandError(exitCodes.noConnection, `${error.message}.${served}`);
  });
  try {
    return await work();
  } finally {
    await release();
  }
}

async function flash({ port, chair }: FlashArguments): Promise<void> {
  const { firmwareFile, loadFirmware } = await import('../../board/shipped.ts');
  const { flashArguments, runAvrdude } = await import('../../board/firmware/avrdude.ts');
  const chip = await chipOf(chair);
  const image = loadFirmware(chip);
  await withPort(port, chip.avrdude.baud, async () => {
    await write(process.stdout, `Writing ${image.length} bytes onto the ${chip.name} at ${port} ...\n`);
    const onText = (text: string) => process.stderr.write(text);
    const result = await runAvrdude(chip, flashArguments(chip, port, firmwareFile(chip)), { onText });
    if (!result.ok) {
      const missing = result.why === 'missing';
      throw new CommandError(
        missing ? exitCodes.usage : exitCodes.noConnection,
        missing ? result.text : `The firmware is not on the chip. ${result.text}`,
      );
    }
    await write(process.stdout, 'Written, and read back.\n');
    await tellFuses(chip, await readFuses(chip, port, null));
  });
  await greet(port, image);
}

/** Waits until the firmware identifies itself, and checks its self-check and that it comes back after a restart. */
async function greet(port: string, image: Uint8Array): Promise<void> {
  const { identifyGuard } = await import('../../board/firmware/identify.ts');
  const { serialLine } = await import('../../board/serial.ts');
  const { guardBaud } = await import('../../board/protocol/baud.ts');
  const paint = painter(process.stdout);
  await write(process.stdout, 'Waiting for the guard to greet ...\n');
  const { identity, restarts } = await identifyGuard(await serialLine(port, guardBaud), (text) =>
    process.stderr.write(`${text}\n`),
  );
  const written = (image.at(-2) ?? 0) | ((image.at(-1) ?? 0) << 8);
  if (identity === null) {
    throw new CommandError(
      exitCodes.noConnection,
      'It was written and read back, but nothing greets. Take all power from the board for 10 s (its cable and its 5 V), give it back, and do as docs/wiring.md says under "A board that stays silent".',
    );
  }
  if (identity.image !== written || identity.faults !== 0) {
    throw new CommandError(
      exitCodes.bad,
      "The chip's own check of its program and memory failed. Flash it again.",
    );
  }
  await write(process.stdout, `${paint('good', 'The guard answers')} and has checked itself.\n`);
  if (restarts === false) {
    throw new CommandError(
      exitCodes.bad,
      'But it does not come back after a restart by its watchdog: its bootloader is too old for a chair. Burn a current one, as docs/wiring.md says under "Old bootloaders".',
    );
  }
}

/** Null where the board's bootloader cannot read them. */
async function readFuses(chip: Chip, port: string | null, programmer: string | null): Promise<Fuses | null> {
  const { runAvrdude } = await import('../../board/firmware/avrdude.ts');
  const { fuseArguments, fusesOf } = await import('../../board/firmware/fuses.ts');
  const result = await runAvrdude(chip, fuseArguments(chip, port, programmer));
  if (result.ok) return fusesOf(result.output);
  if (result.why === 'missing') throw usageError(result.text);
  if (programmer !== null) throw new CommandError(exitCodes.noConnection, result.text);
  return null;
}

/** Prints what the fuses are and what they should be. Returns how many are wrong. */
async function tellFuses(chip: Chip, found: Fuses | null): Promise<number> {
  const { fuseCommand, fuseHex, judgeFuses } = await import('../../board/firmware/fuses.ts');
  const paint = painter(process.stdout);
  if (found === null) {
    const how = 'With a programmer at the ICSP pins: lumbar firmware fuses --programmer usbasp';
    await write(process.stdout, `Fuses and lock bits cannot be read through this bootloader. ${how}\n`);
    return 0;
  }
  const values = Object.entries(found).map(([name, value]) => `${name} ${fuseHex(value)}`);
  await write(process.stdout, `Fuses: ${values.join(', ').replace('lock', 'lock bits')}\n`);
  const advice = judgeFuses(found);
  for (const { fuse, should, why } of advice)
    await write(process.stdout, `${paint('warn', `${fuse} should be ${fuseHex(should)}`)}: ${why}.\n`);
  if (advice.length === 0) await write(process.stdout, 'They are as a chair needs them.\n');
  else await write(process.stdout, `With a programmer at the ICSP pins: ${fuseCommand(chip, advice)}\n`);
  return advice.length;
}

async function fuses({ port, programmer, chair, json }: FusesArguments): Promise<void> {
  const { judgeFuses } = await import('../../board/firmware/fuses.ts');
  if (port === undefined && programmer === undefined) {
    throw usageError('Name the board with --port, or a programmer at its ICSP pins with --programmer.');
  }
  const chip = await chipOf(chair);
  const read = () => readFuses(chip, port ?? null, programmer ?? null);
  const found =
    port === undefined || programmer !== undefined
      ? await read()
      : await withPort(port, chip.avrdude.baud, read);
  const wrong = found === null ? [] : judgeFuses(found);
  if (json) await printJson({ fuses: found, advice: wrong });
  else await tellFuses(chip, found);
  if (found === null) process.exitCode = exitCodes.noConnection;
  else if (wrong.length > 0) process.exitCode = exitCodes.bad;
}

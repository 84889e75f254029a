/** `lumbar firmware flash`: the guard firmware onto the microcontroller, and a look whether it lives there. */
import { Command } from 'commander';
import { CommandError, exitCodes, painter, write } from '../terminal/output.ts';

interface FlashArguments {
  port: string;
  chair: string;
}

export function firmwareCommand(): Command {
  const firmware = new Command('firmware').description("the microcontroller's guard firmware");
  firmware
    .command('flash')
    .exitOverride()
    .description('write the guard firmware onto the microcontroller (uses avrdude)')
    .requiredOption('--port <port>', 'serial port of the microcontroller')
    .option('--chair <chair>', 'the chair whose chip it is: an id that ships, or a file', 'lumbar-1')
    .addHelpText('after', '\nExample:\n  $ lumbar firmware flash --port /dev/ttyACM0')
    .action(flash);
  return firmware;
}

async function flash({ port, chair }: FlashArguments): Promise<void> {
  const { readChairFile } = await import('../board-chair.ts');
  const { firmwareFile, loadFirmware } = await import('../../board/shipped.ts');
  const { runAvrdude } = await import('../../board/firmware/avrdude.ts');
  const { greetGuard } = await import('../../board/firmware/greeting.ts');
  const { serialLine } = await import('../../board/serial.ts');
  const { guardBaud } = await import('../../board/protocol/baud.ts');
  const paint = painter(process.stdout);
  const { chip } = (await readChairFile(chair, `--chair ${chair}`)).wiring;
  const image = loadFirmware(chip);
  await write(process.stdout, `Writing ${image.length} bytes onto the ${chip.name} at ${port} ...\n`);
  const result = await runAvrdude(chip, port, firmwareFile(chip), (text) => process.stderr.write(text));
  if (!result.ok) {
    const code = result.why === 'missing' ? exitCodes.usage : exitCodes.noConnection;
    throw new CommandError(
      code,
      result.why === 'missing' ? result.text : `avrdude could not do it:\n${result.text}`,
    );
  }
  await write(process.stdout, 'Written. Waiting for the guard to greet ...\n');
  const { identity, restarts } = await greetGuard(await serialLine(port, guardBaud), (text) =>
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

/** `lumbar ports`: lists the serial ports, and what is probably connected to each. */
import { Command } from 'commander';
import { CommandError, exitCodes, printJson, write } from '../terminal/output.ts';
import { vendorWords } from '../usb-vendors.ts';

export function portsCommand(): Command {
  return new Command('ports')
    .description('list serial ports and what is probably on each')
    .option('--json', 'one JSON document: [{path, probably, manufacturer, serialNumber}]')
    .addHelpText('after', '\nExample:\n  $ lumbar ports')
    .action(ports);
}

interface Found {
  readonly path: string;
  readonly probably: string;
  readonly manufacturer: string;
  readonly serialNumber: string;
}

async function ports(options: { json?: true }): Promise<void> {
  const found = await listPorts();
  if (options.json) {
    await printJson(found);
    return;
  }
  if (found.length === 0) {
    await write(process.stdout, 'No serial port was found. Is the cable in, and does it carry data?\n');
    return;
  }
  const width = Math.max(...found.map(({ path }) => path.length));
  for (const { path, probably, manufacturer } of found) {
    const maker = manufacturer === '' ? '' : ` (${manufacturer})`;
    await write(process.stdout, `${path.padEnd(width)}  ${probably}${maker}\n`);
  }
}

async function listPorts(): Promise<Found[]> {
  const { listSerialPorts } = await import('../../board/ports.ts');
  try {
    return (await listSerialPorts()).map(({ path, vendorId = '', manufacturer = '', serialNumber = '' }) => ({
      path,
      probably: vendorWords[vendorId.toLowerCase()] ?? 'unknown',
      manufacturer,
      serialNumber,
    }));
  } catch (error) {
    throw new CommandError(exitCodes.bad, `The serial ports cannot be listed: ${(error as Error).message}.`);
  }
}

/** The serial devices that get a fixed name, and what identifies each. */
import { realpathSync } from 'node:fs';
import { basename } from 'node:path';
import { CommandError, exitCodes, usageError } from '../terminal/output.ts';
import { arduinoVendors, boardVendors } from '../usb-vendors.ts';
import { at, namesAt, type System } from './system.ts';

export const boardLink = '/dev/lumbar-board';
export const serviceLink = '/dev/lumbar-service';

export interface Device {
  /** The system's current path for it. */
  readonly path: string;
  /** Its udev properties: ID_VENDOR_ID, ID_SERIAL_SHORT, ID_PATH ... */
  readonly properties: ReadonlyMap<string, string>;
}

/** Conditions of a udev rule that only this device meets, and the same in words. */
export interface Identity {
  readonly conditions: string;
  readonly words: string;
  readonly vendor: string | null;
  readonly product: string | null;
}

/** Serial numbers that identify nothing: some makers write the same number into every chip. */
const noSerial = /^(0*[01]?|0+)$/;

export function identityOf({ path, properties }: Device): Identity {
  const vendor = properties.get('ID_VENDOR_ID') ?? null;
  const product = properties.get('ID_MODEL_ID') ?? null;
  const serial = properties.get('ID_SERIAL_SHORT') ?? '';
  const place = properties.get('ID_PATH') ?? '';
  if (vendor === null || product === null || (place === '' && noSerial.test(serial))) {
    return { conditions: `KERNEL=="${basename(path)}"`, words: `${path} of this computer`, vendor, product };
  }
  const kind = `ENV{ID_VENDOR_ID}=="${vendor}", ENV{ID_MODEL_ID}=="${product}"`;
  const named = !noSerial.test(serial);
  return {
    conditions: named ? `${kind}, ENV{ID_SERIAL_SHORT}=="${serial}"` : `${kind}, ENV{ID_PATH}=="${place}"`,
    words: named
      ? `the one with serial number ${serial}, in whichever socket`
      : `the one in this very socket (${place}), since it has no serial number`,
    vendor,
    product,
  };
}

export function readDevice(system: System, path: string): Device {
  const { ok, text } = system.run('udevadm', ['info', '--query=property', `--name=${path}`]);
  if (!ok) {
    throw new CommandError(
      exitCodes.usage,
      `${path} is not there, or is no device: ${text}. lumbar ports lists what is.`,
    );
  }
  const properties = text.split('\n').map((line): [string, string] => {
    const [name = '', ...value] = line.split('=');
    return [name, value.join('=')];
  });
  return { path, properties: new Map(properties) };
}

/** The named device; else the one USB serial device that may be a board; null where none is plugged in. */
export function findBoard(
  system: System,
  named: string | undefined,
  taken: string | undefined,
): Device | null {
  if (named !== undefined) return readDevice(system, realPath(system, named));
  if (!system.running) return null;
  const other = taken === undefined ? '' : realPath(system, taken);
  const found = namesAt(system, '/dev')
    .filter((name) => /^tty(ACM|USB)\d+$/.test(name) && `/dev/${name}` !== other)
    .map((name) => readDevice(system, `/dev/${name}`))
    .filter(({ properties }) => boardVendors.includes(properties.get('ID_VENDOR_ID') ?? ''));
  if (found.length <= 1) return found[0] ?? null;
  const arduinos = found.filter(({ properties }) =>
    arduinoVendors.includes(properties.get('ID_VENDOR_ID') ?? ''),
  );
  if (arduinos.length === 1) return arduinos[0] ?? null;
  throw usageError(
    `Several serial devices may be the chair's microcontroller; name it with --board:\n${found.map(({ path, properties }) => `  ${path}  ${properties.get('ID_MODEL_FROM_DATABASE') ?? properties.get('ID_MODEL') ?? ''}`).join('\n')}`,
  );
}

/** Resolves `/dev/serial/by-id/...`, `/dev/serial0` and similar links to the system's current path. */
function realPath(system: System, path: string): string {
  try {
    return realpathSync(at(system, path)).slice(system.root.length);
  } catch {
    return path;
  }
}

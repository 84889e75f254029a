/** The serial ports of this computer. */
import { readdir, readFile, realpath } from 'node:fs/promises';
import { dirname, join } from 'node:path';

export interface SerialPortInfo {
  readonly path: string;
  readonly vendorId?: string | undefined;
  readonly manufacturer?: string | undefined;
  readonly serialNumber?: string | undefined;
}

export async function listSerialPorts(): Promise<SerialPortInfo[]> {
  const { SerialPort } = await import('serialport');
  try {
    return await SerialPort.list();
  } catch (error) {
    // serialport asks udevadm, which a container or a small system may lack; the kernel gives the same list.
    if (process.platform !== 'linux') throw error;
    return portsOfKernel('/sys');
  }
}

/** Every port with a device behind it, as the kernel shows them under its `sys`. */
export async function portsOfKernel(sys: string): Promise<SerialPortInfo[]> {
  const folder = join(sys, 'class/tty');
  const names = (await readdir(folder).catch(() => [])).filter((name) =>
    /^tty(ACM|USB|AMA|GS|S)\d+$/.test(name),
  );
  const ports = await Promise.all(names.sort().map((name) => portOf(folder, name)));
  return ports.filter((port) => port !== null);
}

async function portOf(folder: string, name: string): Promise<SerialPortInfo | null> {
  const path = `/dev/${name}`;
  const device = await realpath(join(folder, name, 'device')).catch(() => null);
  // A USB gadget has no device. On a computer without such sockets, ttyS0 to ttyS3 are made up by the kernel (type 0).
  if (device === null) return name.startsWith('ttyGS') ? { path } : null;
  if (name.startsWith('ttyS') && (await text(join(folder, name, 'type'))) === '0') return null;
  const usb = await usbDeviceOf(device);
  if (usb === null) return { path };
  const said = (what: string) => text(join(usb, what));
  const [vendorId, manufacturer, serialNumber] = await Promise.all(
    ['idVendor', 'manufacturer', 'serial'].map(said),
  );
  return { path, vendorId, manufacturer, serialNumber };
}

/** The USB device that the port is part of: the nearest folder above with a vendor. */
async function usbDeviceOf(device: string): Promise<string | null> {
  for (let folder = device; dirname(folder) !== folder; folder = dirname(folder)) {
    if ((await text(join(folder, 'idVendor'))) !== undefined) return folder;
  }
  return null;
}

async function text(file: string): Promise<string | undefined> {
  return (await readFile(file, 'utf8').catch(() => undefined))?.trim();
}

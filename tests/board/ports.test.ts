import { mkdirSync, mkdtempSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { portsOfKernel } from '../../src/board/ports.ts';

const sys = mkdtempSync(join(tmpdir(), 'lumbar-sys-'));

/** A port as the kernel shows it: its `device` is a link into the tree of devices. */
function port(name: string, device: string, files: Record<string, string> = {}): void {
  const folder = join(sys, 'class/tty', name);
  mkdirSync(folder, { recursive: true });
  mkdirSync(join(sys, device), { recursive: true });
  symlinkSync(join(sys, device), join(folder, 'device'));
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(sys, path)), { recursive: true });
    writeFileSync(join(sys, path), `${text}\n`);
  }
}

describe('the serial ports as the kernel shows them', () => {
  port('ttyACM0', 'devices/usb1/1-1/1-1.3/1-1.3:1.0', {
    'devices/usb1/1-1/1-1.3/idVendor': '2341',
    'devices/usb1/1-1/1-1.3/manufacturer': 'Arduino (www.arduino.cc)',
    'devices/usb1/1-1/1-1.3/serial': '757363033363',
    'devices/usb1/idVendor': '1d6b',
  });
  port('ttyUSB0', 'devices/usb1/1-2/1-2:1.0/ttyUSB0', { 'devices/usb1/1-2/idVendor': '1a86' });
  port('ttyAMA0', 'devices/platform/serial0');
  port('ttyS0', 'devices/platform/serial8250', { 'class/tty/ttyS0/type': '0' });
  mkdirSync(join(sys, 'class/tty/tty1'), { recursive: true });
  mkdirSync(join(sys, 'class/tty/ttyGS0'), { recursive: true });

  test('are those with a device, each with what its USB device says of itself', async () => {
    expect(await portsOfKernel(sys)).toEqual([
      {
        path: '/dev/ttyACM0',
        vendorId: '2341',
        manufacturer: 'Arduino (www.arduino.cc)',
        serialNumber: '757363033363',
      },
      { path: '/dev/ttyAMA0' },
      { path: '/dev/ttyGS0' },
      { path: '/dev/ttyUSB0', vendorId: '1a86' },
    ]);
  });

  test('are none where the kernel shows none', async () => {
    expect(await portsOfKernel('/no/such/sys')).toEqual([]);
  });
});

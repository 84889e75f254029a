/** A Raspberry Pi in a folder: its files are real, its programs answer as Debian's do, and are recorded. */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { System } from '../../../src/cli/install/system.ts';

export interface FakeComputer extends System {
  /** Every program that was run to change something. */
  readonly ran: string[];
  readonly service: { active: boolean; sinceS: number };
  /** udev's properties of what is plugged in, by path. */
  readonly plugged: Map<string, Record<string, string>>;
  write(path: string, text: string): void;
  read(path: string): string;
}

export const mega = {
  ID_VENDOR_ID: '2341',
  ID_MODEL_ID: '0042',
  ID_SERIAL_SHORT: '75736303336351F07041',
  ID_PATH: 'platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.3:1.0',
};

/** A copy with a CH340, which has no serial number. */
export const copyOfMega = {
  ID_VENDOR_ID: '1a86',
  ID_MODEL_ID: '7523',
  ID_PATH: 'platform-fd500000.pcie-pci-0000:01:00.0-usb-0:1.2:1.0',
};

export function fakeComputer(model = 'Raspberry Pi 4 Model B Rev 1.5'): FakeComputer {
  const root = mkdtempSync(join(tmpdir(), 'lumbar-install-'));
  const write = (path: string, text: string) => {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), text);
  };
  const read = (path: string) => readFileSync(join(root, path), 'utf8');
  write('/etc/passwd', 'root:x:0:0:root:/root:/bin/bash\n');
  write('/etc/group', 'root:x:0:\ndialout:x:20:pi\n');
  write('/usr/bin/node', '');
  write('/run/udev/control', '');
  write('/proc/device-tree/model', `${model}\0`);
  write('/proc/device-tree/serial-number', '10000000c0ffee00\0');
  write('/boot/firmware/config.txt', 'dtparam=audio=on\n\n[cm5]\ndtoverlay=dwc2,dr_mode=host\n\n[all]\n');
  const computer: FakeComputer = {
    root,
    running: true,
    ran: [],
    service: { active: false, sinceS: 0 },
    plugged: new Map(),
    write,
    read,
    run: (program, args) => {
      const line = [
        program,
        ...args.filter((arg, index) => arg !== '--prefix' && args[index - 1] !== '--prefix'),
      ].join(' ');
      const answer = question(computer, line);
      if (answer !== null) return answer;
      computer.ran.push(line);
      change(computer, line);
      return { ok: true, text: '' };
    },
  };
  return computer;
}

/** Plugs a serial device in. */
export function plugIn(computer: FakeComputer, path: string, properties: Record<string, string>): void {
  computer.write(path, '');
  computer.plugged.set(path, properties);
}

function question({ plugged, service }: FakeComputer, line: string): { ok: boolean; text: string } | null {
  const asked = /^udevadm info --query=property --name=(\S+)$/.exec(line)?.[1];
  if (asked !== undefined) {
    const properties = plugged.get(asked);
    if (properties === undefined) return { ok: false, text: 'Unknown device' };
    const text = Object.entries(properties)
      .map(([name, value]) => `${name}=${value}`)
      .join('\n');
    return { ok: true, text };
  }
  if (!line.startsWith('systemctl show')) return null;
  const text = `ActiveState=${service.active ? 'active' : 'inactive'}\nNeedDaemonReload=no\nActiveEnterTimestamp=@${service.sinceS}`;
  return { ok: true, text };
}

function change(computer: FakeComputer, line: string): void {
  const { service, write, read } = computer;
  if (line.startsWith('useradd')) {
    const comment = /--comment (.*) --groups/.exec(line)?.[1];
    write(
      '/etc/passwd',
      `${read('/etc/passwd')}lumbar:x:998:998:${comment}:/var/lib/lumbar:/usr/sbin/nologin\n`,
    );
    write('/etc/group', `${read('/etc/group').replace(/(dialout.*)/, '$1,lumbar')}lumbar:x:998:\n`);
  }
  if (line.startsWith('usermod')) write('/etc/group', read('/etc/group').replace(/(dialout.*)/, '$1,lumbar'));
  if (line.startsWith('userdel')) {
    for (const file of ['/etc/passwd', '/etc/group'])
      write(
        file,
        read(file)
          .replace(/^lumbar:.*\n/m, '')
          .replace(',lumbar', ''),
      );
  }
  if (line === 'systemctl restart lumbar.service') {
    service.active = true;
    service.sinceS = Math.ceil(Date.now() / 1000);
  }
  if (line === 'systemctl stop lumbar.service') service.active = false;
}

/** A package as npm installs it, small; `text` makes it another build of the same version. */
export function fakePackage(version: string, text = ''): string {
  const folder = mkdtempSync(join(tmpdir(), 'lumbar-package-'));
  const put = (path: string, content: string, mode = 0o644) => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode });
  };
  put('package.json', JSON.stringify({ name: 'lumbar', version, dependencies: { port: '1', other: '1' } }));
  put('dist/lumbar.js', `#!/usr/bin/env node\nconsole.log('${version}${text}')\n`, 0o755);
  put('programs/one.yaml', `format: 1 # ${version}\n`);
  put('src/never.ts', 'not shipped');
  const unit = readFileSync('boards/raspberry-pi/lumbar.service', 'utf8');
  put('boards/raspberry-pi/lumbar.service', `${unit}# as of ${version}\n`);
  put('node_modules/port/package.json', JSON.stringify({ name: 'port', dependencies: { inner: '1' } }));
  put('node_modules/port/native.node', 'native');
  put('node_modules/port/node_modules/inner/package.json', '{"name":"inner"}');
  put('node_modules/other/package.json', '{"name":"other"}');
  put('node_modules/not-needed/package.json', '{"name":"not-needed"}');
  return folder;
}

/** Every file and link below, with its content. */
export function contents(folder: string, path = ''): Record<string, string> {
  return Object.assign(
    {},
    ...readdirSync(join(folder, path), { withFileTypes: true }).map((entry) => {
      const name = join(path, entry.name);
      if (entry.isDirectory()) return contents(folder, name);
      const full = join(folder, name);
      return { [name]: entry.isSymbolicLink() ? `-> ${readlinkSync(full)}` : readFileSync(full, 'utf8') };
    }),
  );
}

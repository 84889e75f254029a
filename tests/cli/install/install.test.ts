/** What lumbar install, upgrade and uninstall make of a Raspberry Pi. */
import { existsSync, readdirSync, readFileSync, readlinkSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type InstallOptions, planInstall, refuseUnreachable } from '../../../src/cli/install/install.ts';
import { carryOut, type StepReport } from '../../../src/cli/install/steps.ts';
import { planUninstall } from '../../../src/cli/install/uninstall.ts';
import { planUpgrade } from '../../../src/cli/install/upgrade.ts';
import {
  contents,
  copyOfMega,
  type FakeComputer,
  fakeComputer,
  fakePackage,
  mega,
  plugIn,
} from './fake-computer.ts';

const node = '/usr/bin/node';
const chair = readFileSync('boards/lumbar-1.yaml', 'utf8');

function install(
  computer: FakeComputer,
  options: Partial<InstallOptions> = {},
  dryRun = false,
): StepReport[] {
  const { steps, last } = planInstall(computer, { node, software, chair, ...options });
  return carryOut([...steps, ...last], dryRun, () => undefined);
}
const software = fakePackage('1.0.0');
const upgrade = (computer: FakeComputer, from: string) =>
  carryOut(planUpgrade(computer, node, from), false, () => undefined);
const uninstall = (computer: FakeComputer) => carryOut(planUninstall(computer), false, () => undefined);

const version = (computer: FakeComputer) =>
  computer.read('/opt/lumbar/current/dist/lumbar.js').match(/'(.*)'/)?.[1];
const rules = (computer: FakeComputer) => computer.read('/etc/udev/rules.d/70-lumbar.rules');

describe('lumbar install', () => {
  test('makes user, names, unit and service port, and starts the chair', () => {
    const computer = fakeComputer();
    plugIn(computer, '/dev/ttyACM0', mega);
    install(computer);
    expect(computer.ran).toEqual([
      'useradd --system --user-group --no-create-home --home-dir /var/lib/lumbar --shell /usr/sbin/nologin --comment Lumbar massage chair --groups dialout lumbar',
      'udevadm control --reload',
      'udevadm trigger --subsystem-match=tty --subsystem-match=usb',
      'udevadm settle --timeout=10',
      'systemctl restart systemd-journald',
      'systemctl daemon-reload',
      'systemctl restart lumbar.service',
    ]);
    expect(computer.read('/etc/systemd/system/lumbar.service')).toContain(
      '\nExecStart=/usr/bin/node /opt/lumbar/current/dist/lumbar.js serve --board /dev/lumbar-board --service /dev/lumbar-service\n',
    );
    expect(
      readlinkSync(join(computer.root, '/etc/systemd/system/multi-user.target.wants/lumbar.service')),
    ).toBe('/etc/systemd/system/lumbar.service');
    expect(computer.read('/var/lib/lumbar/chair.yaml')).toBe(chair);
    expect(computer.read('/etc/systemd/journald.conf.d/lumbar.conf')).toContain('\nSystemMaxUse=100M\n');
    expect(version(computer)).toBe('1.0.0');
  });

  test('copies the package with what it needs and nothing else, executable where it is', () => {
    const computer = fakeComputer();
    install(computer);
    const current = join(computer.root, 'opt/lumbar/current');
    expect(Object.keys(contents(join(computer.root, 'opt/lumbar', readlinkSync(current)))).sort()).toEqual([
      'boards/raspberry-pi/lumbar.service',
      'dist/lumbar.js',
      'node_modules/other/package.json',
      'node_modules/port/native.node',
      'node_modules/port/node_modules/inner/package.json',
      'node_modules/port/package.json',
      'package.json',
      'programs/one.yaml',
    ]);
    expect(statSync(join(current, 'dist/lumbar.js')).mode & 0o777).toBe(0o755);
    expect(statSync(join(current, 'programs/one.yaml')).mode & 0o777).toBe(0o644);
  });

  test('a second run finds everything so already, and runs nothing', () => {
    const computer = fakeComputer();
    plugIn(computer, '/dev/ttyACM0', mega);
    install(computer);
    plugIn(computer, '/dev/lumbar-board', mega);
    const before = contents(computer.root);
    computer.ran.length = 0;
    expect(install(computer).filter(({ state }) => state !== 'already so')).toEqual([]);
    expect(computer.ran).toEqual([]);
    expect(contents(computer.root)).toEqual(before);
  });

  test('a dry run tells the same list and changes nothing', () => {
    const computer = fakeComputer();
    plugIn(computer, '/dev/ttyACM0', mega);
    const before = contents(computer.root);
    const told = install(computer, {}, true);
    expect(contents(computer.root)).toEqual(before);
    expect(computer.ran).toEqual([]);
    const done = install(computer);
    expect(told.map((one) => ({ ...one, state: one.state.replace('would do', 'done') }))).toEqual(done);
  });

  test('waits with the start for a chair file where no service port could tell that there is none', () => {
    const computer = fakeComputer('Raspberry Pi 3 Model B Rev 1.2');
    const reports = install(computer, { chair: undefined });
    expect(reports.filter(({ state }) => state === 'left').map(({ what }) => what)).toEqual(
      expect.arrayContaining(['/var/lib/lumbar/chair.yaml', 'the chair']),
    );
    expect(computer.service.active).toBe(false);
    install(computer);
    expect(computer.service.active).toBe(true);
  });

  test('starts without a chair file where a service port tells so', () => {
    const computer = fakeComputer();
    const reports = install(computer, { chair: undefined });
    expect(reports.filter(({ state }) => state === 'left').map(({ what }) => what)).toEqual([
      '/var/lib/lumbar/chair.yaml',
    ]);
    expect(computer.service.active).toBe(true);
  });

  test('keeps the chair file that was there when another takes its place', () => {
    const computer = fakeComputer();
    install(computer);
    install(computer, { chair: `${chair}# mended\n` });
    expect(computer.read('/var/lib/lumbar/chair.yaml')).toContain('# mended');
    expect(computer.read('/var/lib/lumbar/chair.yaml.before')).toBe(chair);
  });

  test('starts the chair anew when a run before was cut off between the unit and the start', () => {
    const computer = fakeComputer();
    install(computer);
    computer.service.sinceS -= 3600;
    computer.ran.length = 0;
    install(computer);
    expect(computer.ran).toContain('systemctl restart lumbar.service');
  });

  test('says what the disk refuses, in words, and what to do', () => {
    const computer = fakeComputer();
    symlinkSync('/a disk/that is not in', join(computer.root, 'opt'));
    expect(() => install(computer)).toThrow(
      /^\/opt\/lumbar\/versions\/1\.0\.0-\w+: the disk fails \(ENOENT.*run the command again\.$/,
    );
  });

  test('overwrites no file of somebody else', () => {
    const computer = fakeComputer();
    computer.write('/etc/systemd/system/lumbar.service', '[Service]\nExecStart=/mine\n');
    const before = contents(computer.root);
    expect(() => install(computer)).toThrow(
      'lumbar.service is there already and was not made by lumbar install',
    );
    expect(contents(computer.root)).toEqual(before);
  });

  test('refuses what is no Debian, and a Node that the chair cannot read', () => {
    const computer = fakeComputer();
    computer.write('/etc/group', 'root:x:0:\n');
    expect(() => install(computer)).toThrow('no group dialout');
    expect(() => refuseUnreachable('/home/pi/.nvm/versions/node/v20.19.0/bin/node')).toThrow(
      'cannot read it',
    );
    expect(() => refuseUnreachable('node')).toThrow('/proc');
    expect(refuseUnreachable('/usr/bin/node')).toBeUndefined();
  });
});

describe('the names of the ports', () => {
  test('a board with a serial number is known in whichever socket', () => {
    const computer = fakeComputer();
    plugIn(computer, '/dev/ttyACM0', mega);
    install(computer);
    expect(rules(computer)).toContain(
      'ENV{ID_VENDOR_ID}=="2341", ENV{ID_MODEL_ID}=="0042", ENV{ID_SERIAL_SHORT}=="75736303336351F07041", SYMLINK+="lumbar-board", ENV{ID_MM_DEVICE_IGNORE}="1"',
    );
    expect(rules(computer)).not.toContain('ID_PATH');
  });

  test.each([
    ['none', {}],
    ['the one of every chip of its maker', { ID_SERIAL_SHORT: '0001' }],
  ])('one without a serial number (%s) is known by its socket', (_, serial) => {
    const computer = fakeComputer();
    plugIn(computer, '/dev/ttyUSB0', { ...copyOfMega, ...serial });
    install(computer);
    expect(rules(computer)).toContain(`ENV{ID_PATH}=="${copyOfMega.ID_PATH}", SYMLINK+="lumbar-board"`);
    expect(rules(computer)).not.toContain('ID_SERIAL_SHORT');
  });

  test('of several boards the Arduino is it, else one must be named', () => {
    const computer = fakeComputer();
    plugIn(computer, '/dev/ttyUSB0', copyOfMega);
    plugIn(computer, '/dev/ttyACM0', mega);
    install(computer);
    expect(rules(computer)).toContain(mega.ID_SERIAL_SHORT);
    const copies = fakeComputer();
    plugIn(copies, '/dev/ttyUSB0', copyOfMega);
    plugIn(copies, '/dev/ttyUSB1', { ...copyOfMega, ID_PATH: 'another' });
    expect(() => install(copies)).toThrow(/name it with --board:\n {2}\/dev\/ttyUSB0.*\n {2}\/dev\/ttyUSB1/);
    install(copies, { board: '/dev/ttyUSB1' });
    expect(rules(copies)).toContain('ENV{ID_PATH}=="another", SYMLINK+="lumbar-board"');
  });

  test('without a board any is, until one is seen; what is known stays while it is unplugged', () => {
    const computer = fakeComputer();
    install(computer);
    expect(rules(computer)).toContain('ENV{ID_VENDOR_ID}=="1a86", SYMLINK+="lumbar-board"');
    plugIn(computer, '/dev/ttyACM0', mega);
    install(computer);
    const known = rules(computer);
    expect(known).not.toContain('1a86');
    rmSync(join(computer.root, '/dev/ttyACM0'));
    computer.plugged.clear();
    install(computer);
    expect(rules(computer)).toBe(known);
  });

  test('a USB serial adapter is the service port where it is named, and a later run keeps it', () => {
    const computer = fakeComputer('Raspberry Pi 3 Model B Rev 1.2');
    plugIn(computer, '/dev/ttyACM0', mega);
    const adapter = { ID_VENDOR_ID: '0403', ID_MODEL_ID: '6001', ID_SERIAL_SHORT: 'A50285BI' };
    plugIn(computer, '/dev/ttyUSB0', adapter);
    install(computer, { service: '/dev/ttyUSB0' });
    expect(rules(computer)).toContain('ENV{ID_SERIAL_SHORT}=="A50285BI", SYMLINK+="lumbar-service"');
    expect(computer.read('/etc/systemd/system/lumbar.service')).toContain('--service /dev/lumbar-service');
    const known = rules(computer);
    install(computer);
    expect(rules(computer)).toBe(known);
  });

  test('a port that is not there is named', () => {
    expect(() => install(fakeComputer(), { board: '/dev/ttyACM7' })).toThrow('/dev/ttyACM7 is not there');
  });
});

describe('the service port', () => {
  test.each([
    ['Raspberry Pi Zero 2 W Rev 1.0', 'otg'],
    ['Raspberry Pi 4 Model B Rev 1.5', 'peripheral'],
    ['Raspberry Pi 5 Model B Rev 1.0', 'peripheral'],
  ])('a %s has one of its own', (model, mode) => {
    const computer = fakeComputer(model);
    const config = computer.read('/boot/firmware/config.txt');
    install(computer);
    expect(computer.read('/boot/firmware/config.txt')).toBe(
      `${config}\n# lumbar install: begin\n[all]\ndtoverlay=dwc2,dr_mode=${mode}\n# lumbar install: end\n`,
    );
    expect(computer.read('/etc/modules-load.d/lumbar.conf')).toMatch(/\ndwc2\ng_serial\n$/);
    expect(computer.read('/etc/modprobe.d/lumbar.conf')).toContain('iSerialNumber=10000000c0ffee00');
    expect(rules(computer)).toContain('KERNEL=="ttyGS0", SYMLINK+="lumbar-service"');
  });

  test.each(['Raspberry Pi 3 Model B Rev 1.2', 'Raspberry Pi Compute Module 4 Rev 1.1'])(
    'a %s has none',
    (model) => {
      const computer = fakeComputer(model);
      const config = computer.read('/boot/firmware/config.txt');
      const reports = install(computer);
      expect(reports.find(({ what }) => what === 'service port')).toMatchObject({
        state: 'left',
        detail: expect.stringContaining(`a ${model} has no USB socket`),
      });
      expect(computer.read('/boot/firmware/config.txt')).toBe(config);
      expect(computer.read('/etc/systemd/system/lumbar.service')).not.toContain('--service');
    },
  );

  test('goes where its older images have their settings, and leaves a line that does it already', () => {
    const computer = fakeComputer();
    const config = `${computer.read('/boot/firmware/config.txt')}dtoverlay=dwc2\n`;
    rmSync(join(computer.root, 'boot/firmware'), { recursive: true });
    computer.write('/boot/config.txt', config);
    install(computer);
    expect(computer.read('/boot/config.txt')).toBe(config);
    expect(rules(computer)).toContain('ttyGS0');
  });

  test('goes again with --no-gadget, to the byte', () => {
    const computer = fakeComputer();
    const config = computer.read('/boot/firmware/config.txt');
    install(computer);
    install(computer, { gadget: false });
    expect(computer.read('/boot/firmware/config.txt')).toBe(config);
    expect(existsSync(join(computer.root, '/etc/modules-load.d/lumbar.conf'))).toBe(false);
    expect(computer.read('/etc/systemd/system/lumbar.service')).not.toContain('--service');
  });
});

describe('an image', () => {
  test('gets the files and the user; nothing of the computer it is made on is touched', () => {
    const computer = { ...fakeComputer(), running: false };
    plugIn(computer, '/dev/ttyACM0', mega);
    install(computer);
    expect(computer.ran.map((line) => line.split(' ')[0])).toEqual(['useradd']);
    expect(rules(computer)).not.toContain(mega.ID_SERIAL_SHORT);
  });
});

describe('lumbar upgrade', () => {
  const newer = fakePackage('1.1.0');

  test('goes to the version that is called, and back and forth, with what the chair keeps', () => {
    const computer = fakeComputer();
    install(computer);
    computer.write('/var/lib/lumbar/settings.json', 'kept');
    upgrade(computer, newer);
    expect(version(computer)).toBe('1.1.0');
    expect(computer.ran.at(-1)).toBe('systemctl restart lumbar.service');
    upgrade(computer, 'before');
    expect(version(computer)).toBe('1.0.0');
    upgrade(computer, 'before');
    expect(version(computer)).toBe('1.1.0');
    expect(computer.read('/var/lib/lumbar/settings.json')).toBe('kept');
    expect(computer.read('/var/lib/lumbar/chair.yaml')).toBe(chair);
  });

  test('keeps two versions, and tells two builds of one version apart', () => {
    const computer = fakeComputer();
    install(computer);
    upgrade(computer, newer);
    upgrade(computer, fakePackage('1.1.0', ' built anew'));
    expect(version(computer)).toBe('1.1.0 built anew');
    expect(readdirSync(join(computer.root, 'opt/lumbar/versions'))).toHaveLength(2);
    upgrade(computer, 'before');
    expect(version(computer)).toBe('1.1.0');
  });

  test('starts the new version without a chair file, too, where a service port tells so', () => {
    const computer = fakeComputer();
    install(computer, { chair: undefined });
    expect(upgrade(computer, newer).at(-1)).toMatchObject({ what: 'the chair', state: 'done' });
    expect(computer.ran.at(-1)).toBe('systemctl restart lumbar.service');
  });

  test('does nothing where nothing is new', () => {
    const computer = fakeComputer();
    install(computer);
    computer.ran.length = 0;
    expect(upgrade(computer, software).filter(({ state }) => state !== 'already so')).toEqual([]);
    expect(computer.ran).toEqual([]);
  });

  test('refuses where nothing is installed, and where no version was before', () => {
    const computer = fakeComputer();
    expect(() => upgrade(computer, newer)).toThrow('First: sudo lumbar install');
    install(computer);
    expect(() => upgrade(computer, 'before')).toThrow('There is no version before 1.0.0-');
  });
});

describe('lumbar uninstall', () => {
  test('takes away what install made, and keeps what the chair keeps', () => {
    const computer = fakeComputer();
    const before = contents(computer.root);
    install(computer);
    upgrade(computer, fakePackage('1.1.0'));
    computer.write('/var/lib/lumbar/settings.json', 'kept');
    uninstall(computer);
    expect(contents(computer.root)).toEqual({
      ...before,
      'var/lib/lumbar/chair.yaml': chair,
      'var/lib/lumbar/settings.json': 'kept',
    });
    expect(computer.service.active).toBe(false);
    expect(computer.ran).toContain('userdel lumbar');
    computer.ran.length = 0;
    expect(uninstall(computer).map(({ state }) => state)).not.toContain('done');
    expect(computer.ran).toEqual([]);
  });

  test('leaves a user and files that were there before', () => {
    const computer = fakeComputer();
    computer.write(
      '/etc/passwd',
      `${computer.read('/etc/passwd')}lumbar:x:1001:1001:Lumbar Jack:/home/lumbar:/bin/bash\n`,
    );
    computer.write('/etc/systemd/journald.conf.d/other.conf', '[Journal]\n');
    install(computer);
    expect(computer.ran[0]).toBe('usermod --append --groups dialout lumbar');
    uninstall(computer);
    expect(computer.read('/etc/passwd')).toContain('Lumbar Jack');
    expect(existsSync(join(computer.root, '/etc/systemd/journald.conf.d/other.conf'))).toBe(true);
  });
});

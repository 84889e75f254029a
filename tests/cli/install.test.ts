/** The commands as a person calls them, on an image in a folder. */
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { fakeComputer } from './install/fake-computer.ts';
import { executable, lumbar } from './lumbar.ts';

const isRoot = process.getuid?.() === 0;
const hasUseradd = spawnSync('useradd', ['--help']).status === 0;
if (!isRoot || !hasUseradd) console.warn('not root, or no useradd here: no image is installed into');

describe('lumbar install', () => {
  test.skipIf(!isRoot || !hasUseradd)('into an image, with a user of its own; again; and away', () => {
    const image = fakeComputer();
    for (const file of ['/etc/shadow', '/etc/gshadow']) image.write(file, '');
    image.write('/etc/login.defs', 'USERGROUPS_ENAB yes\n');
    const first = lumbar(['install', '--root', image.root, '--chair', 'lumbar-1', '--json']);
    expect([first.code, first.stderr]).toEqual([0, '']);
    const { steps, restart } = JSON.parse(first.stdout) as {
      steps: { what: string; state: string }[];
      restart: boolean;
    };
    expect(restart).toBe(true);
    expect(steps.find(({ what }) => what === 'user lumbar')?.state).toBe('done');
    expect(image.read('/etc/passwd')).toMatch(/^lumbar:x:\d+:\d+:Lumbar massage chair:\/var\/lib\/lumbar:/m);
    expect(image.read('/etc/group')).toMatch(/^dialout:.*lumbar/m);

    const current = join(image.root, 'opt/lumbar/current/dist/lumbar.js');
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    expect(spawnSync(process.execPath, [current, '--version'], { encoding: 'utf8' }).stdout).toBe(
      `${version}\n`,
    );
    // What has a native part is there, too: it gets as far as the port.
    const status = spawnSync(process.execPath, [current, 'chair', 'status', '--port', '/dev/lumbar-none'], {
      encoding: 'utf8',
    });
    expect([status.status, status.stderr]).toEqual([4, expect.stringContaining('/dev/lumbar-none')]);

    const second = lumbar(['install', '--root', image.root]);
    expect(second.stdout).not.toMatch(/^done/m);
    expect(lumbar(['upgrade', '--root', image.root]).stdout).not.toMatch(/^done/m);
    const away = lumbar(['uninstall', '--root', image.root]);
    expect([away.code, away.stdout]).toEqual([0, expect.stringMatching(/^left +\/var\/lib\/lumbar: kept/m)]);
    expect(image.read('/etc/passwd')).not.toContain('lumbar');
    expect(image.read('/etc/group')).not.toContain('lumbar');
  });

  test('a chair file with problems ends it before anything is done', () => {
    const image = fakeComputer();
    image.write('/bad.yaml', 'chair: bad\n');
    const said = lumbar(['install', '--root', image.root, '--chair', join(image.root, 'bad.yaml')]);
    expect([said.code, said.stdout]).toEqual([2, '']);
    expect(said.stderr).toContain('bad.yaml');
  });

  test('a dry run needs no root; without it, that is said', () => {
    const asNobody = (...args: string[]) =>
      spawnSync(process.execPath, [executable, ...args], {
        encoding: 'utf8',
        ...(isRoot ? { uid: 65_534, gid: 65_534 } : {}),
      });
    const image = fakeComputer();
    spawnSync('chmod', ['-R', 'a+rX', image.root]);
    const dry = asNobody('install', '--root', image.root, '--dry-run');
    expect([dry.status, dry.stderr]).toEqual([0, '']);
    expect(dry.stdout).toMatch(/^would do +user lumbar: .*\n/m);
    expect(dry.stdout).toContain('Nothing was changed (--dry-run).');
    const refused = asNobody('uninstall');
    expect([refused.status, refused.stderr]).toEqual([
      2,
      expect.stringMatching(/^lumbar: (This needs root: sudo lumbar uninstall|systemd does not run here)/),
    ]);
  });

  test('an image that is not there is named', () => {
    expect(lumbar(['install', '--root', '/no/such/image'])).toMatchObject({
      code: 2,
      stderr: expect.stringContaining('--root /no/such/image: no such folder'),
    });
  });
});

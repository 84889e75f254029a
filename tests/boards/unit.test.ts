/** The systemd unit that ships: what a chair's life depends on. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';

const text = readFileSync(resolve(import.meta.dirname, '../../boards/raspberry-pi/lumbar.service'), 'utf8');

/** Settings by section, as systemd reads them: comments left out, the last one of a name counts. */
function settingsOf(unit: string): Record<string, string> {
  const found: Record<string, string> = {};
  let section = '';
  for (const line of unit.split('\n')) {
    const [, heading] = /^\[(\w+)\]$/.exec(line) ?? [];
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    if (heading !== undefined) section = heading;
    else if (name !== undefined) found[`${section}.${name}`] = value ?? '';
    else expect(line, 'no line systemd would not understand').toMatch(/^(#.*)?$/);
  }
  return found;
}

describe('the systemd unit', () => {
  const settings = settingsOf(text);

  test('starts the chair again however it ended, and never gives up', () => {
    expect(settings).toMatchObject({ 'Service.Restart': 'always', 'Unit.StartLimitIntervalSec': '0' });
    expect(Number(settings['Service.RestartSec'])).toBeGreaterThanOrEqual(1);
    expect(Number(settings['Service.RestartSec'])).toBeLessThanOrEqual(10);
    expect(Object.keys(settings)).not.toContain('Service.RestartPreventExitStatus');
    expect(Object.keys(settings)).not.toContain('Service.SuccessExitStatus');
  });

  test('ends a loop that hangs, and starts with the machine', () => {
    expect(settings).toMatchObject({
      'Service.Type': 'notify',
      'Service.NotifyAccess': 'all',
      'Service.WatchdogSec': '15',
      'Install.WantedBy': 'multi-user.target',
    });
  });

  const version =
    spawnSync('systemd-analyze', ['--version'], { encoding: 'utf8' }).stdout?.split('\n')[0] ?? '';
  if (version === '') console.warn('no systemd-analyze here: the unit is not verified by systemd itself');
  test.skipIf(version === '')('is understood by systemd itself', () => {
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-unit-'));
    try {
      const unit = join(folder, 'lumbar.service');
      // Where it is verified there is no lumbar, only what it is run with.
      writeFileSync(unit, text.replace('/usr/bin/lumbar', process.execPath));
      const said = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
      expect([said.status, said.stderr]).toEqual([0, '']);
      writeFileSync(unit, text.replace('Restart=always', 'Restart=sometimes'));
      const wrong = spawnSync('systemd-analyze', ['verify', '--man=no', unit], { encoding: 'utf8' });
      expect(wrong.stderr).toContain('sometimes');
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
  });
});

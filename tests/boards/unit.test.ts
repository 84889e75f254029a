/** The systemd unit that ships: what a chair's life depends on. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mark, unitText } from '../../src/cli/install/texts.ts';

const template = readFileSync(
  resolve(import.meta.dirname, '../../boards/raspberry-pi/lumbar.service'),
  'utf8',
);
/** As lumbar install fills it in. */
const text = unitText(template, process.execPath, true);

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

  test('is filled in, and known as made by lumbar install', () => {
    expect(text.split('\n')[0]).toBe(mark);
    expect(text).not.toContain('@');
    expect(settings['Service.ExecStart']).toBe(
      `${process.execPath} /opt/lumbar/current/dist/lumbar.js serve --board /dev/lumbar-board --service /dev/lumbar-service`,
    );
    expect(unitText(template, process.execPath, false)).not.toContain('--service');
  });

  test('does not start where nobody has said what is wired to the board, unless it can say so at a service port', () => {
    const alone = settingsOf(unitText(template, process.execPath, false));
    expect(alone['Unit.ConditionPathExists']).toBe('/var/lib/lumbar/chair.yaml');
    expect(settings['Unit.ConditionPathExists']).toBeUndefined();
    expect(settings['Service.Environment']).toBe('LUMBAR_HOME=/var/lib/lumbar');
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
      writeFileSync(unit, text);
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

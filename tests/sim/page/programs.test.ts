/** Work on the page is not lost: what is tried, flashed and saved is the text in the editor; drafts and runs are kept. */
import { existsSync, mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { factoryProgramFile } from '../../../src/program/library.ts';
import { eventually, openTestSimulator, pageOfTest, waitForState, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();
let folder = '';

async function openPrograms(): Promise<Page> {
  folder = mkdtempSync(join(tmpdir(), 'lumbar-saved-'));
  const page = await onPage.open({ folder });
  await page.getByRole('tab', { name: 'Programs' }).click();
  await openProgram(page, 'Just roll');
  return page;
}

async function openProgram(page: Page, name: string): Promise<void> {
  await page.locator('.cm-content').waitFor();
  await page.locator('.library').getByRole('button', { name }).first().click();
}

const shipped = readFileSync(factoryProgramFile('just-roll'), 'utf8');
const own = shipped.replace('id: just-roll', 'id: my-own').replace(/^name: .*/m, 'name: My own');

/** Puts a text into the editor as if it were typed. */
async function type(page: Page, text: string): Promise<void> {
  await page.locator('.cm-content').click();
  await page.keyboard.press('Control+a');
  await page.keyboard.insertText(text);
}

const idShown = (page: Page) => () => page.locator('.cm-content').textContent();
const verdict = (page: Page) => () => page.locator('.verdict').textContent();

describe.skipIf(withoutChromium)('programs and runs on the page', () => {
  test('tries and flashes the text in the editor, with its version, and never a text with problems', async () => {
    const page = await openPrograms();
    await eventually(idShown(page)).toContain('id: just-roll');
    // With an error neither button does anything, and no program has changed.
    await type(page, shipped.replace(/speed: \d/, 'speed: 9'));
    await eventually(verdict(page)).toContain('1 problem');
    expect(await page.getByRole('button', { name: 'Try' }).isDisabled()).toBe(true);
    expect(await page.getByRole('button', { name: 'Flash' }).isDisabled()).toBe(true);
    expect(await page.locator('.library').textContent()).not.toContain('1 problem');
    // Under a new id it is a new program, and the one it was written from stays.
    await type(page, own);
    await eventually(verdict(page)).toContain('no problems');
    await page.getByRole('button', { name: 'Try' }).click();
    await eventually(() => page.locator('.notices').textContent()).toContain('Runs my-own version 1');
    await eventually(() => page.locator('.library').textContent()).toContain('My own');
    await eventually(() => page.locator('.library').textContent()).toContain('Just roll');
    await eventually(() => page.locator('.run option:checked').textContent()).toBe('My own');
    // What is flashed is what stands there now, not what was tried.
    await type(page, own.replace(/^(format: 1)$/m, '$1\nversion: 7'));
    await eventually(verdict(page)).toContain('no problems');
    await page.getByRole('button', { name: 'Flash' }).click();
    await eventually(() => page.locator('.flash output').textContent()).toContain(
      'my-own version 7 is active',
    );
    await eventually(() => page.locator('.flashed').textContent()).toBe('As flashed: version 7.');
    await type(page, own.replace(/^(format: 1)$/m, '$1\nversion: 8'));
    await eventually(() => page.locator('.flashed').textContent()).toContain(
      'Differs from what is flashed, version 7: 2 lines− version: 7+ version: 8',
    );
    // Another program's id is refused.
    await type(page, own.replace('id: my-own', 'id: deep-tissue'));
    await eventually(() => page.getByRole('button', { name: 'Try' }).isEnabled()).toBe(true);
    await page.getByRole('button', { name: 'Try' }).click();
    await eventually(() => page.locator('.notice.bad').last().textContent()).toContain(
      'There is a program deep-tissue already',
    );
  });

  test('keeps what was typed across a reload, and saves a shipped program as a copy that a new start lists', async () => {
    const page = await openPrograms();
    await eventually(idShown(page)).toContain('id: just-roll');
    await type(page, shipped.replace('Strokes along', 'Typed along'));
    await openProgram(page, 'Deep tissue');
    await eventually(idShown(page)).toContain('id: deep-tissue');
    await page.reload();
    await page.getByRole('tab', { name: 'Programs' }).click();
    const entry = page.locator('.library').getByRole('button', { name: 'Just roll' });
    await eventually(() => entry.textContent()).toContain('not saved');
    await entry.click();
    await eventually(idShown(page)).toContain('Typed along');
    await page.getByRole('button', { name: 'Save a copy' }).click();
    await eventually(() => existsSync(join(folder, 'just-roll-copy.yaml'))).toBe(true);
    await eventually(idShown(page)).toContain('id: just-roll-copy');
    await eventually(() => page.locator('.library').textContent()).not.toContain('not saved');
    expect(readFileSync(factoryProgramFile('just-roll'), 'utf8')).toBe(shipped);
    const restarted = await openTestSimulator({ folder });
    const listed = restarted.session.library.documents.map(({ id }) => id);
    await restarted.close();
    expect(listed).toContain('just-roll-copy');
  });

  test('keeps a run when another begins: named, and opened again as it was', async () => {
    const page = await openPrograms();
    await page.getByRole('button', { name: 'Run', exact: true }).first().click();
    await page.getByLabel('Speed of time', { exact: true }).selectOption('60');
    await waitForState(page, 'running');
    await page.getByRole('button', { name: 'Pause time' }).click();
    await eventually(() => page.getByRole('button', { name: 'Let time run' }).count()).toBe(1);
    await page.waitForTimeout(300);
    const shown = () => page.locator('[data-row=where]').textContent();
    const before = await shown();
    const end = onPage.simulator.session.workspace.recording.end;
    await page.getByRole('tab', { name: 'Runs' }).click();
    const name = page.getByLabel('Name of run 1');
    await name.fill('before the change');
    await name.press('Enter');
    await page.getByRole('button', { name: 'Reset chair' }).click();
    await waitForState(page, 'off');
    const kept = page.locator('[data-run="1"]');
    await eventually(() => kept.getByLabel('Name of run 1').inputValue()).toBe('before the change');
    await kept.getByRole('button', { name: 'Open' }).click();
    await waitForState(page, 'running');
    await eventually(shown).toBe(before);
    expect(onPage.simulator.session.workspace.recording.end).toBe(end);
    expect(onPage.simulator.session.clock.running).toBe(false);
  });
});

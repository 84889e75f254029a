/** Belief beside truth: for a sensor that lies the page shows what was read and made of it, over what was so. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { eventually, pageOfTest, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();

const shown = async (page: Page, channel: string): Promise<number> =>
  Number(await page.locator(`output[data-channel=${channel}]`).textContent());

/** Pixels of about this colour in a strip's chart. */
const pixelsOf = (page: Page, strip: string, colour: string): Promise<number> =>
  page.evaluate<number>(`(() => {
    const probe = document.createElement('i');
    probe.style.color = 'var(${colour})';
    document.body.append(probe);
    const wanted = getComputedStyle(probe).color.match(/\\d+/g).slice(0, 3).map(Number);
    probe.remove();
    const canvas = document.querySelector('[data-strip="${strip}"] canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    let found = 0;
    for (let at = 0; at < data.length; at += 4)
      if (data[at + 3] > 120 && wanted.every((value, place) => Math.abs(value - data[at + place]) < 24)) found++;
    return found;
  })()`);

const frozen =
  'program=lower-back-relief&seed=1&run=1&paused=1&at=300000&faults=thermistor.lumbar:frozen@130000';

describe.skipIf(withoutChromium)('belief beside truth', () => {
  test('of a frozen thermistor: what is true moves on, what is read and filtered stands', async () => {
    const page = await onPage.open();
    await onPage.visit(`?${frozen}`);
    await page.locator('.fault-card').waitFor();
    // Two clicks from the fault to what the chair believed when it came.
    await page.getByRole('button', { name: 'what the chair believed' }).click();
    await eventually(() => page.locator('[data-strip=lumbar-element]').count()).toBe(1);
    const { history } = onPage.simulator.session.workspace.eventLog;
    const atMs = history.faults[0]?.atMs ?? 0;
    await eventually(() => page.locator('.chair .tag.past').count()).toBe(1);
    await eventually(() => shown(page, 'pad0ReadC')).toBeCloseTo(await shown(page, 'pad0FilteredC'), 0);
    expect((await shown(page, 'pad0ReadC')) - (await shown(page, 'pad0ElementC'))).not.toBeCloseTo(0, 0);
    // The other pad's sensors tell the truth.
    expect((await shown(page, 'pad1ReadC')) - (await shown(page, 'pad1ElementC'))).toBeCloseTo(0, 0);
    for (const colour of ['--element', '--belief'])
      await eventually(() => pixelsOf(page, 'lumbar-element', colour)).toBeGreaterThan(40);
    expect(atMs).toBeGreaterThan(130_000);
    // What was refused meanwhile stands under it; a tick back and forth is one figure each.
    await eventually(() => pixelsOf(page, 'lumbar', '--warn')).toBeGreaterThan(10);
    await page.getByLabel('belief').uncheck();
    await eventually(() => page.locator('[data-strip=lumbar-element]').count()).toBe(0);
    expect(await page.locator('[data-strip=supply]').count()).toBe(1);
  });

  test('of the carriage: where it is believed, and what was wanted of its motor', async () => {
    const page = await onPage.open();
    await onPage.visit('?program=just-roll&seed=1&run=1&paused=1&at=60000');
    await page.getByLabel('belief').check();
    await eventually(async () =>
      Math.abs((await shown(page, 'believedMm')) - (await shown(page, 'carriageMm'))),
    ).toBeLessThan(4);
    const { plant } = onPage.simulator.session.workspace.simulation.board;
    expect(await shown(page, 'carriageMm')).toBeCloseTo(plant.carriageMm, 0);
    expect(await shown(page, 'wantedDuty')).toBeCloseTo(await shown(page, 'carriageDuty'), 1);
    await page.reload();
    // It is a setting, and outlives the page.
    await eventually(() => page.locator('[data-strip=lumbar-element]').count()).toBe(1);
  });
});

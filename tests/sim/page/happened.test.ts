/** Everything that happened is on the timeline: tracks, events, markers, the overview, figures between two cursors. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { tickAt } from '../../../sim/page/server/recording.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { eventually, pageOfTest, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();

async function openAt(query: string): Promise<Page> {
  const page = await onPage.open();
  await onPage.visit(`?program=lower-back-relief&seed=1&run=1&paused=1&${query}`);
  return page;
}

/** Where a part of a track lies in the plot, from its left, px. */
async function partsOf(page: Page, track: string): Promise<{ left: number; width: number }[]> {
  return page
    .locator(`[data-track=${track}] rect:not(.lane)`)
    .evaluateAll((all) =>
      all.map((one) => ({ left: Number(one.getAttribute('x')), width: Number(one.getAttribute('width')) })),
    );
}

describe.skipIf(withoutChromium)('what happened', () => {
  test('from the key to standstill: a pressed key and the moving carriage are tracks, and cursors snap to their edges', async () => {
    const page = await openAt('at=326000&do=325000_stop,325400^stop');
    await page.getByRole('button', { name: '10 s', exact: true }).click();
    for (let times = 0; times < 2; times++) await page.getByRole('button', { name: 'Zoom in' }).click();
    await eventually(() => page.locator('.lanes .ruler').first().textContent()).toBe('5:24.5');
    await eventually(async () => (await partsOf(page, 'key_stop')).length).toBe(1);
    const [key] = await partsOf(page, 'key_stop');
    // 400 ms of the 2.5 s in view.
    const plot = (await page.locator('.scrub').boundingBox())!;
    expect(key!.width).toBeGreaterThan(((plot.width - 78) / 2500) * 350);
    expect(key!.width).toBeLessThan(((plot.width - 78) / 2500) * 450);
    const moves = (await partsOf(page, 'carriage_moves')).find(
      ({ left, width }) => left <= key!.left && left + width > key!.left,
    );
    expect(moves).toBeDefined();
    // One drag from near the key's edge to near the standstill.
    await page.keyboard.down('Shift');
    await page.mouse.move(plot.x + key!.left + 3, plot.y + 60);
    await page.mouse.down();
    await page.mouse.move(plot.x + moves!.left + moves!.width + 3, plot.y + 60, { steps: 3 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    const apart = Number(/-?\d+/.exec((await page.locator('[data-test=apart]').textContent()) ?? '')?.[0]);
    // What the recording says: the first tick from the key on in which the carriage moves by less than 1 mm/s.
    const { recording } = onPage.simulator.session.workspace;
    const place = (tick: number): number => tickAt(recording, tick)!.values.carriageMm;
    const pressed = 325_000 / tickMs;
    let still = pressed;
    while (Math.abs(place(still) - place(still - 1)) > tickMs / 1000) still++;
    expect(still).toBeGreaterThan(pressed);
    // To a tick: the drawing has columns of one.
    expect(Math.abs(apart - (still - pressed) * tickMs)).toBeLessThanOrEqual(tickMs);
    await page.getByText('Measure', { exact: true }).click();
    const cells = page.locator('[data-measure=carriageMm] td');
    await eventually(() => cells.count()).toBe(4);
    const [, least, mean, most] = (await cells.allTextContents()).map(Number);
    expect(least! <= mean! && mean! <= most! && least! < most!).toBe(true);
    await eventually(() => page.locator('[data-measure=key_stop] td').nth(1).textContent()).toMatch(
      /^\d+\.\d %$/,
    );
  });

  test('is listed, filtered and searched, with markers that have notes; and a track is hidden, moved, made taller', async () => {
    const page = await openAt('at=130000&faults=thermistor.lumbar:open@100000');
    await page.getByRole('tab', { name: 'Events' }).click();
    const rows = page.locator('.events li');
    await eventually(() => rows.filter({ hasText: 'E21' }).count()).toBe(1);
    expect(await rows.filter({ hasText: 'power pressed' }).count()).toBe(1);
    expect(await rows.filter({ hasText: 'thermistor.lumbar: open' }).count()).toBe(1);
    await page.getByLabel('Search events').fill('E21');
    await eventually(() => rows.count()).toBe(1);
    await page.getByLabel('Search events').fill('');
    await page.locator('.events-tools').getByLabel('state').uncheck();
    await eventually(() => page.locator('.events li[data-kind=state]').count()).toBe(0);
    await page.getByRole('button', { name: 'Add marker' }).click();
    const note = page.locator('.mark-note input');
    await note.fill('here it began, "perhaps"');
    await note.press('Enter');
    await page.locator('.events li[data-kind=fault] .link').click();
    await eventually(() => page.locator('.page.looking-back').count()).toBe(1);
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await eventually(() => page.locator('.lanes .mark text').textContent()).toContain('here it began');
    expect(await page.locator('.overview .overview-fault').count()).toBe(1);
    expect(await page.locator('.overview .overview-mark').count()).toBe(1);
    const csv = await (await page.request.get(`${onPage.simulator.url}export/trace.csv`)).text();
    expect(/,here it began perhaps$/m.test(csv)).toBe(true);
    // Tracks.
    const first = () => page.locator('.tracks .track').first().getAttribute('data-track');
    expect(await first()).toBe('key_start');
    await page.getByText('Tracks', { exact: true }).click();
    await page.getByRole('button', { name: 'stop key up' }).click();
    await eventually(first).toBe('key_stop');
    const before = (await page.locator('[data-track=key_stop] .lane').boundingBox())!.height;
    await page.getByRole('button', { name: 'stop key taller' }).click();
    await eventually(
      async () => (await page.locator('[data-track=key_stop] .lane').boundingBox())!.height,
    ).toBeGreaterThan(before + 10);
    await page.getByLabel('stop key', { exact: true }).uncheck();
    await eventually(() => page.locator('[data-track=key_stop]').count()).toBe(0);
    await page.reload();
    await eventually(first).toBe('key_start');
    expect(await page.locator('[data-track=key_stop]').count()).toBe(0);
  });

  test('is in view as the overview says; the pointer tells time and all values; limits are drawn', async () => {
    const page = await openAt('at=330000');
    const strip = (await page.locator('.overview').boundingBox())!;
    await page.getByRole('button', { name: '1 min', exact: true }).click();
    const ruler = () => page.locator('.lanes .ruler').first().textContent();
    await eventually(ruler).toMatch(/^4:/);
    // Drawn anew over the first third of the session.
    await page.mouse.move(strip.x + 2, strip.y + 10);
    await page.mouse.down();
    await page.mouse.move(strip.x + strip.width / 3, strip.y + 10, { steps: 3 });
    await page.mouse.up();
    await eventually(ruler).toMatch(/^0:/);
    const plot = (await page.locator('.scrub').boundingBox())!;
    await page.mouse.move(plot.x + 200, plot.y + 300);
    await eventually(() => page.locator('.tooltip').textContent()).toMatch(
      /^\d:\d\d\.\d\d\nCarriage place: -?\d/,
    );
    expect((await page.locator('.tooltip').textContent())?.split('\n').length).toBeGreaterThan(10);
    // 43 C across the pad's chart, in the colour of alarms.
    const red = await page.evaluate<number>(`(() => {
      const canvas = document.querySelector('[data-strip=lumbar] canvas');
      const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
      const rows = new Map();
      for (let at = 0; at < data.length; at += 4)
        if (data[at] > 120 && data[at] > data[at + 2] + 60 && data[at + 3] > 60) {
          const row = Math.floor(at / 4 / canvas.width);
          rows.set(row, (rows.get(row) ?? 0) + 1);
        }
      return Math.max(0, ...rows.values()) / canvas.width;
    })()`);
    expect(red).toBeGreaterThan(0.3);
  });
});

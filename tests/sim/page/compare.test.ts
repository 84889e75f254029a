/** Two runs on the page: over each other and as differences, aligned where it was asked for. */
import { describe, expect, test } from 'vitest';
import { eventually, pageOfTest, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();

describe.skipIf(withoutChromium)('two runs compared on the page', () => {
  test('differ from when one of them has a fault on, in charts and in words, aligned at a step as well', async () => {
    const page = await onPage.open();
    const link = 'program=just-roll&seed=1&run=1&paused=1&at=90000';
    await onPage.visit(`?${link}`);
    await onPage.visit(`?${link}&faults=thermistor.lumbar:open@60000`);
    await eventually(() => onPage.simulator.session.keptRuns.length).toBe(1);
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    const said = page.locator('[data-test=compared]');
    await eventually(() => said.textContent()).toContain('The two differ from ');
    const { zeroMs } = onPage.simulator.session.workspace.eventLog.history.runs[0]!;
    const [, minutes, seconds] = /from (\d+):([\d.]+) on/.exec((await said.textContent()) ?? '') ?? [];
    const differMs = (Number(minutes) * 60 + Number(seconds)) * 1000;
    expect(Math.abs(zeroMs + differMs - 60_000)).toBeLessThan(1000);
    expect(await page.locator('.compare li').allTextContents()).toContain('E21 in B alone');
    const figure = page.locator('[data-compared=carriage_mm]');
    await figure.waitFor();
    // Until then one line lies on the other; after it one stands and the other goes on.
    const ends = await page.evaluate<[string, string]>(
      `['.line-a', '.line-b'].map((name) => document.querySelector('[data-compared=carriage_mm] ' + name).getAttribute('d'))`,
    );
    const at = (path: string, place: number): string =>
      path
        .split(/[ML]/)
        .filter((part) => part !== '')
        .at(place) ?? '';
    expect(at(ends[0], 0)).toBe(at(ends[1], 0));
    expect(at(ends[0], -1)).not.toBe(at(ends[1], -1));
    await page.getByLabel('aligned at').selectOption('1');
    await eventually(() => figure.count()).toBe(1);
    // A run is equal to itself.
    const runs = page.getByLabel('Run A');
    await runs.selectOption(await page.getByLabel('Run B').inputValue());
    await page.getByRole('button', { name: 'Compare' }).click();
    await eventually(() => said.textContent()).toBe('The two are equal.');
  });
});

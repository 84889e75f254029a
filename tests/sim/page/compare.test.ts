/** Two runs on the page: over each other and as differences, aligned where it was asked for. */
import { describe, expect, test } from 'vitest';
import { tickAt } from '../../../sim/page/server/recording.ts';
import { tickMs } from '../../../src/chair/limits.ts';
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

  test('aligned at a step are drawn from where it begins in each, with the figures that the recordings have', async () => {
    const page = await onPage.open();
    const link = 'program=function-check&seed=1&run=1&paused=1&at=150000';
    await onPage.visit(`?${link}`);
    const a = onPage.simulator.session.workspace;
    // The same, with a pause of ten seconds in its first step.
    await onPage.visit(`?${link}&do=40000_start,40200^start,50000_start,50200^start`);
    const b = onPage.simulator.session.workspace;
    await eventually(() => onPage.simulator.session.keptRuns.length).toBe(1);
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.getByRole('button', { name: 'Compare' }).click();
    await page.locator('[data-compared=carriage_mm]').waitFor();
    const rows = await page.locator('.compare li').allTextContents();
    const found = rows
      .map((row) => /^step (\S+) begins at (\d+):([\d.]+) in A, (\d+):([\d.]+) in B$/.exec(row))
      .filter((row) => row !== null)
      .at(-1);
    expect(found, rows.join('; ')).toBeDefined();
    const [, path = '', ...parts] = found!;
    const [aMin = 0, aS = 0, bMin = 0, bS = 0] = parts.map(Number);
    const [aMs, bMs] = [Math.round((aMin * 60 + aS) * 1000), Math.round((bMin * 60 + bS) * 1000)];
    expect(bMs - aMs).toBeGreaterThan(9000);
    const caption = page.locator('[data-compared=carriage_mm] figcaption');
    const atStart = await caption.textContent();
    await page.getByLabel('aligned at').selectOption(path);
    await eventually(() => caption.textContent()).not.toBe(atStart);
    // From the recordings themselves: the step's first tick in each, and as far as both have ticks, before and after.
    const begins = (workspace: typeof a, stepMs: number): number =>
      (workspace.eventLog.history.runs[0]!.zeroMs + stepMs) / tickMs;
    const [inA, inB] = [begins(a, aMs), begins(b, bMs)];
    const place = ({ recording }: typeof a, tick: number): number | undefined =>
      tickAt(recording, tick)?.values.carriageMm;
    const apart: number[] = [];
    for (let tick = -Math.min(inA, inB); ; tick++) {
      const [one, other] = [place(a, inA + tick), place(b, inB + tick)];
      if (one === undefined || other === undefined) break;
      apart.push(Math.abs(one - other));
    }
    const [most, mean] = [Math.max(...apart), apart.reduce((sum, one) => sum + one, 0) / apart.length];
    const said = /: ([\d.]+) mm apart at most, ([\d.]+) mm in the mean$/.exec(
      (await caption.textContent()) ?? '',
    );
    // Three figures are shown.
    expect(Math.abs(Number(said?.[1]) / most - 1)).toBeLessThan(0.01);
    expect(Math.abs(Number(said?.[2]) / mean - 1)).toBeLessThan(0.01);
    // And so far apart are the two lines as drawn, where they are farthest apart.
    const [aLine, bLine, top, bottom] = await page.evaluate<[string, string, number, number]>(`(() => {
      const figure = document.querySelector('[data-compared=carriage_mm]');
      const line = (name) => figure.querySelector(name).getAttribute('d');
      return [line('.line-a'), line('.line-b'), ...[...figure.querySelectorAll('.compare-scale')[0].children].map((one) => Number(one.textContent))];
    })()`);
    const drawn = (line: string) =>
      new Map([...line.matchAll(/[ML]([\d.]+) ([\d.]+)/g)].map(([, x = '', y]) => [x, Number(y)]));
    const others = drawn(bLine);
    const drawnApart = [...drawn(aLine)].map(
      ([x, y]) => Math.abs(y - (others.get(x) ?? y)) * ((top - bottom) / 76),
    );
    expect(Math.abs(Math.max(...drawnApart) / most - 1)).toBeLessThan(0.02);
  });
});

/** Other chairs on the page: it draws the parts that are there, and another chair is chosen on it. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { chairView } from '../../../sim/page/server/chair-view.ts';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { runScenarioText } from '../../../sim/scenario/result.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { eventually, pageOfTest, runQuickly, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();

const laneNames = (page: Page): Promise<string[]> => page.locator('.lanes .lane-name').allTextContents();
const keysOf = (page: Page): Promise<string[]> => page.locator('.keys .key .unseen').allTextContents();
const scaleOf = (page: Page): Promise<string[]> => page.locator('.zones .scale').allTextContents();

const chooseChair = (page: Page, model: string): Promise<string[]> =>
  page.getByLabel('Chair that is simulated').selectOption(model);

describe.skipIf(withoutChromium)('the page of another chair', () => {
  test('draws the parts that it has, and its place as the interval that it believes', async () => {
    const page = await onPage.open({ chair: loadChair('chair-a'), program: 'just-roll' });
    expect(await keysOf(page)).toEqual([
      'Power',
      'Start / pause',
      'Stop',
      'Program',
      'Timer',
      'Slower',
      'Faster',
    ]);
    await eventually(() => laneNames(page)).toEqual(['Carriage', 'Kneader', 'Tapper', 'State']);
    expect(
      await page
        .locator('[data-strip]')
        .evaluateAll((all) => all.map((one) => one.getAttribute('data-strip'))),
    ).toEqual(['carriage', 'duty', 'current', 'supply']);
    expect(await page.locator('.pad, .warmth').count()).toBe(0);
    expect(await page.locator('.remote .display').count()).toBe(0);
    expect(await page.locator('[data-output~=motorRelay]').count()).toBe(0);
    expect(await page.locator('.fault-row').allTextContents()).not.toContainEqual(
      expect.stringMatching(/^thermistor/),
    );
    expect(await page.locator('[data-row=belief]').textContent()).toContain('nowhere yet');
    await runQuickly(page);
    await page.getByRole('button', { name: 'Pause time' }).click();
    await eventually(() => page.locator('[data-row=belief]').textContent()).toMatch(
      /^\d+ to \d+ mm, \d+ mm wide/,
    );
    const { plant } = onPage.simulator.session.workspace.simulation.board;
    const carriageAt = async (): Promise<number> =>
      Number(
        /translate\(0 ([-\d.]+)\)/.exec(
          (await page.locator('[data-part=carriage-back]').getAttribute('transform')) ?? '',
        )?.[1],
      );
    // Drawn a moment after the pause, to a millimetre, as it was in the last tick; the rollers have gone on for up to 1 mm since.
    await eventually(async () => Math.abs(905 - (await carriageAt()) - plant.carriageMm)).toBeLessThan(2);
    const bar = page.locator('[data-part=interval-back]');
    const [y, height] = [Number(await bar.getAttribute('y')), Number(await bar.getAttribute('height'))];
    const at = await carriageAt();
    expect(height).toBeGreaterThan(3);
    expect(at).toBeGreaterThanOrEqual(y - 1);
    expect(at).toBeLessThanOrEqual(y + height + 1);
  });

  test('is chosen on the page: its run begins, the one before is kept, and it stands in what is exported', async () => {
    const page = await onPage.open();
    await runQuickly(page);
    await chooseChair(page, 'chair-c');
    await eventually(() => keysOf(page)).toEqual(['Power', 'Start / pause', 'Stop', 'Program']);
    expect(await scaleOf(page)).toEqual(['0', '200', '380']);
    await eventually(() => laneNames(page)).toEqual(['Carriage', 'Kneader', 'State']);
    expect(onPage.simulator.session.workspace.setup.chair.model).toBe('chair-c');
    await runQuickly(page);
    await page.getByRole('button', { name: 'Pause time' }).click();
    const text = await page.evaluate<string>(
      `fetch('/export/scenario.yaml').then((answer) => answer.text())`,
    );
    expect(text).toMatch(/^chair: chair-c$/m);
    const onTest = chairOnTest(loadChair('chair-c'));
    const { failure } = runScenarioText(text, 'exported.yaml', onTest);
    expect(failure).toBeNull();
    // A link says the chair, too.
    await page.getByRole('button', { name: 'Link' }).click();
    await eventually(() => page.url()).toContain('chair=chair-c');
    await page.getByRole('tab', { name: 'Runs' }).click();
    await page.getByRole('button', { name: 'Open' }).last().click();
    await eventually(() => keysOf(page)).toHaveLength(10);
    await page.getByRole('tab', { name: 'Timeline' }).click();
    await eventually(() => laneNames(page)).toEqual(['Carriage', 'Kneader', 'Lumbar', 'Sacral', 'State']);
  });
});

describe.skipIf(withoutChromium)('the drawing of a chair', () => {
  test('has arms, a base and legs that are seen, and a scale in the colours of its pads', async () => {
    const page = await onPage.open();
    // Of each part whether what is seen at some point of it is that part itself, and not the bare panel.
    const seen = await page.evaluate<Record<string, boolean>>(`(() => {
      const isSeen = (part) => {
        const box = part.getBoundingClientRect();
        const fill = getComputedStyle(part).fill;
        if (fill === 'none' || fill === getComputedStyle(part.closest('.panel')).backgroundColor) return false;
        for (let x = 1; x < 8; x++) for (let y = 1; y < 8; y++)
          if (document.elementFromPoint(box.left + (box.width * x) / 8, box.top + (box.height * y) / 8) === part) return true;
        return false;
      };
      const of = (selector) => [...document.querySelectorAll(selector)];
      const [base, ...legs] = of('.side .seat:not(.armrest) > :not(.floor)');
      return {
        armrest: of('.side .armrest > *').every(isSeen),
        'arms from behind': of('.back .seat g rect').length === 2 && of('.back .seat g rect').every(isSeen),
        base: isSeen(base),
        legs: legs.length === 2 && legs.every(isSeen),
      };
    })()`);
    expect(seen).toEqual({ armrest: true, 'arms from behind': true, base: true, legs: true });
    expect(await page.locator('.warmth text').allTextContents()).toEqual([
      'pads, °C',
      ...['22', '32', '40', '50', '60'],
    ]);
    const [pads, stops] = await page.evaluate<[string, string[]]>(`[
      getComputedStyle(document.querySelector('[data-part=pad-lumbar]')).fill,
      [...document.querySelectorAll('.warmth stop')].map((one) => getComputedStyle(one).stopColor),
    ]`);
    // Cold pads have the colour of the scale's cold end.
    expect(new Set(stops).size).toBe(5);
    expect(pads.match(/\d+/g)).toEqual(stops[0]?.match(/\d+/g));
  });
});

describe('a rail as drawn', () => {
  test('has a switch where the chair has one: at both ends, in the middle too, or at one end alone', () => {
    const chair = loadChair('chair-a');
    const { railMm, middleMm } = chair.carriage;
    const switches = (openEnd: -1 | 0 | 1) =>
      chairView({ ...chair, carriage: { ...chair.carriage, openEnd } }, []).rail.switchesMm;
    const middle = middleMm === null ? [] : [middleMm];
    expect([switches(-1), switches(0), switches(1)]).toEqual([
      [...middle, railMm],
      [0, ...middle, railMm],
      [0, ...middle],
    ]);
  });

  test('lies behind the back as its places say: as it is where they are the usual ones, longer on a cushion', () => {
    const drawn = (id: string) => chairView(loadChair(id), []).rail.drawn;
    expect(drawn('lumbar-1')).toEqual({ scale: 1, fromMm: 0 });
    // One place that reaches elsewhere shifts nothing.
    expect(drawn('chair-b')).toEqual({ scale: 1, fromMm: 0 });
    const { scale, fromMm } = drawn('chair-c');
    expect(scale).toBeGreaterThan(1.2);
    // Its waist, 145 to 235 mm, lies at the waist.
    expect(190 * scale + fromMm).toBeCloseTo(240, -1);
  });
});

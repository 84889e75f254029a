/** The timeline in a real browser: it is never stale, its figures are of the time they say, its labels can be read. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { eventually, pageOfTest, runQuickly, waitForState, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();

/** How far from the line of now the lanes' and the charts' lines of the carriage end, px. */
function endsApart(page: Page): Promise<readonly [lanes: number, chart: number]> {
  return page.evaluate<readonly [number, number]>(`(() => {
    const now = Number(/translateX\\(([-\\d.]+)px/.exec(document.querySelector('.line.now').style.transform)[1]);
    const path = document.querySelector('.lanes .carriage-line')?.getAttribute('d') ?? '0 0';
    const last = Number(/([\\d.]+) [\\d.]+$/.exec(path)[1]);
    const canvas = document.querySelector('[data-strip=carriage] canvas');
    const scale = canvas.width / canvas.getBoundingClientRect().width;
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const probe = document.createElement('i');
    probe.style.color = 'var(--carriage)';
    document.body.append(probe);
    const [red, green, blue] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
    probe.remove();
    // Also where another line's dash lies on it: that mixes the colours.
    let right = 0;
    for (let at = 0; at < data.length; at += 4) {
      const near = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue) < 120;
      if (near && data[at + 3] > 200) right = Math.max(right, (at / 4) % canvas.width);
    }
    return [Math.abs(now - last), Math.abs(now - right / scale)];
  })()`);
}

/** Labels of the timeline and the drawing that lie on each other or beyond their panel. */
function labelsInTheWay(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const bad = [];
    const groups = ['.tl .labels text', '.tl .ruler', '.zones text', '.strip-head b, .strip-head .legend'];
    for (const selector of groups) {
      const boxes = [...document.querySelectorAll(selector)].map((one) => ({ text: one.textContent, box: one.getBoundingClientRect(), panel: one.closest('.panel').getBoundingClientRect() }));
      boxes.forEach(({ text, box, panel }, index) => {
        if (box.left < panel.left - 1 || box.right > panel.right + 1) bad.push(text + ' is cut');
        for (const other of boxes.slice(index + 1)) {
          const across = Math.min(box.right, other.box.right) - Math.max(box.left, other.box.left);
          const down = Math.min(box.bottom, other.box.bottom) - Math.max(box.top, other.box.top);
          if (across > 1 && down > 3) bad.push(text + ' lies on ' + other.text);
        }
      });
    }
    return bad;
  })()`);
}

describe.skipIf(withoutChromium)('the timeline', () => {
  test('ends at now when time is paused, at every zoom, without a mouse on it', async () => {
    const page = await onPage.open();
    await runQuickly(page);
    await page.getByLabel('Run to').selectOption('60000');
    await eventually(() => page.getByRole('button', { name: 'Let time run' }).count()).toBe(1);
    for (const zoom of ['5 min', '10 s', 'All']) {
      await page.getByRole('button', { name: zoom, exact: true }).click();
      await eventually(async () => Math.max(...(await endsApart(page)))).toBeLessThan(2.5);
    }
    // One tick is no column: it moves now all the same.
    await page.getByRole('button', { name: 'One tick' }).click();
    await page.getByRole('button', { name: '10 s', exact: true }).click();
    await eventually(async () => Math.max(...(await endsApart(page)))).toBeLessThan(2.5);
    // A link replaces the workspace, and stands still at once.
    for (const atMs of [200_000, 300_000]) {
      await onPage.visit(`?program=lower-back-relief&seed=7&run=1&at=${atMs}&paused=1`);
      await eventually(async () => Math.max(...(await endsApart(page)))).toBeLessThan(2.5);
    }
  });

  test('zooms about the pointer, and shows the figures of the time under it', async () => {
    const page = await onPage.open();
    await runQuickly(page);
    const { recording } = onPage.simulator.session.workspace;
    await eventually(() => recording.end).toBeGreaterThan(9000);
    const box = (await page.locator('.scrub').boundingBox())!;
    const hover = page.locator('.line.hover');
    const pointed = async (): Promise<number> => {
      const text = (await hover.getAttribute('data-name')) ?? '';
      return text.split(':').reduce((ms, part) => ms * 60 + Number(part) * 1000, 0);
    };
    // The mouse rests while time goes on and the view follows: its time moves on with the view.
    await page.mouse.move(box.x + 200, box.y + 300);
    await eventually(() => hover.getAttribute('data-name')).not.toBe('');
    const first = await pointed();
    await eventually(pointed).toBeGreaterThan(first);
    await eventually(() => page.locator('.plot.past').count()).toBe(1);
    // Right of now there is nothing to read but now.
    await page.mouse.move(box.x + box.width - 30, box.y + 300);
    await eventually(() => page.locator('.plot.past').count()).toBe(0);
    expect(await page.locator('[data-channel=supplyV]').textContent()).not.toBe('–');
    await page.getByRole('button', { name: 'Pause time' }).click();
    await page.mouse.move(box.x + 200, box.y + 300);
    await eventually(() => hover.getAttribute('data-name')).not.toBe('');
    await page.waitForTimeout(300);
    const before = await pointed();
    for (let turns = 0; turns < 4; turns++) await page.mouse.wheel(0, -100);
    await eventually(() => page.getByLabel('follow').isChecked()).toBe(false);
    expect(Math.abs((await pointed()) - before)).toBeLessThan(50);
  });

  test('does not draw a pause and an early end as alarms, nor the next run over the rest of this one', async () => {
    const page = await onPage.open();
    await runQuickly(page);
    expect(await page.locator('.plan.ahead').count()).toBe(0);
    await page.getByLabel('Speed of time', { exact: true }).selectOption('1');
    await page.keyboard.press(' ', { delay: 150 });
    await waitForState(page, 'paused');
    await eventually(() => page.locator('.off-plan.held title').first().textContent()).toContain('paused');
    expect(await page.locator('.state-detail').textContent()).toContain('press start');
    await page.keyboard.press('s', { delay: 150 });
    await waitForState(page, 'ready');
    await eventually(() => page.locator('.off-plan.held').count()).toBe(2);
    expect(await page.locator('.off-plan.off').count()).toBe(0);
    // Looking back shows everything of then: the state, too, and that it is not now.
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await eventually(() => page.locator('[data-test=state]').textContent()).toBe('Off');
    expect(await page.locator('.state-detail').textContent()).toContain('at 0:00.00');
    expect(await page.locator('.page.looking-back').count()).toBe(1);
  });

  test.each([
    [1440, 900],
    [1024, 768],
    [390, 844],
  ])('has no label on another, and none cut, at %d px', async (width, height) => {
    const page = await onPage.open({ width, height });
    await runQuickly(page);
    await page.getByLabel('Run to').selectOption('300000');
    await eventually(() => page.getByRole('button', { name: 'Let time run' }).count()).toBe(1);
    for (const zoom of ['5 min', 'All']) {
      await page.getByRole('button', { name: zoom, exact: true }).click();
      await eventually(() => page.locator('.tl .labels text').count()).toBeGreaterThan(0);
      await eventually(() => labelsInTheWay(page)).toEqual([]);
    }
  });
});

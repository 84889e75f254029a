/** What the page says is so, of now and of then: reasons, faults, what is chosen, and a plan that follows the remote. */
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { stateText } from '../../../sim/page/browser/trigger-words.ts';
import { tickMs } from '../../../src/chair/limits.ts';
import { Working } from '../../cli/emulated-chair.ts';
import { eventually, openTestSimulator, pageOfTest, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();

const running = '?program=lower-back-relief&seed=1&run=1&paused=1';
const detail = (page: Page) => page.locator('.state-detail').textContent();

/** Where the plan's first block from a time on lies, px. */
function block(page: Page, technique: string): Promise<{ top: number; right: number }> {
  return page.evaluate<{ top: number; right: number }>(`(() => {
    const all = [...document.querySelectorAll('.lanes .plan:not(.ahead) .step.${technique} rect:first-of-type')];
    const box = all.at(-1).getBoundingClientRect();
    return { top: box.top, right: Math.max(...[...document.querySelectorAll('.lanes .plan:not(.ahead) rect')].map((one) => one.getBoundingClientRect().right)) };
  })()`);
}

/** Listens, or null where the port is in use. */
const listening = (port: number): Promise<Server | null> =>
  new Promise((resolve) => {
    const server = createServer();
    server.once('error', () => resolve(null));
    server.listen(port, '127.0.0.1', () => resolve(server));
  });

/** The first of so many ports beside each other that are free. */
async function freePorts(count: number): Promise<number> {
  for (let port = 21_000 + (process.pid % 1000) * 20; port + count < 60_000; port += count) {
    const servers = await Promise.all(Array.from({ length: count }, (_, index) => listening(port + index)));
    await Promise.all(servers.map((one) => new Promise((resolve) => one?.close(resolve) ?? resolve(null))));
    if (servers.every((one) => one !== null)) return port;
  }
  throw new Error('no ports are free');
}

describe('what to press', () => {
  test.each([
    ['fault', ['start', 'stop'], 'press start: off, and once more: on'],
    ['fault', ['power', 'stop'], 'press power: off and on'],
    ['off', ['start', 'stop'], 'press start to begin'],
    ['off', ['power', 'stop'], 'press power to begin'],
    ['service', ['start', 'stop'], 'the service port may work; start and stop held leave it'],
    ['paused', ['power', 'stop'], 'nobody sits in the chair: press stop to end'],
  ] as const)('in %s is a key that the remote has: %j', (state, keys, says) => {
    expect(stateText({ state, by: state === 'paused' ? 'seat-empty' : '' }, keys)).toBe(says);
  });
});

describe.skipIf(withoutChromium)('what the page says', () => {
  test('is why the chair is in its state, and what to press', async () => {
    const page = await onPage.open();
    await onPage.visit(`${running}&at=120000&do=100000_start,100200^start`);
    await eventually(() => detail(page)).toBe('start was pressed: press start to go on, stop to end');
    await onPage.visit(`${running}&at=120000&do=100000_stop,100200^stop`);
    await eventually(() => detail(page)).toBe('stop was pressed: press start');
    await eventually(() => page.locator('.off-plan.held title').last().textContent()).toContain('stopped');
    await onPage.visit(`${running}&at=120000&faults=seat:empty@100000`);
    await eventually(() => detail(page)).toBe(
      'nobody sits in the chair: sit down and press start to go on, stop to end',
    );
  });

  test('is of then when one looks back: faults, and what was chosen on the remote', async () => {
    const page = await onPage.open();
    const keys = 'do=60000_timer,60200^timer,70000_spot-up,70200^spot-up';
    await onPage.visit(`${running}&at=130000&${keys}&faults=thermistor.lumbar:open@100000`);
    await eventually(() => page.locator('.fault-card').count()).toBe(1);
    // A fault has ended the session, and with it what was chosen for it.
    await eventually(() => page.locator('.settings').textContent()).toContain('spot ±0 mm');
    await page.getByRole('slider').focus();
    await page.keyboard.press('Home');
    await eventually(() => page.locator('.fault-card').count()).toBe(0);
    await eventually(() => page.locator('.settings').textContent()).toContain('spot ±0 mm');
    await page.keyboard.press('End');
    await page.locator('.fault-card').getByTitle('Look at the chair as it was then').click();
    await page.getByRole('slider').focus();
    for (let ticks = 0; ticks < 4; ticks++) await page.keyboard.press('Shift+ArrowLeft');
    await eventually(() => page.locator('.settings').textContent()).toContain('spot +10 mm');
    await eventually(() => page.locator('.fault-card').count()).toBe(0);
    for (let ticks = 0; ticks < 8; ticks++) await page.keyboard.press('Shift+ArrowRight');
    await eventually(() => page.locator('.page.looking-back .fault-card').count()).toBe(1);
    expect(await page.locator('.fault-card').textContent()).toContain('Lumbar pad');
  });

  test.each([
    [1440, 900],
    [1024, 768],
  ])(
    'is the fault first, above the fold, at %d x %d; its time leads there, and nothing jumps',
    async (width, height) => {
      const page = await onPage.open({ width, height });
      const panels = () =>
        page
          .locator('.chair, .remote, .guard, .fault-injection, .board')
          .evaluateAll((all) => all.map((one) => Math.round(one.getBoundingClientRect().top)));
      await onPage.visit(`${running}&at=99000`);
      await page.locator('.chair-svg[role=img]').first().waitFor();
      const before = await panels();
      await onPage.visit(`${running}&at=130000&faults=thermistor.lumbar:open@100000`);
      const card = page.locator('.fault-card');
      await card.waitFor();
      await eventually(panels).toEqual(before);
      const box = (await card.boundingBox())!;
      expect([box.x >= 0, box.x + box.width <= width, box.y >= 0]).toEqual([true, true, true]);
      expect(box.y + box.height).toBeLessThanOrEqual(height);
      // Nothing lies on it, and of all that is below the header nothing says the fault further up.
      const covered = await card.evaluate((one) => {
        const { left, top, right, bottom } = one.getBoundingClientRect();
        const points = [
          [left + 8, top + 8],
          [right - 8, bottom - 8],
        ] as const;
        return points.filter(([x, y]) => !one.contains(one.ownerDocument.elementFromPoint(x, y))).length;
      });
      expect(covered).toBe(0);
      const others = await page
        .locator('.guard dd, .fault-row, .events li')
        .evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
      expect(Math.min(...others)).toBeGreaterThan(box.y);
      await card.getByTitle('Look at the chair as it was then').click();
      const { atMs } = onPage.simulator.session.workspace.eventLog.history.faults[0]!;
      await page.locator('.page.looking-back').waitFor();
      const lookedAtMs = async () => Number(await page.getByRole('slider').getAttribute('aria-valuenow'));
      await eventually(async () => Math.abs((await lookedAtMs()) - atMs)).toBeLessThanOrEqual(tickMs);
    },
  );

  test('is where the service port is, and why there is none', async () => {
    const first = await openTestSimulator();
    try {
      const address = first.session.servicePort?.address ?? '';
      const port = Number(/\d+$/.exec(address)?.[0]);
      const page = await onPage.open({ servicePort: port });
      await eventually(() => page.locator('[data-test=service]').textContent()).toBe(
        `No service port: port ${port} is in use; choose another with --service-port, or 0 for any.`,
      );
    } finally {
      await first.close();
    }
  });

  test('is, of two simulators beside each other, the service port of each: one above its own', async () => {
    const firstPort = await freePorts(4);
    const ports = [firstPort, firstPort + 2];
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-beside-'));
    const both = ports.map((port) => new Working(['sim', '--port', `${port}`, '--no-open'], { cwd: folder }));
    try {
      const page = await onPage.open();
      for (const [index, port] of ports.entries()) {
        await both[index]!.until('its page is served', () => both[index]!.stdout.includes('Service port:'));
        await page.goto(`http://127.0.0.1:${port}/`);
        await eventually(() => page.locator('[data-test=service]').textContent()).toMatch(
          new RegExp(`^Service port \\S+:${port + 1}$`),
        );
        // It runs the default massage by itself.
        await page.locator(':is(.state-homing, .state-running)').first().waitFor();
      }
      // Its stream would break off as the simulator ends, which is an error to a page that is still there.
      await page.goto('about:blank');
    } finally {
      for (const one of both) await one.end();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test('is one whole sentence for outputs with one reason', async () => {
    const page = await onPage.open();
    await onPage.visit(`${running}&at=120000&faults=thermistor.lumbar:open@100000`);
    const rows = page.locator('.guard dl > div');
    await eventually(() => rows.count()).toBe(1);
    expect(await rows.locator('dd').textContent()).toMatch(/^off because: E21 temperature sensor open/);
    const cut = await page.evaluate<number>(
      `[...document.querySelectorAll('.guard dd')].filter((one) => one.scrollWidth > one.clientWidth).length`,
    );
    expect(cut).toBe(0);
  });

  test('is a plan that follows the timer, the speed, the heat and the spot of the remote', async () => {
    const page = await onPage.open();
    const all = async () => {
      await page.getByRole('button', { name: 'All', exact: true }).click();
      await eventually(() => page.locator('.lanes .plan:not(.ahead) .step').count()).toBeGreaterThan(3);
      return block(page, 'roll');
    };
    await onPage.visit(`${running}&at=130000`);
    const before = await all();
    expect(await page.locator('.lanes .labels').textContent()).toContain('medium');
    expect(await page.locator('.lanes .step.roll title').first().textContent()).toMatch(/roll .*, speed 2,/);
    // Timer to 30 and on to 5 minutes, faster, heat away, six times the spot down.
    const press = (key: string, atMs: number) => `${atMs}_${key},${atMs + 200}^${key}`;
    const keys = [
      press('timer', 70_000),
      press('timer', 71_000),
      press('speed-up', 75_000),
      ...[0, 1, 2, 3, 4, 5].map((time) => press('spot-down', 80_000 + time * 1000)),
      press('heat', 90_000),
      press('heat', 91_000),
    ];
    await onPage.visit(`${running}&at=130000&do=${keys.join(',')}`);
    const after = await all();
    expect(after.top).toBeGreaterThan(before.top + 5);
    expect(after.right).toBeLessThan(before.right - 50);
    expect(await page.locator('.lanes .step.roll title').first().textContent()).toMatch(/roll .*, speed 3,/);
    expect(await page.locator('.settings').textContent()).toContain('5 min');
  });
});

/** The page in a real browser, feature by feature; each test looks at what the page shows. */

import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { padNamed } from '../../../sim/plant/plant.ts';
import { chairOnTest } from '../../../sim/scenario/programs.ts';
import { runScenarioText } from '../../../sim/scenario/result.ts';
import { factoryProgramFile } from '../../../src/program/library.ts';
import { chair } from '../../chair.ts';
import { axeFindings } from './axe.ts';
import { eventually, pageOfTest, runQuickly, waitForState, withoutChromium } from './chromium.ts';

const onTest = chairOnTest(chair);

const onPage = pageOfTest();

const speed = (page: Page, value: string): Promise<string[]> =>
  page.getByLabel('Speed of time', { exact: true }).selectOption(value);

/** Where the rollers are drawn, in mm of the rail, measured on the drawing itself. */
async function drawnMm(page: Page): Promise<number> {
  const [y, zeroY, topY] = await page.evaluate<[number, number, number]>(`[
    Number(/translate\\(0 ([-\\d.]+)\\)/.exec(document.querySelector('[data-part=carriage-back]').getAttribute('transform'))[1]),
    ...[0, 600].map((mm) => Number([...document.querySelectorAll('.zones .scale')].find((text) => text.textContent === String(mm)).getAttribute('y')) - 7),
  ]`);
  return ((zeroY - y) / (zeroY - topY)) * 600;
}

function figure(text: string | null): number {
  return Number(/-?\d+(\.\d+)?/.exec(text ?? '')?.[0] ?? Number.NaN);
}

function clockMs(text: string | null): number {
  return (text ?? '').split(':').reduce((ms, part) => ms * 60 + Number(part) * 1000, 0);
}

const now = async (page: Page): Promise<number> =>
  clockMs(await page.locator('[data-test=now]').textContent());

describe.skipIf(withoutChromium)('the page of the simulator', () => {
  test('1 the chair is drawn to scale, where it truly is, with the muscles that are being worked', async () => {
    const page = await onPage.open();
    const { plant } = onPage.simulator.session.workspace.simulation.board;
    await eventually(async () => Math.abs((await drawnMm(page)) - plant.carriageMm)).toBeLessThan(1);
    expect(await page.locator('.zones .zone-name').allTextContents()).toEqual([
      'gluteal',
      'sacrum',
      'lower-lumbar',
      'mid-lumbar',
      'upper-lumbar',
      'thoracolumbar',
      'mid-back',
    ]);
    expect(await page.locator('.bone-name').allTextContents()).toEqual(
      expect.arrayContaining(['L5', 'L1', 'T12']),
    );
    await runQuickly(page);
    // The last step of the first block kneads over the quadratus lumborum.
    await eventually(() =>
      page.locator('[data-part="muscle-quadratus lumborum"]').getAttribute('visibility'),
    ).toBe('visible');
    await page.getByRole('button', { name: 'Pause time' }).click();
    await page.waitForTimeout(200);
    const { plant: later } = onPage.simulator.session.workspace.simulation.board;
    expect(Math.abs((await drawnMm(page)) - later.carriageMm)).toBeLessThan(1);
    expect(figure(await page.locator('[data-row=where]').textContent())).toBeCloseTo(later.carriageMm, -0.5);
    expect(figure(await page.locator('[data-part=pad-text-lumbar]').textContent())).toBeCloseTo(
      padNamed(later, 'lumbar').surfaceC,
      0,
    );
    // Warm pads glow: no longer the grey of a pad at rest.
    expect(await page.locator('[data-part=pad-lumbar]').getAttribute('fill')).not.toBe('rgb(96 112 128)');
    expect(await page.locator('.chair-svg[role=img]').getAttribute('aria-label')).toMatch(
      /Rollers at -?\d+ mm/,
    );
  });

  test('2 the remote: mouse, keyboard, long presses and two keys at once', async () => {
    const page = await onPage.open();
    const display = () => page.locator('.display').getAttribute('aria-label');
    await page.keyboard.press('p', { delay: 120 });
    await eventually(() => page.locator('[data-test=state]').textContent()).toBe('Homing');
    await eventually(() => page.locator('.lamp.status.lit').count()).toBe(1);
    await speed(page, '20');
    await waitForState(page, 'ready');
    await speed(page, '1');
    // A key by the mouse: what the display says is what the key did.
    await page.getByRole('button', { name: 'Timer' }).click({ delay: 120 });
    await eventually(display).toBe('Display: T 30');
    await page.keyboard.press('ArrowUp', { delay: 120 });
    await eventually(display).toBe('Display: O+10');
    // Program and timer together for three seconds: the child lock.
    const { x, y } = (await page.getByRole('button', { name: 'Program', exact: true }).boundingBox())!;
    await page.keyboard.down('Shift');
    await page.mouse.click(x + 20, y + 20);
    await page.keyboard.up('Shift');
    const timer = (await page.getByRole('button', { name: 'Timer' }).boundingBox())!;
    await page.mouse.move(timer.x + 20, timer.y + 20);
    await page.mouse.down();
    await eventually(() => page.locator('.lamp.lock.lit').count()).toBe(1);
    await page.mouse.up();
    await page.mouse.click(x + 20, y + 20);
    await page.keyboard.press('h', { delay: 120 });
    await eventually(display).toBe('Display: LOCK');
  });

  test('3 the timeline: plan and truth, charts, zoom, cursors, and looking back while it runs on', async () => {
    const page = await onPage.open();
    await eventually(() => page.locator('.lanes .plan.ahead .step').count()).toBeGreaterThan(3);
    await runQuickly(page);
    await eventually(() => page.locator('.lanes .carriage-line').count()).toBe(1);
    await page.getByRole('button', { name: 'All', exact: true }).click();
    await eventually(() => page.locator('.lanes .plan:not(.ahead) .step.knead').count()).toBeGreaterThan(2);
    expect(await page.locator('.strip canvas').count()).toBe(6);
    // Something is drawn in the charts: not all of the carriage's picture is of one colour.
    await eventually(() =>
      page.evaluate<number>(`(() => {
        const canvas = document.querySelector('[data-strip=carriage] canvas');
        const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
        const seen = new Set();
        for (let at = 0; at < data.length; at += 4) seen.add((data[at] << 16) | (data[at + 1] << 8) | data[at + 2]);
        return seen.size;
      })()`),
    ).toBeGreaterThan(3);
    await eventually(() => now(page)).toBeGreaterThan(120_000);
    await speed(page, '1');
    // Looking back: the chair as it was, while time runs on.
    const scrub = page.getByRole('slider');
    await scrub.focus();
    await page.keyboard.press('Home');
    await page.keyboard.press('ArrowRight');
    await eventually(() => page.locator('.tag.past').count()).toBe(1);
    const was = figure(await page.locator('[data-row=where]').textContent());
    const { recording } = onPage.simulator.session.workspace;
    await eventually(async () => Number(await scrub.getAttribute('aria-valuenow')) / 20).toBeLessThan(
      recording.end - 1000,
    );
    expect(was).toBeGreaterThan(0);
    const before = await now(page);
    await eventually(() => now(page)).toBeGreaterThan(before + 300);
    await page.getByRole('button', { name: 'Back to now' }).click();
    await eventually(() => page.locator('.tag.live').count()).toBe(1);
    // Two cursors and the time between them.
    const box = (await scrub.boundingBox())!;
    await page.keyboard.down('Shift');
    await page.mouse.move(box.x + 200, box.y + 100);
    await page.mouse.down();
    await page.mouse.move(box.x + 300, box.y + 100, { steps: 4 });
    await page.mouse.up();
    await page.keyboard.up('Shift');
    expect(figure(await page.locator('[data-test=apart]').textContent())).toBeGreaterThan(1000);
    // A pause is off the plan, and red.
    await page.mouse.move(10, 10);
    await page.locator('body').click({ position: { x: 5, y: 5 } });
    await page.keyboard.press(' ', { delay: 150 });
    await waitForState(page, 'paused');
    await eventually(() => page.locator('.off-plan title').first().textContent()).toContain('paused');
  });

  test('4 time: pause, one tick, speeds, as fast as possible, to the next step and to a time', async () => {
    const page = await onPage.open();
    await page.getByRole('button', { name: 'Pause time' }).click();
    await eventually(() => page.getByRole('button', { name: 'Let time run' }).count()).toBe(1);
    await page.waitForTimeout(200);
    const paused = await now(page);
    await page.waitForTimeout(300);
    expect(await now(page)).toBe(paused);
    await page.getByRole('button', { name: 'One tick' }).click();
    await eventually(() => now(page)).toBe(paused + 20);
    await page.getByRole('button', { name: 'Run', exact: true }).first().click();
    await speed(page, '0.1');
    const slow = await now(page);
    await page.waitForTimeout(1000);
    expect((await now(page)) - slow).toBeLessThan(300);
    await page.getByLabel('Run to').selectOption('step');
    await eventually(() => page.getByRole('button', { name: 'Let time run' }).count()).toBe(1);
    await eventually(() => page.locator('.state-detail').textContent()).toContain('step 1 preheat');
    const from = await now(page);
    await page.getByLabel('Run to').selectOption('60000');
    await eventually(() => now(page)).toBeGreaterThanOrEqual(from + 59_000);
    await eventually(() => page.getByRole('button', { name: 'Let time run' }).count()).toBe(1);
    // As fast as possible the program comes to its end and the chair parks; then time slows down by itself.
    await speed(page, 'max');
    await page.getByRole('button', { name: 'Let time run' }).click();
    await waitForState(page, 'off');
    // The clock's figures are painted some times a second, later than the state.
    await eventually(() => now(page)).toBeGreaterThan(15 * 60_000);
    await eventually(() => page.getByLabel('Speed of time', { exact: true }).inputValue()).toBe('1');
  });

  test('5 faults go in and out by a click, and the guard says what it holds back and why', async () => {
    const page = await onPage.open();
    await runQuickly(page);
    await speed(page, '1');
    const pad = page.locator('[data-output~=lumbar] dd');
    await page.getByText('Seat and emergency stop').click();
    await page.locator('[data-fault="seat:empty"]').click();
    await speed(page, '5');
    await eventually(() => pad.textContent()).toMatch(/^off because: seat empty \d+(\.\d)? s/);
    await page.locator('[data-fault="seat:empty"]').click();
    await eventually(() => page.locator('[data-fault="seat:empty"]').getAttribute('aria-pressed')).toBe(
      'false',
    );
    await eventually(() => pad.textContent()).not.toContain('seat empty');
    await page.getByText('Temperature sensors').click();
    await page.locator('[data-fault="thermistor.lumbar:open"]').click();
    await waitForState(page, 'fault');
    await eventually(() => page.locator('[data-test=state]').textContent()).toBe('Fault E21');
    await eventually(() => page.locator('.fault-card').textContent()).toContain('Temperature sensor open');
    await eventually(() => pad.textContent()).toContain('E21');
    await eventually(() => page.locator('.display').getAttribute('aria-label')).toBe('Display: E21');
    await page.getByRole('button', { name: /Clear all/ }).click();
    await eventually(() =>
      page.locator('[data-fault="thermistor.lumbar:open"]').getAttribute('aria-pressed'),
    ).toBe('false');
    // Every fault of both tables has its button or field.
    const { faultNames } = await import('../../../sim/plant/faults.ts');
    const { hostFaultNames } = await import('../../../sim/chair/host-faults.ts');
    const shown = await page
      .locator('[data-fault]')
      .evaluateAll((all) => all.map((one) => one.getAttribute('data-fault')!.split(':')[0]));
    expect(new Set(shown)).toEqual(
      // A range cannot be chosen with a click, and this chair has no tapper and no divider behind its motors' relay.
      new Set([
        ...faultNames.filter((name) => !/^(person|host\.late|sense\.motors)$|tapper$/.test(name)),
        ...hostFaultNames,
      ]),
    );
    await page.getByLabel('person in the seat').uncheck();
    await eventually(() => page.locator('[data-part=person-side]').getAttribute('visibility')).toBe('hidden');
  });

  test('5 every value of a fault can be typed, and the world made rough from the next reset on', async () => {
    const page = await onPage.open();
    const { session } = onPage.simulator;
    await page.getByLabel('Fault', { exact: true }).selectOption('thermistor.lumbar');
    await page.getByLabel('Its value, as in a scenario').fill('lead 500 ohm');
    await page.getByRole('button', { name: 'Inject', exact: true }).click();
    await eventually(() => session.workspace.injected).toEqual({ 'thermistor.lumbar': 'lead 500 ohm' });
    await page.getByLabel('Cover over the pads').selectOption('0.2');
    await eventually(() => session.workspace.simulation.board.plant.around.coverShare).toBe(0.2);
    expect(session.workspace.setup.rough).toEqual([]);
    await page.getByText('Rough world').click();
    await page.locator('[data-rough="hum"]').check();
    await page.locator('[data-rough="bounce"]').check();
    await page.getByRole('button', { name: 'Reset chair' }).click();
    await eventually(() => session.workspace.setup.rough).toEqual(['hum', 'bounce']);
    await page.getByText('2 kinds').waitFor();
    expect(await axeFindings(page)).toEqual([]);
  });

  test('6 programs: errors at their line, completion, changes on disk, and flashing', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'lumbar-programs-'));
    const file = join(folder, 'my-own.yaml');
    const text = readFileSync(factoryProgramFile('just-roll'), 'utf8')
      .replace('id: just-roll', 'id: my-own')
      .replace(/^name: .*/m, 'name: My own');
    writeFileSync(file, text);
    const page = await onPage.open({ program: file, folder });
    await page.getByRole('tab', { name: 'Programs' }).click();
    await page.locator('.cm-content').waitFor();
    await page.getByRole('button', { name: /My own/ }).click();
    await eventually(() => page.locator('.cm-content').textContent()).toContain('id: my-own');
    await eventually(() => page.locator('.verdict').textContent()).toContain('no problems');
    // A change on disk comes in at once, with its problem at its line.
    writeFileSync(file, text.replace(/speed: \d/, 'speed: 9'));
    await eventually(() => page.locator('.problems').textContent()).toContain('P24');
    const line = 1 + text.split('\n').findIndex((one) => /speed: \d/.test(one));
    expect(await page.locator('.problems li button').first().textContent()).toMatch(new RegExp(`^${line}:`));
    await eventually(() => page.locator('.cm-lintRange-error').count()).toBe(1);
    writeFileSync(file, text);
    await eventually(() => page.locator('.verdict').textContent()).toContain('no problems');
    // Completion from the schema.
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    await page.keyboard.type('\n  - pre');
    await eventually(() => page.locator('.cm-tooltip-autocomplete').textContent()).toContain('preheat');
    await page.keyboard.press('Escape');
    for (let letter = 0; letter < 8; letter++) await page.keyboard.press('Backspace');
    // Over the service port: a shipped program is refused by the chair, an own one is flashed.
    await page.getByRole('button', { name: /^Just roll/ }).click();
    await page.getByRole('button', { name: 'Flash' }).click();
    await eventually(() => page.locator('.flash output').textContent()).toMatch(
      /^refused: .*came with the chair/,
    );
    await page.getByRole('button', { name: /My own/ }).click();
    await page.getByRole('button', { name: 'Flash' }).click();
    await eventually(() => page.locator('.flash output').textContent()).toContain(
      'my-own version 1 is active',
    );
    expect(await page.locator('[data-test=state]').textContent()).toBe('Service');
    await page
      .locator('.editor-tools')
      .getByRole('button', { name: /^(Run|Try)$/ })
      .click();
    await speed(page, '60');
    await waitForState(page, 'running');
  });

  test('6 what is exported is what happened: the trace, and the timeline as a picture', async () => {
    const page = await onPage.open();
    await runQuickly(page);
    await page.getByText('Export', { exact: true }).click();
    const [trace] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'Trace as CSV' }).click(),
    ]);
    const csv = readFileSync((await trace.path())!, 'utf8');
    expect(csv.split('\n')[0]).toContain(
      't_ms,state,step,carriage_mm,carriage_duty,kneader_turns,kneader_duty,lumbar_duty,lumbar_element_c,lumbar_surface_c,sacral_duty,sacral_element_c,sacral_surface_c,relay,motor_relay,supply_v,fault,key_power,',
    );
    // The chair was switched on and homed before the first step, which is zero.
    expect(csv.split('\n')[1]).toMatch(/^-\d+,off,,/);
    expect(csv).toMatch(/^0,running,s1,/m);
    const [picture] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Timeline as SVG' }).click(),
    ]);
    const svg = readFileSync((await picture.path())!, 'utf8');
    expect(svg).toContain('carriage-line');
    expect(svg).not.toContain('var(--');
    expect((await page.request.get(`${onPage.simulator.url}export/trace.vcd`)).ok()).toBe(true);
    expect(
      JSON.parse(await (await page.request.get(`${onPage.simulator.url}export/trace.json`)).text())
        .columns[0],
    ).toBe('t_ms');
  });

  test('6 a session can be taken away as a scenario that passes, and as a link that shows the same again', async () => {
    const page = await onPage.open({ seed: 7 });
    await runQuickly(page);
    await page.getByText('Temperature sensors').click();
    await page.locator('[data-fault="thermistor.sacral:short"]').click();
    await waitForState(page, 'fault');
    await page.getByRole('button', { name: 'Pause time' }).click();
    const scenario = await (await page.request.get(`${onPage.simulator.url}export/scenario.yaml`)).text();
    expect(scenario).toContain('fault: { thermistor.sacral: short }');
    expect(runScenarioText(scenario, 'session.yaml', onTest, 'model').outcome).toBe('passed');
    await page.getByRole('button', { name: 'Link' }).click();
    await eventually(() => page.url()).toContain('seed=7');
    const { search } = new URL(page.url());
    const shown = async () => ({
      now: await page.locator('[data-test=now]').textContent(),
      where: await page.locator('[data-row=where]').textContent(),
      lumbar: await page.locator('[data-row=lumbar]').textContent(),
      fault: await page.locator('[data-test=state]').textContent(),
    });
    await page.waitForTimeout(200);
    const before = await shown();
    expect(before.fault).toBe('Fault E22');
    // Another chair in between, so that there is something to reproduce.
    await page.getByRole('button', { name: 'Reset chair' }).click();
    await waitForState(page, 'off');
    await onPage.visit(search);
    await waitForState(page, 'fault');
    await eventually(shown).toEqual(before);
  });

  test('7 the emulated board runs the real firmware, with pins, PWM and bytes in sight', async () => {
    const page = await onPage.open();
    expect(await page.locator('.pins').count()).toBe(0);
    await page.locator('.board').getByRole('button', { name: 'avr' }).click();
    await page.locator('.pins').waitFor();
    await page.getByRole('button', { name: 'Run', exact: true }).first().click();
    await speed(page, '5');
    await eventually(() => page.locator('[data-pin=carriage-pwm] td').last().textContent()).toMatch(
      /PWM \d+ %/,
    );
    await eventually(async () =>
      figure(
        await page
          .locator('.pins caption')
          .textContent()
          .then((text) => text?.split(':')[1] ?? ''),
      ),
    ).toBeGreaterThan(100);
    expect(await page.locator('[data-pin=motor-relay] td').last().textContent()).toBe('high');
    await page.locator('.board').getByRole('button', { name: 'model' }).click();
    await eventually(() => page.locator('.pins').count()).toBe(0);
  });

  test.each([
    ['dark', 1440],
    ['light', 390],
  ] as const)('8 axe-core finds nothing in any view, %s, %d px', async (scheme, width) => {
    const page = await onPage.open({ scheme, width });
    // Two runs, to be compared.
    await onPage.visit('?program=just-roll&seed=1&run=1&paused=1&at=30000');
    await onPage.visit(
      '?program=just-roll&seed=1&run=1&paused=1&at=30000&faults=thermistor.lumbar:open@25000',
    );
    await waitForState(page, 'fault');
    const open = (name: string) => page.getByRole('tab', { name }).click();
    const views: readonly (readonly [string, () => Promise<void>])[] = [
      [
        'the step that was clicked',
        async () => {
          const step = page.locator('.lanes .plan:not(.ahead) [data-step] rect').first();
          // The lanes are drawn anew again and again, what lies over them stays.
          await page.locator('.scrub').scrollIntoViewIfNeeded();
          const box = (await step.boundingBox())!;
          await page.mouse.click(box.x + 4, box.y + box.height / 2);
          await page.locator('.chosen-step').waitFor();
        },
      ],
      [
        'measure',
        async () => {
          const plot = (await page.locator('.scrub').boundingBox())!;
          await page.keyboard.down('Shift');
          await page.mouse.move(plot.x + 100, plot.y + 60);
          await page.mouse.down();
          await page.mouse.move(plot.x + 200, plot.y + 60, { steps: 3 });
          await page.mouse.up();
          await page.keyboard.up('Shift');
          await page.getByText('Measure', { exact: true }).click();
          await page.locator('[data-measure]').first().waitFor();
        },
      ],
      ['export', () => page.getByText('Export', { exact: true }).click()],
      ['timeline, tracks', () => page.getByText('Tracks', { exact: true }).click()],
      ['belief', () => page.getByLabel('belief').click()],
      ['events', () => open('Events')],
      [
        'programs',
        async () => {
          await open('Programs');
          await page.locator('.cm-content').waitFor();
        },
      ],
      [
        'runs compared',
        async () => {
          await open('Runs');
          await page.getByRole('button', { name: 'Compare' }).click();
          await page.locator('[data-compared]').first().waitFor();
        },
      ],
    ];
    for (const [name, show] of views) {
      await show();
      expect(await axeFindings(page), name).toEqual([]);
      expect(await page.evaluate<number>('document.documentElement.scrollWidth'), name).toBeLessThanOrEqual(
        width,
      );
    }
  });

  test('8 everything works from the keyboard, nothing jumps, and it fits a phone', async () => {
    const page = await onPage.open({ width: 390, height: 844, touch: true });
    const boxes = () =>
      page.evaluate<number[]>(
        `[...document.querySelectorAll('.chair, .remote, .guard, .fault-injection, .board')].map((part) => Math.round(part.getBoundingClientRect().height))`,
      );
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    await page.waitForTimeout(300);
    const before = await boxes();
    // Nothing but Tab and Enter: to the Run button and into a session.
    for (let tabs = 0; tabs < 40; tabs++) {
      await page.keyboard.press('Tab');
      if ((await page.evaluate<string>('document.activeElement.textContent')) === 'Run') break;
    }
    await page.keyboard.press('Enter');
    await speed(page, '60');
    await waitForState(page, 'running');
    await page.waitForTimeout(1000);
    expect(await boxes()).toEqual(before);
    const names = await page
      .locator('button')
      .evaluateAll((all) => all.map((one) => one.getAttribute('aria-label') ?? one.textContent ?? ''));
    expect(names.every((name) => name.trim() !== '')).toBe(true);
    // Fingers press the remote's keys.
    await speed(page, '1');
    await page.getByRole('button', { name: 'Stop' }).tap();
    await waitForState(page, 'ready');
    expect(await page.evaluate<number>('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
  });
});

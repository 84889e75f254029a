/** A step that does not end, clicked, says why; problems lead to their places; a new program begins from a template. */
import type { Page } from 'playwright-core';
import { describe, expect, test } from 'vitest';
import { changes } from '../../../sim/page/server/draft.ts';
import { stepProgress } from '../../../sim/page/server/step-progress.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import { chair } from '../../chair.ts';
import { eventually, pageOfTest, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();

async function clickStep(page: Page, path: string): Promise<void> {
  const box = await page.locator(`.lanes [data-step="${path}"] rect`).first().boundingBox();
  if (box === null) throw new Error(`step ${path} is not drawn`);
  // Its left end: the block may reach beyond what is in view.
  await page.mouse.click(box.x + 4, box.y + box.height / 2);
}

const cursorLine = (page: Page): Promise<string | null> => page.locator('.cm-activeLine').textContent();

describe.skipIf(withoutChromium)('a step that was clicked', () => {
  test('says what ends it and how far it is, and leads to its line in the editor', async () => {
    const page = await onPage.open();
    await onPage.visit('?program=function-check&seed=1&run=1&paused=1&at=60000');
    const { control } = onPage.simulator.session.workspace.simulation;
    const plan = control.programs[control.session.program]!;
    const now = plan.steps[control.sequencer.step]!;
    await page.locator(`.lanes [data-step="${now.path}"]`).waitFor({ state: 'attached' });
    await clickStep(page, now.path);
    const card = page.locator('.chosen-step');
    await eventually(() => card.textContent()).toContain(`${now.path} ${now.technique}`);
    await eventually(() => page.locator('[data-test=step-progress]').textContent()).toMatch(/^Now: .*\d+ s/);
    // Word for word what the sequencer has, and what the plan says.
    const chosen = plan.steps.indexOf(now);
    const { ends, progress } = stepProgress(
      onPage.simulator.session,
      onPage.simulator.session.workspace.plans.indexOf(plan),
      chosen,
    );
    expect(await card.textContent()).toContain(`ends ${ends}.`);
    expect(await page.locator('[data-test=step-progress]').textContent()).toBe(`Now: ${progress}.`);
    // It goes on with the chair.
    const before = await page.locator('[data-test=step-progress]').textContent();
    await page
      .getByRole('button', { name: 'Back to now' })
      .click({ force: true, timeout: 3000 })
      .catch(() => {});
    for (let press = 0; press < 4; press++) await page.getByLabel('Run to').selectOption('10000');
    await eventually(() => page.locator('.chosen-step').textContent()).not.toContain(before ?? '');
    await page.getByRole('button', { name: /^Line \d+ in the editor$/ }).click();
    await eventually(() => cursorLine(page)).toContain(`- ${now.technique}:`);
  });

  test('of a preheat says for each pad how far it is from its level', async () => {
    const page = await onPage.open();
    await onPage.visit('?program=lower-back-relief&seed=1&run=1&paused=1&at=60000');
    await page.locator('.lanes [data-step="1"]').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: '5 min' }).click();
    // It has no place on the rail: its heat is what is drawn of it.
    const { session } = onPage.simulator;
    const { plan } = session.workspace.eventLog.history.runs[0]!;
    const { ends, progress, line } = stepProgress(session, plan, 0);
    expect(ends).toContain('within 0.5 K');
    expect(progress).toMatch(/^lumbar \d+\.\d K below 40 °C; sacral \d+\.\d K below 40 °C; \d+ s of 60 s$/);
    expect(line?.line).toBe(
      1 + session.library.documents[0]!.text.split('\n').findIndex((one) => one.includes('- preheat')),
    );
    // Of the second round of a repeat it is the same line as of the first.
    const steps = session.workspace.plans[plan]!.steps;
    const [first, second] = ['3.1.2', '3.2.2'].map((path) => steps.findIndex((step) => step.path === path));
    expect(stepProgress(session, plan, first!).line).toEqual(stepProgress(session, plan, second!).line);
    expect(stepProgress(session, plan, first!).progress).toBeNull();
  });
});

describe('what differs from what is flashed', () => {
  const program = (steps: string) => {
    const text = `format: 1\nid: own\nname: Own\nsteps:\n${steps}`;
    const { program: read, problems } = checkProgram(text, 'own.yaml', chair);
    if (read === null) throw new Error(JSON.stringify(problems));
    return read;
  };
  const roll = '  - roll: { from: gluteal, to: mid-back, for: 3 min }\n';
  const other = '  - roll: { from: gluteal, to: mid-back, speed: 3, for: 3 min }\n';

  test('is said line by line, whatever defaults are written down', () => {
    const flashed = program(`${roll}${roll}`);
    expect(changes(flashed, program(`${roll}${roll.replace('for', 'speed: 2, for')}`))).toEqual([]);
    expect(changes(flashed, program(`${roll}${other}`))).toEqual([
      '− - roll: { from: gluteal, to: mid-back, speed: 2, width: medium, for: 3 min }',
      '+ - roll: { from: gluteal, to: mid-back, speed: 3, width: medium, for: 3 min }',
    ]);
    const repeated = `  - repeat: 2\n    steps:\n    ${roll.replace('3 min', '90 s')}${roll}`;
    expect(changes(flashed, program(repeated))).toEqual([
      '− - roll: { from: gluteal, to: mid-back, speed: 2, width: medium, for: 3 min }',
      '+ - repeat: 2',
      '+   - roll: { from: gluteal, to: mid-back, speed: 2, width: medium, for: 1 min 30 s }',
    ]);
  });
});

describe.skipIf(withoutChromium)('the editor', () => {
  test('begins a new program from a template, sets it evenly, and leads from a problem to its place', async () => {
    const page = await onPage.open();
    await page.getByRole('tab', { name: 'Programs' }).click();
    await page.getByRole('button', { name: 'New from a template' }).click();
    const content = page.locator('.cm-content');
    await eventually(() => content.textContent()).toContain('id: my-program-1');
    await eventually(() => page.locator('.verdict').textContent()).toContain('no problems');
    await content.click();
    await page.keyboard.press('Control+End');
    await page.keyboard.insertText(
      '  - rest:    {for: 5 s}\n  - roll: { from: nowhere, to: sacrum, speed: 2, for: 20 s }\n',
    );
    await page.getByRole('button', { name: 'Format' }).click();
    await eventually(() => content.textContent()).toContain('- rest: { for: 5 s }');
    // The plan of the text before its problem stands below it; a block of it leads to its line.
    const plan = page.locator('.draft-plan.before');
    await eventually(() => plan.locator('.step').count()).toBeGreaterThan(2);
    await plan.locator('[data-step="2"]').first().waitFor({ state: 'attached' });
    await plan.locator('[data-step="3"] rect').first().click();
    await eventually(() => page.locator('[data-test=draft-step]').textContent()).toMatch(
      /^3 roll 150 to 330 mm, speed 3, medium, ends after 150 s$/,
    );
    await eventually(() => cursorLine(page)).toContain('speed: 3');
    const problem = page.locator('.problems button').first();
    await problem.waitFor();
    await page.keyboard.press('Control+Home');
    await problem.click();
    await eventually(() => cursorLine(page)).toContain('nowhere');
  });
});

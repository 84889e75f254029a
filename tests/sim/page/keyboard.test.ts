/** The computer's keyboard on the page: the remote gets its keys, and nothing is pressed by mistake or stays down. */
import { describe, expect, test } from 'vitest';
import { documentOf } from '../../../sim/page/server/library.ts';
import { momentAt } from '../../../sim/page/server/moment.ts';
import type { Recording } from '../../../sim/page/server/recording.ts';
import { keyBit } from '../../../src/chair/names.ts';
import { eventually, openTestSimulator, pageOfTest, waitForState, withoutChromium } from './chromium.ts';

const onPage = pageOfTest();

/** The beeper's pulses from a tick on, each by its ticks. */
function rhythm(recording: Recording, from: number): string {
  const lasts: number[] = [];
  let sounded = false;
  for (let tick = from; tick < recording.end; tick++) {
    const sounds = momentAt(recording, tick)?.tone !== 'none';
    if (sounds && !sounded) lasts.push(0);
    if (sounds) lasts[lasts.length - 1]!++;
    sounded = sounds;
  }
  return lasts.join(' ');
}

describe.skipIf(withoutChromium)('the keyboard on the page', () => {
  test('gives Space to the remote after a checkbox was clicked', async () => {
    const page = await onPage.open();
    const person = page.getByLabel('person in the seat');
    await person.click();
    await eventually(() => onPage.simulator.session.workspace.simulation.board.plant.personKg).toBe(0);
    await person.click();
    await eventually(() => onPage.simulator.session.workspace.simulation.board.plant.personKg).toBe(75);
    // What was clicked gives the focus back once its click has had its effect.
    await eventually(() => page.evaluate<boolean>('document.activeElement === document.body')).toBe(true);
    await page.keyboard.press('Space', { delay: 150 });
    const { actions } = onPage.simulator.session.workspace;
    await eventually(() => actions.filter(({ do: what }) => what === 'down').map(({ name }) => name)).toEqual(
      ['start'],
    );
    expect(onPage.simulator.session.workspace.simulation.board.plant.personKg).toBe(75);
    // Reached by Tab, a checkbox has its key.
    await person.focus();
    await page.keyboard.press('Space');
    await eventually(() => onPage.simulator.session.workspace.simulation.board.plant.personKg).toBe(0);
  });

  test('off, start answers: it waits, starts when ready, is heard, and another refusal shows its reason', async () => {
    const page = await onPage.open();
    const display = () => page.locator('.display').getAttribute('aria-label');
    // After a click it is; until then Space is the checkbox's.
    const focusIsBack = () =>
      eventually(() => page.evaluate<boolean>('document.activeElement === document.body')).toBe(true);
    expect(await page.locator('.holds li').allTextContents()).toEqual([
      'PROG 4 s: saves the choices',
      'PROG + TIME 3 s: child lock',
      'POWER + STOP 5 s: service, from off',
    ]);
    const { session } = onPage.simulator;
    const { plant } = session.workspace.simulation.board;
    await page.getByLabel('person in the seat').click();
    await eventually(() => plant.personKg).toBe(0);
    await focusIsBack();
    // Off and empty, it says what is missing, with the sound of just that.
    const from = session.workspace.recording.end;
    await page.keyboard.press('Space', { delay: 150 });
    await eventually(display).toBe('Display: SEAT');
    await eventually(() => rhythm(session.workspace.recording, from)).toBe('30 7 7 7');
    await page.getByLabel('person in the seat').click();
    await eventually(() => plant.personKg).toBe(75);
    await focusIsBack();
    await page.keyboard.press('Space', { delay: 150 });
    await waitForState(page, 'homing');
    await eventually(display).toBe('Display: WAIT');
    const waits = session.workspace.recording.end;
    await page.getByLabel('Speed of time', { exact: true }).selectOption('60');
    await waitForState(page, 'running');
    await eventually(() => rhythm(session.workspace.recording, waits)).toMatch(/4 20$/);
  });

  test('releases what a page held down when that page closes, and nothing else', async () => {
    const page = await onPage.open();
    const other = await page.context().newPage();
    await other.goto(onPage.simulator.url);
    await other.locator('[data-test=state]').waitFor();
    await page.bringToFront();
    await page.getByRole('button', { name: 'Heat' }).hover();
    await page.mouse.down();
    await other.keyboard.down('t');
    const { session } = onPage.simulator;
    await eventually(() => session.workspace.heldKeys).toBe(keyBit('heat') | keyBit('timer'));
    await page.close();
    await eventually(() => session.workspace.heldKeys).toBe(keyBit('timer'));
    expect(session.clock.heldKeys).toBe(keyBit('timer'));
  });

  test('makes a new line in the editor where the next step belongs', async () => {
    const page = await onPage.open();
    await page.getByRole('tab', { name: 'Programs' }).click();
    await page.locator('.cm-content').waitFor();
    await eventually(() => page.locator('.verdict').textContent()).toContain('no problems');
    await page.locator('.cm-content').click();
    await page.keyboard.press('Control+End');
    // The file ends with a line break: on to the end of its last step.
    await page.keyboard.press('ArrowLeft');
    await page.keyboard.press('Enter');
    await page.keyboard.type('- rest: { for: 20 s }');
    await page.keyboard.press('Escape');
    await eventually(() => page.locator('.verdict').textContent()).toBe('no problems · not saved');
    await page.keyboard.press('Enter');
    await eventually(() => page.locator('.verdict').textContent()).toBe('no problems · not saved');
  });
});

describe('the simulator', () => {
  test('runs its program from the start when it is told to', async () => {
    const simulator = await openTestSimulator({ start: true, speed: 'max' });
    try {
      await eventually(() => simulator.session.workspace.eventLog.history.runs.length).toBe(1);
      expect(simulator.session.workspace.eventLog.history.runs[0]?.program).toBe('lower-back-relief');
    } finally {
      await simulator.close();
    }
  });

  test('switches a running chair off and into service before it flashes, when told to press the keys', async () => {
    const simulator = await openTestSimulator({ start: true, speed: 'max' });
    try {
      await eventually(() => simulator.session.workspace.simulation.control.session.state).toBe('running');
      const { servicePort, workspace, library } = simulator.session;
      const justRoll = documentOf(library, 'just-roll')!.program!;
      const flashed = servicePort!.flash(justRoll, { prepare: true, allowDowngrade: false }, () => {});
      // It is the chair that refuses a program it came with: the keys were pressed.
      await expect(flashed).rejects.toThrow('came with the chair');
      expect(workspace.simulation.control.session.state).toBe('service');
    } finally {
      await simulator.close();
    }
  });
});

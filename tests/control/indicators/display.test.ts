import { describe, expect, test } from 'vitest';
import { type FaultCode, faultCodes } from '../../../src/chair/faults.ts';
import { chair, minute, readyChair, runningChair, type TestChair } from '../session/chair.ts';

/** Everything the display shows within the time, in order. */
function shown(c: TestChair, ms: number): string[] {
  const texts: string[] = [];
  for (const endMs = c.nowMs + ms; c.nowMs < endMs; c.tick()) {
    if (c.outputs.display !== texts.at(-1)) texts.push(c.outputs.display);
  }
  return texts;
}

describe('the display', () => {
  test('is dark when the chair is off', () => {
    expect(shown(chair(), minute)).toEqual(['    ']);
  });

  test('goes round all that is chosen, so that nothing must be pressed to read it', () => {
    const c = readyChair().press('speed-down', 'spot-up', 'spot-up').wait(20_000);
    expect(new Set(shown(c, 10_000))).toEqual(new Set(['P  1', 'T 20', 'HMED', 'S -1', 'O+20']));
  });

  test('shows the minutes left every other time while the massage runs', () => {
    const c = readyChair().down('start').tick().up('start').tick();
    expect(shown(c, 15_900)).toEqual(['  15', 'P  1', '  15', 'HMED', '  15', 'S  0', '  15', 'O  0']);
    c.wait(10 * minute);
    expect(shown(c, 4000)).toContain('   5');
  });

  test('counts to the timer where that comes before the program ends', () => {
    const c = runningChair();
    while (c.session.minutes !== 10) c.press('timer');
    expect(shown(c.wait(minute), 4000)).toContain('   9');
  });

  test('shows the heat as off in the cool-down', () => {
    const c = runningChair();
    while (c.session.minutes !== 5) c.press('timer');
    const texts = shown(c.wait(4.2 * minute), 20_000);
    expect(texts).toContain('HOFF');
    expect(texts).toContain('   1');
  });

  test.each([
    { key: 'timer', text: 'T 30' },
    { key: 'heat', text: 'H HI' },
    { key: 'speed-up', text: 'S +1' },
    { key: 'spot-down', text: 'O-10' },
    { key: 'program', text: 'P  2' },
  ] as const)('shows what $key has just changed for three seconds', ({ key, text }) => {
    const c = readyChair().press(key);
    expect(c.outputs.display).toBe(text);
    // The press itself, or its release, was up to 160 ms ago.
    expect(shown(c, 2700)).toEqual([text]);
    expect(new Set(shown(c, 10_000)).size).toBe(5);
  });

  test('names the states in which the chair does something of its own', () => {
    const homing = chair();
    homing.endless.add('home');
    expect(homing.press('power').outputs.display).toBe('HOME');
    expect(readyChair().press('power').outputs.display).toBe('PARK');
    expect(runningChair().press('start').outputs.display).toBe('PAUS');
    expect(chair().hold(5100, 'power', 'stop').wait(1000).outputs.display).toBe('SERV');
    expect(runningChair().press('stop').outputs.display).toBe('STOP');
  });

  test.each(faultCodes)('shows the code of fault %s and nothing else', (code) => {
    const c = readyChair();
    c.inputs.faultLatched = true;
    c.inputs.faultCode = code;
    c.inputs.warningCode = code === 'E11' ? 'E12' : 'E11';
    c.tick();
    expect(shown(c, 20_000)).toEqual([`${code} `]);
  });

  test.each(['E72', 'E11'] satisfies FaultCode[])('slips in the code of %s, which stops nothing', (code) => {
    const c = readyChair();
    if (code === 'E72') c.down('heat').wait(11_000);
    else c.inputs.warningCode = code;
    const texts = shown(c.wait(4000), 20_000);
    expect(texts).toContain(`${code} `);
    expect(new Set(texts).size).toBe(6);
  });

  test('shows the level a key has chosen even where heat is not allowed now', () => {
    const c = runningChair()
      .press('start')
      .wait(3 * minute)
      .press('heat');
    expect(c.outputs.display).toBe('H HI');
  });

  test('has four characters, whatever the chair does', () => {
    const c = runningChair({ program: 2, minutes: 30 });
    for (const key of ['speed-up', 'spot-up', 'heat', 'timer', 'start', 'start', 'power'] as const) {
      c.press(key);
      for (const text of shown(c, 25_000)) expect(text).toMatch(/^[ A-Z0-9+?-]{4}$/);
    }
  });
});

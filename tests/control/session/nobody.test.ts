import { describe, expect, test } from 'vitest';
import { chair, minute, runningChair, type TestChair } from './chair.ts';

/** A chair without a seat switch, 15 min into a program of 30. */
function blind(program = 1): TestChair {
  return runningChair({ gentle: false, asks: true, maxMs: 15 * minute, program });
}

/** Until the chair asks: two beeps. */
function asked(): TestChair {
  const c = blind().wait(10 * minute - 400);
  expect(c.takeSounds()).toEqual([]);
  c.wait(1000);
  expect(c.takeSounds()).toEqual(['asks']);
  expect(c.outputs.display).toBe('YOU?');
  return c;
}

describe('a chair that nothing tells whether somebody sits there', () => {
  test('asks after ten minutes, and cools down and parks when no key comes within one', () => {
    const c = asked().wait(58 * 1000);
    expect(c.session.job).toBe('massage');
    c.wait(2000);
    expect(c.session).toMatchObject({ job: 'cool-down', heatAllowed: false });
    c.wait(57 * 1000);
    expect(c.session.state).toBe('running');
    c.until('parking', 3000).until('off');
    expect(c.session.history.at(-1)).toMatchObject({ minutes: 12, ended: 'seat' });
  });

  test.each(['start', 'program', 'heat', 'speed-up', 'speed-down', 'spot-up', 'spot-down', 'timer'] as const)(
    'takes %s for an answer and for nothing else, with the child lock as well',
    (key) => {
      for (const locked of [false, true]) {
        const c = asked();
        c.session.locked = locked;
        const { heatLevel, speedShift, spotMm, minutes, program } = c.session;
        c.hold(700, key);
        expect(c.session).toMatchObject({ state: 'running', job: 'massage', asking: false });
        expect(c.session).toMatchObject({ heatLevel, speedShift, spotMm, minutes, program });
        expect(c.takeSounds()).toEqual(['accepted']);
        // The rest of its 15 min, and no second question.
        c.until('parking', 5 * minute);
        expect(c.takeSounds()).toEqual(['session-end']);
        expect(c.session.history.at(-1)).toMatchObject({ minutes: 15, ended: 'timer' });
      }
    },
  );

  test('of two keys at once the second does nothing either', () => {
    const c = asked();
    const { heatLevel, speedShift } = c.session;
    c.hold(100, 'heat', 'speed-up');
    expect(c.session).toMatchObject({ asking: false, heatLevel, speedShift });
  });

  test('stop and power are no answer: they do what they always do', () => {
    expect(asked().press('stop').session.state).toBe('ready');
    expect(asked().press('power').session.state).toBe('parking');
  });

  test('a key that was down before it asked is no answer', () => {
    const c = blind()
      .wait(10 * minute - 2000)
      .down('spot-up')
      .wait(8000);
    expect(c.session).toMatchObject({ asking: true });
    c.up('spot-up').wait(2000);
    expect(c.session.asking).toBe(true);
  });

  test('after a pause in which it would have asked, start was the answer', () => {
    const c = blind()
      .wait(9 * minute)
      .press('start')
      .wait(2 * minute)
      .press('start')
      .wait(2000);
    expect(c.session).toMatchObject({ state: 'running', asking: false });
    expect(c.takeSounds()).not.toContain('asks');
  });

  test('a session that ends before ten minutes is never asked', () => {
    const c = blind(2).until('off', 7 * minute);
    expect(c.takeSounds()).toEqual(['session-end']);
  });

  test('the timer goes round 5, 10 and 15 min, and begins at 15', () => {
    const c = chair({ asks: true, maxMs: 15 * minute })
      .press('power')
      .until('ready');
    const seen = [c.session.minutes];
    for (let presses = 0; presses < 3; presses++) seen.push(c.press('timer').session.minutes);
    expect(seen).toEqual([15, 5, 10, 15]);
  });

  test('with a seat switch nobody is asked', () => {
    const c = runningChair({ program: 1 }).wait(19 * minute);
    expect(c.takeSounds()).not.toContain('asks');
  });
});

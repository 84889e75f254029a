import { describe, expect, test } from 'vitest';
import { chair, minute, readyChair, runningChair } from './chair.ts';

describe('a session from power to off', () => {
  test('power homes the chair, start proves the switches and then runs the program', () => {
    const c = chair();
    expect(c.session.state).toBe('off');
    c.press('power');
    expect(c.session.state).toBe('homing');
    c.until('ready').press('start');
    expect(c.session.state).toBe('running');
    c.wait(600);
    expect(c.jobs).toEqual(['home', 'nothing', 'switch-test', 'massage']);
    expect(c.session.sessionNumber).toBe(1);
  });

  test('a program that ends is followed by the switch test, parking and off', () => {
    const c = runningChair().until('parking', 16 * minute);
    expect(c.takeSounds()).toEqual(['session-end']);
    c.until('off');
    expect(c.jobs).toEqual(['switch-test', 'park', 'nothing']);
    expect(c.session.history.at(-1)).toMatchObject({ program: 'first', ended: 'completed', minutes: 15 });
  });

  test('stop leaves the sequencer nothing to do in the tick it is pressed, and the chair ready', () => {
    const c = runningChair().down('stop').tick();
    expect(c.session.job).toBe('nothing');
    expect(c.session.heatAllowed).toBe(false);
    expect(c.session.state).toBe('ready');
    c.press('start');
    expect(c.session.state).toBe('ready');
    c.up('stop').wait(100).press('start');
    expect(c.session.state).toBe('running');
  });

  test('start pauses and resumes', () => {
    const c = runningChair().press('start');
    expect(c.session).toMatchObject({ state: 'paused', job: 'pause' });
    c.press('start');
    expect(c.session).toMatchObject({ state: 'running', job: 'massage' });
  });

  test('power parks the chair and ends off; any key stops parking', () => {
    const c = readyChair().press('power');
    expect(c.session).toMatchObject({ state: 'parking', job: 'park' });
    c.until('off').press('power').until('ready').press('power').down('heat').tick();
    expect(c.session).toMatchObject({ state: 'ready', job: 'nothing' });
  });

  test('a controller that has tripped is armed by the key that gives the chair something to do, and by nothing else', () => {
    const c = chair();
    const armedAt: string[] = [];
    const watch = (what: () => void) => {
      const { arms } = c;
      what();
      armedAt.push(`${c.arms - arms}`);
    };
    watch(() => c.press('power').until('ready').wait(5000));
    watch(() => c.press('start').wait(5000));
    watch(() => c.press('stop').wait(5000));
    watch(() => c.press('heat', 'timer', 'stop'));
    watch(() => c.press('start').wait(2000).press('start', 'start').wait(2000));
    watch(() => c.wait(16 * minute));
    expect(c.session.state).toBe('off');
    expect(armedAt).toEqual(['1', '1', '0', '0', '1', '0']);
  });
});

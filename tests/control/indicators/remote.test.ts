import { describe, expect, test } from 'vitest';
import { remoteLimits } from '../../../src/chair/limits.ts';
import { sessionStates } from '../../../src/chair/names.ts';
import { createLamp, stepLamp } from '../../../src/control/indicators/lamps.ts';
import { readyChair, runningChair } from '../session/chair.ts';

describe('the status lamp', () => {
  /** Blink periods as a person is told them, in ms; 0 is dark. */
  const periods = {
    off: 0,
    homing: 2000,
    ready: 2000,
    running: 500,
    paused: 1000,
    parking: 300,
    fault: 100,
    service: 3000,
  };

  test.each(sessionStates)('blinks as it should when %s', (state) => {
    const lamp = createLamp();
    const lit = Array.from({ length: 3000 }, (_, tick) => {
      stepLamp(lamp, state, 1000, 1000 + tick * 20);
      return lamp.lit;
    });
    const period = periods[state];
    expect(remoteLimits.blinkMs[state]).toBe(period);
    if (period === 0) {
      expect(lit).not.toContain(true);
      return;
    }
    expect(lit[0]).toBe(true);
    const starts = lit.filter((on, tick) => on && lit[tick - 1] !== true).length;
    expect(starts).toBe(60_000 / period);
    const share = lit.filter(Boolean).length / lit.length;
    expect(share).toBeGreaterThan(0.45);
    expect(share).toBeLessThanOrEqual(0.6);
  });
});

test('the status lamp begins anew with each state, wherever it was in its blink', () => {
  const lamp = createLamp();
  stepLamp(lamp, 'off', 0, 0);
  stepLamp(lamp, 'ready', 500, 500);
  expect(lamp.lit).toBe(true);
  stepLamp(lamp, 'ready', 500, 1600);
  expect(lamp.lit).toBe(false);
  stepLamp(lamp, 'running', 1620, 1620);
  expect(lamp.lit).toBe(true);
});

describe('the remote answers', () => {
  test('a press in the tick it is seen: lamp, beeper and display', () => {
    const c = readyChair().wait(1500);
    expect(c.outputs).toMatchObject({ lamp: false, beeper: false });
    c.down('start').tick();
    expect(c.outputs).toMatchObject({ lamp: true, beeper: true, display: ' 15'.padStart(4) });
  });

  test('with nothing but its signs: what moves or heats is not its business', () => {
    const c = runningChair();
    c.outputs.motorRelay = true;
    c.outputs.carriageDuty = 0.5;
    c.press('heat');
    expect(c.outputs).toMatchObject({ motorRelay: true, carriageDuty: 0.5, padsOn: [false, false] });
  });
});

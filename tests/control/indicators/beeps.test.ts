import { describe, expect, test } from 'vitest';
import { createBeeps, sounds, stepBeeps } from '../../../src/control/indicators/beeps.ts';
import type { SoundName } from '../../../src/control/session/sounds.ts';

/** The sound as `tone x ticks`, silence as `-`. */
function heard(sound: SoundName, ticks = 300): string {
  const beeps = createBeeps();
  const rows: { tone: string; ticks: number }[] = [];
  for (let tick = 0; tick < ticks; tick++) {
    stepBeeps(beeps, tick === 0 ? sound : 'none', tick * 20);
    const tone = beeps.on ? beeps.tone : '-';
    const last = rows.at(-1);
    if (last?.tone === tone) last.ticks++;
    else rows.push({ tone, ticks: 1 });
  }
  rows.pop();
  return rows.map(({ tone, ticks: count }) => `${tone}x${count}`).join(' ');
}

describe('the beeper', () => {
  test.each([
    { sound: 'accepted', pulses: 'highx4' },
    { sound: 'wrapped', pulses: 'highx4 -x4 highx4' },
    { sound: 'refused-state', pulses: 'lowx30' },
    { sound: 'refused-limit', pulses: 'lowx30 -x8 lowx7' },
    { sound: 'refused-lock', pulses: 'lowx30 -x8 lowx7 -x8 lowx7' },
    { sound: 'refused-seat', pulses: 'lowx30 -x8 lowx7 -x8 lowx7 -x8 lowx7' },
    { sound: 'ready', pulses: 'highx4 -x4 highx20' },
    { sound: 'session-end', pulses: 'highx15 -x10 highx15 -x10 lowx30' },
  ] as const)('says $sound as $pulses', ({ sound, pulses }) => {
    expect(heard(sound)).toBe(pulses);
  });

  test('tells all sounds apart by length and rhythm alone', () => {
    const names = (Object.keys(sounds) as SoundName[]).filter((sound) => sound !== 'none');
    const rhythms = names.map((sound) => heard(sound).replace(/high|low/g, 'on'));
    expect(new Set(rhythms).size).toBe(names.length);
  });

  test('alarms for more than two seconds at a fault', () => {
    expect(heard('fault')).toBe(new Array(4).fill('highx10 lowx10').join(' -x5 '));
  });

  test('is silent when nothing is to be said, and after every sound', () => {
    expect(heard('none')).toBe('');
    for (const sound of Object.keys(sounds) as SoundName[]) {
      const beeps = createBeeps();
      stepBeeps(beeps, sound, 0);
      for (let tick = 1; tick < 300; tick++) stepBeeps(beeps, 'none', tick * 20);
      expect(beeps).toMatchObject({ sound: 'none', on: false, tone: 'none' });
    }
  });

  test('begins a new sound at once', () => {
    const beeps = createBeeps();
    stepBeeps(beeps, 'refused-state', 0);
    stepBeeps(beeps, 'accepted', 100);
    expect(beeps).toMatchObject({ on: true, tone: 'high' });
    stepBeeps(beeps, 'none', 180);
    expect(beeps.on).toBe(false);
  });

  test('catches up when a tick comes late', () => {
    const beeps = createBeeps();
    stepBeeps(beeps, 'wrapped', 0);
    stepBeeps(beeps, 'none', 5000);
    stepBeeps(beeps, 'none', 5020);
    expect(beeps).toMatchObject({ sound: 'none', on: false });
  });
});

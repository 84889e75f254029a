/**
 * The beeper's sounds and their player. A sound is a row of pulses. The beeper is only on or off; the tone
 * applies where the board or the page can choose one. Steps are whole ticks.
 */
import { at } from '../../chair/assert.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { SoundName } from '../session/sounds.ts';

export type Tone = 'none' | 'high' | 'low';

interface Pulse {
  readonly tone: Tone;
  readonly onMs: Milliseconds;
  readonly offMs: Milliseconds;
}

const short: Pulse = { tone: 'high', onMs: 80, offMs: 80 };
/** "No"; the number of `why` pulses after it gives the reason. */
const no: Pulse = { tone: 'low', onMs: 600, offMs: 160 };
const why: Pulse = { tone: 'low', onMs: 140, offMs: 160 };

/**
 * One beep: accepted. Two: wrapped round. Short and long: ready. Long low: refused. Length and rhythm alone distinguish
 * them, since most beepers have one tone.
 */
export const sounds = {
  none: [],
  accepted: [short],
  wrapped: [short, short],
  // Longer than `wrapped`, and so louder: it may have to wake somebody.
  asks: [
    { tone: 'high', onMs: 300, offMs: 200 },
    { tone: 'high', onMs: 300, offMs: 200 },
  ],
  ready: [short, { tone: 'high', onMs: 400, offMs: 80 }],
  'refused-state': [no],
  'refused-limit': [no, why],
  'refused-lock': [no, why, why],
  'refused-seat': [no, why, why, why],
  'session-end': [
    { tone: 'high', onMs: 300, offMs: 200 },
    { tone: 'high', onMs: 300, offMs: 200 },
    { tone: 'low', onMs: 600, offMs: 80 },
  ],
  fault: [
    { tone: 'high', onMs: 200, offMs: 0 },
    { tone: 'low', onMs: 200, offMs: 100 },
    { tone: 'high', onMs: 200, offMs: 0 },
    { tone: 'low', onMs: 200, offMs: 100 },
    { tone: 'high', onMs: 200, offMs: 0 },
    { tone: 'low', onMs: 200, offMs: 100 },
    { tone: 'high', onMs: 200, offMs: 0 },
    { tone: 'low', onMs: 200, offMs: 100 },
  ],
} as const satisfies Record<SoundName, readonly Pulse[]>;

export interface Beeps {
  sound: SoundName;
  pulse: number;
  pulseSinceMs: Milliseconds;
  on: boolean;
  tone: Tone;
}

export function createBeeps(): Beeps {
  return { sound: 'none', pulse: 0, pulseSinceMs: 0, on: false, tone: 'none' };
}

/** Begins `sound` if it is not `none`, cutting off the one before; then sets whether the beeper is on now. */
export function stepBeeps(beeps: Beeps, sound: SoundName, nowMs: Milliseconds): void {
  if (sound !== 'none') {
    beeps.sound = sound;
    beeps.pulse = 0;
    beeps.pulseSinceMs = nowMs;
  } else if (beeps.sound === 'none') return;
  const pulses: readonly Pulse[] = sounds[beeps.sound];
  let pulse = at(pulses, beeps.pulse, 'pulse');
  const lastsMs = pulse.onMs + pulse.offMs;
  if (nowMs - beeps.pulseSinceMs >= lastsMs) {
    beeps.pulse++;
    beeps.pulseSinceMs += lastsMs;
    if (beeps.pulse >= pulses.length) {
      beeps.sound = 'none';
      beeps.on = false;
      beeps.tone = 'none';
      return;
    }
    pulse = at(pulses, beeps.pulse, 'pulse');
  }
  beeps.on = nowMs - beeps.pulseSinceMs < pulse.onMs;
  beeps.tone = beeps.on ? pulse.tone : 'none';
}

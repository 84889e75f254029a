import { describe, expect, test } from 'vitest';
import { type NoiseKind, noiseIntoFirmware, noiseIntoHost } from './noise.ts';

const kinds: NoiseKind[] = ['random', 'damaged streams'];

describe('noise on the line', () => {
  test.each(kinds)(
    'into the firmware (%s) turns no guarded output on, and the chair is ready within a second',
    (kind) => {
      const result = noiseIntoFirmware(kind, kind === 'random' ? 200_000 : 20_000);
      expect(result.turnsOn).toBe(0);
      expect(result.recoveredMs).toBeLessThan(1000);
    },
  );

  test.each(kinds)('into the host (%s) does not end it, and the chair is ready within a second', (kind) => {
    const result = noiseIntoHost(kind, kind === 'random' ? 400_000 : 4_000, 5);
    expect(result.turnsOn).toBe(0);
    expect(result.recoveredMs).toBeLessThan(1000);
  });
});

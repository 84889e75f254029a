import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Model } from './model.ts';
import { people, Real, wayOut } from './play.ts';

test('whatever people press, session and model agree in every tick, and stop, power and start still work', () => {
  const seen = new Set<string>();
  fc.assert(
    fc.property(people, (commands) => {
      const model = new Model();
      const real = new Real();
      real.tick(model, 20);
      fc.modelRun(() => ({ model, real }), commands);
      wayOut(model, real);
      for (const { ended } of real.session.history) seen.add(ended);
    }),
    { numRuns: 1000, seed: 5 },
  );
  // The sequences are worth something only if they get everywhere.
  for (const ended of ['stopped', 'power', 'pause', 'seat', 'timer', 'completed', 'E71', 'E31']) {
    expect(seen).toContain(ended);
  }
});

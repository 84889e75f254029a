import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type SessionState, sessionStates } from '../../../src/chair/names.ts';
import { eventTable } from '../../../src/control/session/event-table.ts';
import { keyTable } from '../../../src/control/session/key-table.ts';
import type { Cell } from '../../../src/control/session/transitions.ts';
import { eventTriggers, keyTriggers, type Trigger } from '../../../src/control/session/triggers.ts';
import { Model } from './model.ts';
import { people, Real, wayOut } from './play.ts';

/** All ways from one state to another that stand in the tables, as `from trigger to`. */
function ways(): string[] {
  const found = new Set<string>();
  const add = (from: SessionState, trigger: Trigger, cell: Cell) => {
    for (const { to } of cell) if (to !== undefined) found.add(`${from} ${trigger} ${to}`);
  };
  for (const state of sessionStates) {
    for (const trigger of keyTriggers) add(state, trigger, keyTable[state][trigger]);
    for (const trigger of eventTriggers) {
      // Whenever stop is down its press has been heard: the session's own tests look at these. And a chair with a power
      // key stands ready as long as it is left so: tests/chairs/few-keys.test.ts.
      if (trigger !== 'stop-held' && trigger !== 'ready-idle')
        add(state, trigger, eventTable[trigger][state]);
    }
  }
  return [...found].sort();
}

test('whatever people do and whatever breaks, session and model agree in every tick, all ways are taken, and stop, power and start still work', () => {
  const { seen, taken, diskSaid } = play(false, 1000);
  // The sequences are worth something only if they get everywhere.
  for (const ended of ['stopped', 'power', 'pause', 'seat', 'timer', 'completed', 'E71', 'E31']) {
    expect(seen).toContain(ended);
  }
  expect(ways().filter((way) => !taken.has(way))).toEqual([]);
  expect(diskSaid.kept).toBeGreaterThan(20);
  expect(diskSaid.failed).toBeGreaterThan(5);
});

test('the same where nothing tells whether somebody sits there, and the chair asks', () => {
  const { seen, asked } = play(true, 600);
  for (const ended of ['stopped', 'timer', 'power', 'seat']) expect(seen).toContain(ended);
  expect(asked).toBeGreaterThan(20);
});

test('the same on a remote without a start key, where power starts as well', () => {
  const { seen, taken } = play(true, 400, true);
  for (const ended of ['stopped', 'timer', 'power']) expect(seen).toContain(ended);
  expect(taken).toContain('off start homing');
  expect(taken).not.toContain('off power homing');
});

function play(blind: boolean, numRuns: number, powerStarts = false) {
  const seen = new Set<string>();
  let asked = 0;
  const diskSaid = { kept: 0, failed: 0 };
  const taken = new Set<string>();
  fc.assert(
    fc.property(people, (commands) => {
      const model = new Model(blind, powerStarts);
      const real = new Real(blind, powerStarts);
      real.tick(model, 20);
      fc.modelRun(() => ({ model, real }), commands);
      wayOut(model, real);
      for (const { ended } of real.session.history) seen.add(ended);
      asked += real.asked;
      diskSaid.kept += real.diskSaid.kept;
      diskSaid.failed += real.diskSaid.failed;
      for (const way of real.taken) taken.add(way);
    }),
    { numRuns, seed: 5 },
  );
  return { seen, taken, asked, diskSaid };
}

/**
 * The remote under random hands: 100,000 key sequences on the session and on the independent model beside it,
 * compared in every tick, each followed by stop, off, on and start; and what keys, session and signs cost a tick.
 */
import fc from 'fast-check';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createRemote, stepRemote } from '../../src/control/indicators/remote.ts';
import { createKeys, readKeys } from '../../src/control/keys/keys.ts';
import { createSession, createSessionInputs, stepSession } from '../../src/control/session/session.ts';
import { chair } from '../chair.ts';
import { Model } from '../control/session/model.ts';
import { people, Real, wayOut } from '../control/session/play.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const sequences = 100_000;
/** Another seed, other people. */
const seed = 2026;

export function remoteRows(): BenchRow[] {
  // Measured first, before the sequences have shown the engine their own objects.
  const tickNs = nsPerTick();
  let ticks = 0;
  let sessions = 0;
  let states = 0;
  let failure = 0;
  try {
    fc.assert(
      fc.property(people, (commands) => {
        const model = new Model();
        const real = new Real();
        real.tick(model, 20);
        try {
          fc.modelRun(() => ({ model, real }), commands);
          wayOut(model, real);
        } finally {
          ticks += real.ticks;
          sessions += real.session.sessionNumber;
          states += real.states;
        }
      }),
      { numRuns: sequences, seed },
    );
  } catch (error) {
    failure = 1;
    console.error(error);
  }
  return [
    row('random key sequences', sequences, 'sequences'),
    row('of these with a difference, stuck, or not stopped at once', failure, 'found'),
    row('ticks compared', ticks, 'ticks'),
    row('changes of state', states, 'changes'),
    row('sessions begun', sessions, 'sessions'),
    row('keys, session and signs, a tick of a massage', tickNs, 'ns'),
  ];
}

function nsPerTick(): number {
  const keys = createKeys();
  const session = createSession({ gentle: false, minutes: 30 });
  const remote = createRemote();
  const outputs = createOutputs(chair);
  const inputs = createSessionInputs();
  inputs.programs = [{ id: 'one', plannedMs: 30 * 60_000, heat: 2 }];
  inputs.seat = true;
  let nowMs = 0;
  const run = (raw: number, ticks: number, jobDone: boolean) => {
    inputs.jobDone = jobDone;
    for (let tick = 0; tick < ticks; tick++) {
      readKeys(keys, raw, nowMs);
      inputs.programLeftMs = 30 * 60_000 - session.massageMs;
      stepSession(session, keys, inputs, nowMs);
      stepRemote(remote, session, keys, inputs, nowMs, outputs);
      nowMs += 20;
    }
  };
  const times: number[] = [];
  for (let round = 0; round < 15; round++) {
    // Power, start, and 29 minutes of massage, as most ticks of the chair's life are.
    run(0, 3, false);
    run(1, 3, false);
    run(0, 3, false);
    run(0, 2, true);
    run(2, 3, false);
    run(0, 3, false);
    if (!session.inSession) {
      run(2, 3, false);
      run(0, 3, false);
    }
    run(0, 1, true);
    const ticks = 29 * 60 * 50;
    const before = process.hrtime.bigint();
    run(0, ticks, false);
    times.push(Number(process.hrtime.bigint() - before) / ticks);
    if (session.job !== 'massage') throw new Error(`the bench measures ${session.state}, ${session.job}`);
    // Stop, and off by power with stop.
    run(4, 3, false);
    run(5, 3, false);
    run(0, 3, false);
  }
  return medianOf(times);
}

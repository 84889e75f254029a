import { createHash } from 'node:crypto';
import { expect, test } from 'vitest';
import { createStoreJudge, judgeKept, judgeStore } from '../../../sim/campaign/judge-store.ts';
import type { Simulation } from '../../../sim/chair/simulation.ts';
import type { Work } from '../../../sim/chair/technician.ts';
import type { SessionState } from '../../../src/chair/names.ts';

const work = { do: 'restore', id: 'x' };

/** What the judge finds, tick by tick, of a technician's work that is acknowledged in the last. */
function findings(states: readonly SessionState[]): readonly (string | null)[] {
  const judge = createStoreJudge();
  return states.map((state, tick) => {
    const isLast = tick === states.length - 1;
    const technician = { work: isLast ? null : work, done: isLast ? [work] : [], failed: [] };
    const machine = { control: { session: { state } } };
    const simulation = { technician, machine, hostLost: false, starts: 1 } as unknown as Simulation;
    return judgeStore(judge, simulation)?.invariant ?? null;
  });
}

test('work that was taken in service may end after it', () => {
  expect(findings(['service', 'service', 'off', 'off'])).toEqual([null, null, null, null]);
  // Begun and ended in the very tick that left service.
  expect(findings(['service', 'off'])).toEqual([null, null]);
});

test('work that was never in service is written outside it', () => {
  expect(findings(['off', 'off', 'off'])).toEqual([null, null, 'written outside service']);
});

const first = Uint8Array.of(1);
const second = Uint8Array.of(2);
const flash = (bytes: Uint8Array): Work => ({ do: 'flash', id: 'x', package: bytes });

/** What is found lost after work that was acknowledged or refused, where the chair then holds this package in effect. */
function lost(
  works: readonly (readonly [Work, 'done' | 'refused'])[],
  holds: Uint8Array | null,
): string | null {
  const judge = createStoreJudge();
  const of = (wanted: 'done' | 'refused') => works.filter(([, how]) => how === wanted);
  const hash = holds === null ? null : createHash('sha256').update(holds).digest('hex');
  const programs = hash === null ? [] : [{ id: 'x', active: { hash } }];
  const machine = { control: { session: { state: 'service' } }, store: { index: { programs } } };
  // One after the other: what was refused and what was done are two lists.
  for (let ended = 1; ended <= works.length; ended++) {
    const so = works.slice(0, ended);
    const technician = {
      work: null,
      done: of('done').flatMap((each) => (so.includes(each) ? [each[0]] : [])),
      failed: of('refused').flatMap((each) => (so.includes(each) ? [each[0]] : [])),
    };
    judgeStore(judge, { technician, machine, hostLost: false, starts: 1 } as unknown as Simulation);
  }
  return judgeKept(judge, { machine } as unknown as Simulation)?.invariant ?? null;
}

test('a rollback goes to what was flashed before, and anything else is lost', () => {
  const works = [
    [flash(first), 'done'],
    [flash(second), 'done'],
    [{ do: 'rollback', id: 'x' }, 'done'],
  ] as const;
  expect(lost(works, first)).toBeNull();
  expect(lost(works, second)).toBe('lost what was acknowledged');
  expect(lost(works, null)).toBe('lost what was acknowledged');
});

test('what was before a refusal is not known, nor what a rollback then goes to', () => {
  const works = [
    [flash(first), 'done'],
    [{ do: 'delete', id: 'x' }, 'refused'],
    [flash(second), 'done'],
  ] as const;
  expect(lost(works, first)).toBe('lost what was acknowledged');
  expect(lost([...works, [{ do: 'rollback', id: 'x' }, 'done']], first)).toBeNull();
});

test('flashing once more what is in effect changes nothing, nor what a rollback goes to', () => {
  const works = [
    [flash(first), 'done'],
    [flash(second), 'done'],
    [flash(second), 'done'],
    [{ do: 'rollback', id: 'x' }, 'done'],
  ] as const;
  expect(lost(works, first)).toBeNull();
  expect(lost(works, second)).toBe('lost what was acknowledged');
});

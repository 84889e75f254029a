/**
 * Events on the host's side, in addition to faults of the chair: a technician at the service port in any state, a disk
 * that fills up, fails or is torn, a software mistake, and a chair file that is missing at a start. Drawn from a
 * sequence of their own.
 */

import type { Chair } from '../../src/chair/chair.ts';
import { checkProgramValue } from '../../src/program/language/check.ts';
import type { Program } from '../../src/program/language/program.ts';
import { chance, createRandom, nextBelow, nextBetween, pick, type Random } from '../random.ts';
import type { Action, TechnicianOrder } from '../scenario/scenario.ts';
import { plainProgram } from './programs.ts';

/** Shares of the seeds that have each. */
const visitShare = 0.3;
const diskShare = 0.2;
const mistakeShare = 0.03;
const noChairFileShare = 0.02;

/** Only two ids, so that orders interact: activating a deleted program, rolling back one that was never flashed. */
const ids = ['visit-one', 'visit-two'] as const;

function drawOrder(random: Random, chair: Chair): TechnicianOrder {
  const id = pick(random, ids);
  switch (nextBelow(random, 8)) {
    case 0:
    case 1:
    case 2:
      return flashOf(id, 1 + nextBelow(random, 3), chair);
    case 3:
      return { do: 'activate', id };
    case 4:
      return { do: 'rollback', id };
    case 5:
      return { do: 'delete', id };
    case 6:
      return pick(random, [{ do: 'selftest' }, { do: 'reset' }] as const);
    default:
      return { do: 'restore', settings: { locked: false, program: '', minutes: 10, memories: [] } };
  }
}

function flashOf(id: string, version: number, chair: Chair): TechnicianOrder {
  const as = { ...plainProgram(id, chair), version };
  return { do: 'flash', program: checkedProgram(as, chair), as };
}

function checkedProgram(value: object, chair: Chair): Program {
  const { program, problems } = checkProgramValue(value, '<visit>', chair, chair.abilities);
  if (program === null) throw new Error(`the technician's program has problems: ${problems[0]?.message}`);
  return program;
}

const diskFaults = ['full', 'torn', 'read-only', 'failing', 'damaged'] as const;

/** Puts visits and faults of the disk between the steps of a schedule. */
export function addVisits(seed: number, steps: readonly Action[], chair: Chair): Action[] {
  const random = createRandom(seed * 2 + 0x7669);
  const told = [...steps];
  const inService = steps.findIndex(
    (step) => step.kind === 'hold' && step.keys.includes('stop') && step.keys.includes('power'),
  );
  if (chance(random, visitShare)) {
    for (let count = 1 + nextBelow(random, 4); count > 0; count--) {
      const serves = inService >= 0 && chance(random, 0.8);
      const at = serves ? inService + 1 : nextBelow(random, told.length + 1);
      told.splice(at, 0, { kind: 'technician', order: drawOrder(random, chair) }, waitOf(random));
    }
  }
  if (chance(random, diskShare)) {
    const value = pick(random, diskFaults);
    const at = nextBelow(random, told.length + 1);
    told.splice(at, 0, { kind: 'fault', faults: [{ name: 'disk', value }] }, waitOf(random));
    if (chance(random, 0.5)) told.push({ kind: 'fault', faults: [{ name: 'disk', value: 'none' }] });
    // A start shows what a torn write has left.
    if (chance(random, 0.5)) told.push(...powerCut(random));
  }
  if (chance(random, mistakeShare)) {
    const at = nextBelow(random, told.length + 1);
    told.splice(at, 0, { kind: 'fault', faults: [{ name: 'assertion', value: 'fails' }] }, waitOf(random));
  }
  if (chance(random, noChairFileShare)) {
    told.push({ kind: 'fault', faults: [{ name: 'chair-file', value: 'missing' }] }, ...powerCut(random));
    if (chance(random, 0.5))
      told.push({ kind: 'fault', faults: [{ name: 'chair-file', value: 'none' }] }, ...powerCut(random));
  }
  return told;
}

const waitOf = (random: Random): Action => ({
  kind: 'wait',
  forMs: Math.round(nextBetween(random, 20, 4000) / 20) * 20,
});

function powerCut(random: Random): Action[] {
  return [
    { kind: 'fault', faults: [{ name: 'power', value: 'cut' }] },
    waitOf(random),
    { kind: 'fault', faults: [{ name: 'power', value: 'none' }] },
    waitOf(random),
  ];
}

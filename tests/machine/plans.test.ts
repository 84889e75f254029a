/** What is planned when programs change: only what is new, since to plan all takes longer than a tick. */
import { expect, test } from 'vitest';
import { offerPrograms } from '../../src/machine/machine.ts';
import { checkProgramValue } from '../../src/program/language/check.ts';
import type { Program } from '../../src/program/language/program.ts';
import { chair } from '../chair.ts';
import { programValue } from '../service/stand.ts';
import { byHand, planOf } from './by-hand.ts';

function read(id: string): Program {
  const { program } = checkProgramValue(programValue(id, 1), id, chair);
  if (program === null) throw new Error(`${id} has problems`);
  return program;
}

test('a flashed program is planned once, and anew when it is another one', () => {
  const hand = byHand();
  const { machine } = hand;
  const generation = { hash: 'ab'.repeat(32), version: 1, bytes: 1, keyId: 'cd'.repeat(16) };
  const flash = (...programs: Program[]) => {
    machine.service.loaded = programs.map((program) => ({
      id: program.id,
      generation,
      program,
      reason: null,
      detail: '',
    }));
    offerPrograms(machine, [planOf('first')]);
    hand.step();
    return machine.control.programs.slice(1);
  };
  const [one, two] = [read('one'), read('two')];
  const [planned] = flash(one);
  expect(planned).toMatchObject({ program: 'one' });
  const both = flash(one, two);
  expect(both.map(({ program }) => program)).toEqual(['one', 'two']);
  expect(both[0]).toBe(planned);
  const [other] = flash(read('one'));
  expect(other).toEqual(planned);
  expect(other).not.toBe(planned);
});

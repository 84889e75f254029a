/** What becomes of a chair whose software finds a mistake of its own in the middle of a turn. */
import { describe, expect, test } from 'vitest';
import { AssertionFailed } from '../../src/chair/assert.ts';
import { hasFault } from '../../src/chair/fault-set.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { activeFaults } from '../../src/control/guard/guard.ts';
import { openMachine } from '../../src/machine/machine.ts';
import { endedByMistake } from '../../src/machine/mistake.ts';
import { createController, type Disk, decideOrFail } from '../../src/run/controller.ts';
import { lineBytesMax } from '../../src/store/log.ts';
import { logText } from '../../src/store/store.ts';
import { chair } from '../chair.ts';
import { createDisk } from '../store/faulty-disk.ts';
import { planOf } from './by-hand.ts';

const line = (boot: number, more: object): string => `${JSON.stringify({ boot, code: 'E58', ...more })}\n`;

describe('the start before this one', () => {
  test.each([
    ['ended so', line(3, { mistake: 'There is no pad 2 among 2.' }), true],
    ['showed only what the one before it had ended by', line(3, { part: '' }), false],
    ['but one', line(2, { mistake: 'There is no pad 2 among 2.' }), false],
    ['left nothing', '', false],
    ['left lines that are none', 'null\n{"boot":\n7\n', false],
  ])('%s', (_, log, ended) => {
    expect(endedByMistake(log, 4)).toBe(ended);
  });
});

/** A chair whose stages throw this in every turn that they are told to. */
function failing(mistake: unknown) {
  const home = createDisk();
  const options = { chair, factory: [planOf('first')], software: '1.2.3' };
  let ended: ReturnType<Disk['take']>[number][] = [];
  const disk: Disk = {
    begin({ id, write }) {
      ended.push({ id, result: home.carryOut(write) });
    },
    take() {
      const taken = ended;
      ended = [];
      return taken;
    },
  };
  const board = { read() {}, write() {} };
  const open = () => openMachine(options, home.image());
  const controller = createController(board, disk, open());
  const told: unknown[] = [];
  const decide = () => decideOrFail(controller, controller.nowMs, (what) => told.push(what));
  for (let tick = 0; tick < 50; tick++) {
    decide();
    controller.nowMs += 20;
  }
  controller.outputs.padRelay = true;
  controller.outputs.arm = true;
  controller.control.disturb = () => {
    throw mistake;
  };
  return { controller, decide, told, open };
}

describe('a turn that throws', () => {
  const mistake = new AssertionFailed('There is no pad 2 among 2.');

  test('leaves everything off in that tick, and tells what failed', () => {
    const { controller, decide, told } = failing(mistake);
    expect(decide()).toBeNull();
    expect(controller.outputs).toEqual(createOutputs(chair));
    expect(told).toEqual([mistake]);
  });

  test.each([
    ['an assertion', mistake, /^There is no pad 2 among 2\.$/],
    ['anything else', 'ä\n'.repeat(2 * lineBytesMax), /^\?+$/],
  ])('%s is kept, and the next start has E58', (_, what, text) => {
    const { decide, open } = failing(what);
    decide();
    const next = open();
    expect(hasFault(activeFaults(next.control.guard), 'E58')).toBe(true);
    const [first = ''] = logText(next.store, 'faults').split('\n');
    expect((JSON.parse(first) as { mistake: string }).mistake).toMatch(text);
  });
});

import { describe, expect, test } from 'vitest';
import { avrPort } from '../../sim/boards/avrport.ts';
import type { ChairBoard } from '../../sim/boards/board.ts';
import { modelPort } from '../../sim/boards/modelport.ts';
import { createClient } from '../../src/service/client.ts';
import { openPort } from '../../src/service/port.ts';
import { runSelfTest } from '../../src/service/technician.ts';
import { chair } from '../chair.ts';
import { openLiveChair } from './live-chair.ts';

/** Asks for the self-test over the service port and waits for its table. */
async function tested(board: ChairBoard) {
  const chair = await openLiveChair(board);
  const client = createClient(await openPort(chair.address));
  try {
    await chair.enterService();
    return await runSelfTest(client);
  } finally {
    await client.close();
    await chair.close();
  }
}

describe('the self-test over the service port', () => {
  const boards: Readonly<Record<string, () => ChairBoard>> = {
    'the model': () => modelPort(chair, {}),
    'the emulated board': () => avrPort(chair, { seed: 1, ambientC: 22, personKg: 0 }),
  };
  for (const [name, board] of Object.entries(boards)) {
    test(`passes on ${name}, with a figure and limits for every row`, async () => {
      const report = await tested(board());
      expect(report.rows.filter((row) => !row.pass)).toEqual([]);
      expect(report).toMatchObject({ running: false, passed: true, stopped: '' });
      expect(report.rows.length).toBeGreaterThan(15);
    });
  }

  test('fails on a chair whose pad is open, and says which row', async () => {
    const board = modelPort(chair, {});
    board.break('pad.sacral', 'open');
    const report = await tested(board);
    expect(report.passed).toBe(false);
    expect(report.stopped !== '' || report.rows.some(({ name, pass }) => /sacral/.test(name) && !pass)).toBe(
      true,
    );
  });
});

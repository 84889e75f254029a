import { expect, test } from 'vitest';
import { loadChair } from '../../src/board/shipped.ts';
import { type OnTest, onTestOf, rows, turn } from './hazard-phases.ts';
import { rewindable } from './rewind.ts';

/** What so many turns bring from here. */
const turns = (chair: OnTest, count: number): string => {
  const seen: unknown[] = [];
  for (let index = 0; index < count; index++) {
    turn(chair);
    const { plant, pins } = chair.board;
    if (index % 10 === 0)
      seen.push([plant.carriageMm, plant.supplyV, pins.padsOn.join(), chair.control.session.state]);
  }
  return JSON.stringify([seen, chair.sensors, chair.outputs]);
};

test.each(['lumbar-1', 'chair-a'])('%s put back goes on as it did, whatever was broken meanwhile', (id) => {
  const roll = rows.find(({ hazard }) => hazard === 'jam');
  if (roll === undefined) throw new Error('no such row');
  const [chair, untouched] = [onTestOf(loadChair(id), roll, 7), onTestOf(loadChair(id), roll, 7)];
  turns(chair, 200);
  turns(untouched, 200);
  const restore = rewindable(chair, chair.board.model);
  chair.board.break('carriage', 'jammed');
  chair.board.break('supply', 12);
  turns(chair, 500);
  restore();
  expect(turns(chair, 300)).toBe(turns(untouched, 300));
});

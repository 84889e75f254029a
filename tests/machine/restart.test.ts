/** What the guard knows of the time before a restart, as the disk has kept it or has not. */
import { describe, expect, test } from 'vitest';
import { minuteMs } from '../../src/chair/units.ts';
import { passTime } from '../../src/control/guard/timers.ts';
import { storeFormat } from '../../src/store/sealed.ts';
import { createDisk } from '../store/faulty-disk.ts';
import { openHome, reopened, textBytes } from '../store/home.ts';
import { sealedAs } from '../store/older-store.ts';
import { type ByHand, byHand } from './by-hand.ts';

const heatOf = ({ machine }: ByHand) => machine.control.guard.counts.clock.heat;

/** How long the spot that the arms are on may have been worked before the chair was switched on. */
const workedMs = ({ machine }: ByHand) =>
  Math.max(...machine.control.guard.counts.spot.spots.map((spot) => spot.workedMs));

/** On a disk on which no chair has ever run. */
const newChair = () => byHand({}, { ...openHome(), disk: createDisk() });

/** The files that were written in so many turns, in their order. */
function filesIn(hand: ByHand, ms: number): string[] {
  return Array.from({ length: ms / 20 }, () => hand.step().keep.map(({ write }) => write.file)).flat();
}

describe('the spot under the arms', () => {
  test('is fresh on a chair that starts for the first time, and may have been worked on any other', () => {
    expect(workedMs(newChair())).toBe(0);
    expect(workedMs(byHand())).toBe(87_000);
  });

  test.each([
    ['the accounts cannot be read', 'heat.json', textBytes('damaged'), 87_000],
    ['the store is of a newer version', 'settings.json', sealedAs(storeFormat + 1, 'settings', {}), 87_000],
    ['the settings alone cannot be read', 'settings.json', textBytes('damaged'), 0],
  ])('at a first start where %s', (_, file, bytes, ms) => {
    const disk = createDisk({ files: new Map([[file, bytes]]), folders: new Set() });
    expect(workedMs(byHand({}, { ...openHome(), disk }))).toBe(ms);
  });
});

describe('heat of before a restart', () => {
  test('comes back from the disk', () => {
    const hand = newChair();
    passTime(heatOf(hand), true, 5 * minuteMs);
    hand.run(400);
    expect(heatOf(byHand({}, reopened(hand.home))).totalMs).toBe(6 * minuteMs);
  });

  test('that the disk did not take is kept in 10 s', () => {
    const { disk, ...others } = openHome();
    const hand = byHand({}, { ...others, disk });
    hand.run(1000);
    disk.failFrom(disk.operations(), 'EIO');
    passTime(heatOf(hand), true, 20);
    expect(filesIn(hand, 100)).toContain('heat.json');
    disk.failFrom(0, null);
    expect(filesIn(hand, 9800)).toEqual([]);
    expect(filesIn(hand, 200)).toContain('heat.json');
  });

  test('that the disk has taken is not kept again because it did not take something else', () => {
    const { disk, ...others } = openHome();
    const hand = byHand({}, { ...others, disk });
    hand.run(1000);
    passTime(heatOf(hand), true, 20);
    expect(filesIn(hand, 100)).toContain('heat.json');
    disk.failFrom(disk.operations(), 'EIO');
    hand.machine.world.logWork({ what: 'self-test', key: '', subject: '', before: '', after: '' });
    expect(filesIn(hand, 100)).not.toEqual([]);
    disk.failFrom(0, null);
    expect(filesIn(hand, 20_000)).not.toContain('heat.json');
  });

  test('is not doubted for an answer of the disk to nothing that it was told', () => {
    const hand = byHand();
    hand.run(1000);
    passTime(heatOf(hand), true, 20);
    expect(filesIn(hand, 100)).toContain('heat.json');
    hand.step({
      written: [{ id: 12_345, result: { ok: false, reason: 'full', detail: '', held: null } }],
    });
    expect(filesIn(hand, 20_000)).toEqual([]);
  });
});

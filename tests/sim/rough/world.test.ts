import { describe, expect, test } from 'vitest';
import { avrPort } from '../../../sim/boards/avrport.ts';
import type { ChairBoard } from '../../../sim/boards/board.ts';
import { modelPort } from '../../../sim/boards/modelport.ts';
import { type RoughKind, roughKindNames } from '../../../sim/rough/kinds.ts';
import { createWorld } from '../../../sim/rough/world.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { keyBit } from '../../../src/chair/names.ts';
import { createOutputs } from '../../../src/chair/outputs.ts';
import { createSensors } from '../../../src/chair/sensors.ts';
import { chair } from '../../chair.ts';
import { changedChair } from '../../changed-chair.ts';

/** Drives everything to and fro, as far as the host gets its turns. */
function exercise(
  board: ChairBoard,
  ticks: number,
  sensors = createSensors(chair),
): Readonly<Record<string, number>> {
  const outputs = createOutputs(chair);
  for (let tick = 0; tick < ticks; tick++) {
    if (board.host() === 'runs') board.read(sensors);
    outputs.arm = tick < 10;
    outputs.motorRelay = !outputs.arm;
    outputs.padRelay = !outputs.arm;
    const drives = Math.floor(tick / 100) % 2 === 0;
    const up = Math.floor(tick / 200) % 2 === 0 ? 1 : -1;
    outputs.carriageDuty = !outputs.arm && drives ? 0.7 * up : 0;
    outputs.kneaderDuty = !outputs.arm && !drives ? 0.6 : 0;
    outputs.padsOn.fill(!outputs.arm && tick % 3 === 0);
    board.press(tick % 50 < 5 ? keyBit('timer') : 0);
    board.write(outputs);
  }
  return board.effects();
}

const boardWith = (kinds: readonly RoughKind[], seed = 1): ChairBoard =>
  modelPort(chair, { seed, carriageMm: 400, rough: kinds });

describe('a rough world', () => {
  test.each(roughKindNames.filter((kind) => kind !== 'stray-edges'))(
    '%s changes something, and is counted',
    (kind) => {
      // A room that changes and a magnet that trembles come when chance says so.
      const seed = { tremble: 4, room: 2 }[kind as string] ?? 1;
      expect(exercise(boardWith([kind], seed), 6000)[kind]).toBeGreaterThan(0);
    },
  );

  test.each(['model', 'avr'] as const)('a host that hung goes on with its late turns: %s', (kind) => {
    const options = { seed: 1, carriageMm: 400, rough: ['late-turns'] as const };
    const board = kind === 'model' ? modelPort(chair, options) : avrPort(chair, options);
    const late = (ticks: number): number => exercise(board, ticks)['late-turns'] ?? 0;
    const before = late(100);
    board.break('host', 'hung');
    expect(late(100)).toBe(before);
    board.break('host', 'none');
    expect(late(100)).toBeGreaterThan(before + 50);
  });

  test.each(['current-noise', 'current-offset', 'current-gain'] as const)(
    '%s reaches the current of a tapper too',
    (kind) => {
      const tapping = loadChair('tests/chairs/tapping.yaml');
      const seen = (rough: readonly RoughKind[]): number[] => {
        const board = modelPort(tapping, { seed: 1, rough });
        const [outputs, sensors] = [createOutputs(tapping), createSensors(tapping)];
        return Array.from({ length: 100 }, (_, tick) => {
          board.read(sensors);
          outputs.arm = tick < 10;
          outputs.motorRelay = !outputs.arm;
          outputs.tapperDuty = outputs.arm ? 0 : 0.8;
          board.write(outputs);
          return sensors.tapperA;
        });
      };
      const [smooth, rough] = [seen([]), seen([kind])];
      expect(Math.max(...smooth)).toBeGreaterThan(0.3);
      expect(rough).not.toEqual(smooth);
    },
  );

  test('gives an edge out of nothing in five minutes at rest, more or less', () => {
    let edges = 0;
    for (let seed = 1; seed <= 10; seed++) {
      const board = modelPort(chair, { seed, rough: ['stray-edges'] });
      const outputs = createOutputs(chair);
      for (let tick = 0; tick < 15_000; tick++) board.write(outputs);
      edges += board.effects()['stray-edges'] ?? 0;
    }
    expect(edges).toBeGreaterThan(3);
    expect(edges).toBeLessThan(25);
  });

  test('is the nominal one where no kind is on', () => {
    expect(exercise(boardWith([]), 100)).toEqual({});
  });

  test('is the same from the same seed', () => {
    expect(exercise(boardWith(roughKindNames, 9), 1000)).toEqual(
      exercise(boardWith(roughKindNames, 9), 1000),
    );
  });

  test('draws the strength of a kind whatever else is on', () => {
    const alone = createWorld(chair, 3, ['hum']);
    const all = createWorld(chair, 3, roughKindNames);
    expect(all.hum).toEqual(alone.hum);
  });

  test('takes nothing away from what the host of a healthy chair must get', () => {
    const effects = exercise(boardWith(['pauses'], 2), 50_000);
    expect((effects['pauses'] ?? 0) / 50_000).toBeLessThan(0.12);
  });

  test('shows at the pins of the emulated chip, too', () => {
    const kinds: RoughKind[] = [
      'converter-noise',
      'ripple',
      'late-turns',
      'line-lag',
      'cam-jitter',
      'bounce',
    ];
    const effects = exercise(avrPort(chair, { seed: 1, carriageMm: 400, rough: kinds }), 400);
    for (const kind of kinds) expect(effects[kind], kind).toBeGreaterThan(0);
  });

  test.each([1, -1])('shows no edge later than 0.3 mm (direction %d)', (up) => {
    // Edges so near to each other that one may be looked at just before the next.
    const counted = changedChair({ 'carriage.counts.each': '1.2 mm' });
    const board = modelPort(counted, { seed: 3, carriageMm: 400, rough: ['hall-jitter'] });
    const { carriage } = board.plant;
    const outputs = createOutputs(counted);
    const sensors = createSensors(counted);
    for (let tick = 0; tick < 10; tick++) board.write(Object.assign(outputs, { arm: true }));
    Object.assign(outputs, { arm: false, motorRelay: true, carriageDuty: up });
    let late = 0;
    for (let tick = 0; tick < 200; tick++) {
      board.write(outputs);
      board.read(sensors);
      if (sensors.carriageEdges === carriage.edges) continue;
      expect(carriage.edges - sensors.carriageEdges).toBe(1);
      const place = carriage.position * carriage.edgesPerUnit;
      const past = up > 0 ? place - Math.floor(place) : Math.ceil(place) - place;
      expect(past / carriage.edgesPerUnit).toBeLessThanOrEqual(0.3);
      late++;
    }
    expect(Math.abs(carriage.position - 400)).toBeGreaterThan(100);
    expect(late).toBeGreaterThan(0);
  });

  test.each(['both', 'falling'])('has the emulated chip count each doubled edge thrice (%s)', (edges) => {
    const counted = changedChair({ 'carriage.counts.edges': edges });
    const board = avrPort(counted, { seed: 48, carriageMm: 400, rough: ['double-edges'] });
    const sensors = createSensors(counted);
    const doubled = exercise(board, 2500, sensors)['double-edges'] ?? 0;
    expect(doubled).toBeGreaterThan(3);
    const more = sensors.carriageEdges - board.plant.carriage.edges;
    expect(Math.abs(more - 2 * doubled)).toBeLessThan(3);
  });
});

describe('a host that is late', () => {
  test('finds values that are as old as its pause, and has them anew a tick later', () => {
    const board = boardWith([]);
    const outputs = createOutputs(chair);
    const sensors = createSensors(chair);
    const ages: number[] = [];
    board.break('host.pause', 'on 60 ms every 400 ms');
    for (let tick = 0; tick < 20; tick++) {
      if (board.host() === 'runs') {
        board.read(sensors);
        ages.push(Math.round(sensors.link.ageMs));
      }
      board.write(outputs);
    }
    expect(ages).toHaveLength(18);
    expect(Math.max(...ages)).toBeGreaterThanOrEqual(60);
    expect(ages.filter((age) => age > 40)).toHaveLength(1);
  });

  test('misses one turn of two, or a share of them', () => {
    const turnsOf = (name: 'host.one-in' | 'host.missed', value: string): number => {
      const board = boardWith([]);
      const outputs = createOutputs(chair);
      board.break(name, value);
      let turns = 0;
      for (let tick = 0; tick < 1000; tick++) {
        if (board.host() === 'runs') turns++;
        board.write(outputs);
      }
      return turns;
    };
    expect(turnsOf('host.one-in', '2')).toBe(500);
    const rest = turnsOf('host.missed', '0.1');
    expect(rest).toBeGreaterThan(860);
    expect(rest).toBeLessThan(940);
  });
});

describe('a line that lags', () => {
  test.each(['model', 'avr'] as const)('shows on %s what was so before', (kind) => {
    const board =
      kind === 'model'
        ? modelPort(chair, { seed: 1, personKg: 0 })
        : avrPort(chair, { seed: 1, personKg: 0 });
    const outputs = createOutputs(chair);
    const sensors = createSensors(chair);
    const turn = (): void => {
      board.read(sensors);
      board.write(outputs);
    };
    board.break('line.lag', '100 ms');
    for (let tick = 0; tick < 20; tick++) turn();
    board.break('person', '75 kg');
    let waitedMs = 0;
    for (; !sensors.seat && waitedMs < 1000; waitedMs += 20) turn();
    expect(waitedMs).toBeGreaterThanOrEqual(100);
    expect(waitedMs).toBeLessThanOrEqual(260);
    expect(sensors.link.ageMs).toBeLessThan(40);
  });
});

describe('crossed wires', () => {
  test.each(['model', 'avr'] as const)(
    'a reversed carriage on %s goes the other way, and its pins do not know',
    (kind) => {
      const board =
        kind === 'model'
          ? modelPort(chair, { seed: 1, carriageMm: 400 })
          : avrPort(chair, { seed: 1, carriageMm: 400 });
      const outputs = { ...createOutputs(chair), arm: true };
      const sensors = createSensors(chair);
      board.break('wires.carriage', 'reversed');
      for (let tick = 0; tick < 100; tick++) {
        board.read(sensors);
        if (board.armed()) {
          outputs.arm = false;
          outputs.motorRelay = true;
          outputs.carriageDuty = 0.8;
        }
        board.write(outputs);
      }
      expect(board.plant.carriageMm).toBeLessThan(390);
      expect(board.pins.carriageDuty).toBeCloseTo(0.8, 1);
      expect(board.effects()['wires.carriage reversed']).toBeGreaterThan(50);
    },
  );

  test('swapped thermistors show each other’s pad', () => {
    const board = modelPort(chair, { seed: 1 });
    const sensors = createSensors(chair);
    board.plant.pads[0]!.elementC = 40;
    board.break('wires.thermistors', 'swapped');
    board.read(sensors);
    expect(sensors.pads.map(({ elementC }) => Math.round(elementC))).toEqual([22, 40]);
  });
});

describe('a thermistor', () => {
  test.each([
    ['beta 3435', 46.5],
    ['resistance 20 kohm', 32.7],
    ['lead 500 ohm', 46.9],
    ['contact 0.8', 45.8],
  ])('with %s reads 50 C as %d C or so', (value, readsC) => {
    const board = modelPort(chair, { seed: 1, partsTolerance: 0, ambientC: 29 });
    const sensors = createSensors(chair);
    board.plant.pads[0]!.elementC = 50;
    board.break('thermistor.lumbar', value);
    board.read(sensors);
    expect(sensors.pads[0]!.elementC).toBeGreaterThan(readsC - 1.2);
    expect(sensors.pads[0]!.elementC).toBeLessThan(readsC + 1.2);
    board.break('thermistor.lumbar', 'none');
    board.read(sensors);
    expect(sensors.pads[0]!.elementC).toBeCloseTo(50, 0);
  });
});

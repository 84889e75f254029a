import { describe, expect, test } from 'vitest';
import { readLink, writeLink } from '../../../sim/page/link.ts';
import { channelNames } from '../../../sim/page/protocol.ts';
import { openBoard } from '../../../sim/page/server/boards.ts';
import { anchor, createClock, setHeldKeys, turn, untilOf } from '../../../sim/page/server/clock.ts';
import { momentAt } from '../../../sim/page/server/moment.ts';
import {
  addTick,
  channelCount,
  codeCount,
  columnsOf,
  createRecording,
} from '../../../sim/page/server/recording.ts';
import {
  act,
  createWorkspace,
  nowOf,
  startProgram,
  stepWorkspace,
  type Workspace,
} from '../../../sim/page/server/workspace.ts';
import { createRandom, nextBetween } from '../../../sim/random.ts';
import { roughKindNames } from '../../../sim/rough/kinds.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../../src/program/library.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { createInbox } from '../../../src/service/inbox.ts';
import { chair } from '../../chair.ts';

const plans = readFactoryPrograms().map(({ file, text }) =>
  planProgram(checkProgram(text, file, chair).program!, chair),
);

function workspace(seed = 1): Workspace {
  const setup = {
    chair,
    plans,
    program: 0,
    seed,
    board: 'model',
    ambientC: 22,
    personKg: 75,
    rough: [],
  } as const;
  return createWorkspace(
    setup,
    openBoard('model', chair, { seed, ambientC: 22, personKg: 75 }),
    createInbox(),
  );
}

function letPass(one: Workspace, ms: number): void {
  const endMs = nowOf(one) + ms;
  while (nowOf(one) < endMs) stepWorkspace(one);
}

describe('the recording', () => {
  test('gives at every width the very lows and highs of its ticks', () => {
    const recording = createRecording();
    const random = createRandom(3);
    const told: number[][] = [];
    for (let tick = 0; tick < 9000; tick++) {
      const values = Float64Array.from({ length: channelCount }, (_, channel) =>
        channel === 1 && tick % 700 < 300 ? Number.NaN : nextBetween(random, -100, 100),
      );
      told.push([...values]);
      addTick(recording, values, new Float64Array(codeCount));
    }
    for (const ticks of [1, 2, 8, 32, 256, 1024, 4096, 8192]) {
      const first = 1;
      const count = 7;
      const columns = columnsOf(recording, ticks, first, count);
      for (const channel of [0, 1, channelCount - 1]) {
        for (let column = 0; column < count; column++) {
          const inside = told
            .slice((first + column) * ticks, (first + column + 1) * ticks)
            .map((values) => values[channel]!)
            .filter((value) => !Number.isNaN(value));
          const low = inside.length === 0 ? Number.NaN : Math.fround(Math.min(...inside));
          const high = inside.length === 0 ? Number.NaN : Math.fround(Math.max(...inside));
          expect(columns[channel * count * 2 + column], `${ticks} ${channel} ${column}`).toBe(low);
          expect(columns[channel * count * 2 + count + column]).toBe(high);
        }
      }
    }
  });

  test('forgets the oldest hours, and says from when on it knows', () => {
    const recording = createRecording();
    const values = new Float64Array(channelCount);
    const codes = new Float64Array(codeCount);
    for (let tick = 0; tick < 4096 * 180; tick++) addTick(recording, values, codes);
    expect(recording.first).toBeGreaterThan(0);
    expect(recording.end - recording.first).toBeGreaterThanOrEqual(4 * 180_000 - 4096);
    expect(momentAt(recording, recording.first - 1)).toBeNull();
    expect(momentAt(recording, recording.first)).not.toBeNull();
  }, 30_000);

  test('forgets sooner where less is asked for', () => {
    const recording = createRecording(600_000);
    for (let tick = 0; tick < 4096 * 20; tick++)
      addTick(recording, new Float64Array(channelCount), new Float64Array(codeCount));
    expect(recording.end - recording.first).toBeGreaterThanOrEqual(30_000);
    expect(recording.end - recording.first).toBeLessThanOrEqual(30_000 + 2 * 4096);
  });

  test('shows a moment as the chair was', () => {
    const one = workspace();
    startProgram(one);
    letPass(one, 60_000);
    const { plant } = one.simulation.board;
    stepWorkspace(one);
    const at = momentAt(one.recording, one.recording.end - 1)!;
    const { control, outputs } = one.simulation;
    expect(at.state).toBe(control.session.state);
    expect(at.display).toBe(outputs.display);
    expect(at.personKg).toBe(75);
    expect(at.padsOn[0]).toBe(outputs.padsOn[0]);
    expect(at.step).toBe(control.sequencer.step);
    expect(Math.abs(at.carriageMm - plant.carriageMm)).toBeLessThan(2);
    expect(channelNames.every((name) => name in at)).toBe(true);
  });
});

describe('the workspace', () => {
  test('plays the same actions to the same recording', () => {
    const first = workspace(7);
    startProgram(first);
    letPass(first, 90_000);
    act(first, { do: 'fault', name: 'thermistor.lumbar', value: 'open' });
    letPass(first, 5_000);
    const again = workspace(7);
    again.scheduled.push(...first.actions);
    letPass(again, nowOf(first));
    expect(again.recording.end).toBe(first.recording.end);
    for (const tick of [100, 2000, first.recording.end - 1]) {
      expect(momentAt(again.recording, tick)).toEqual(momentAt(first.recording, tick));
    }
    expect(first.simulation.control.session.state).toBe('fault');
  });

  test('tells a pause as off the plan, and a run on its plan as nothing', () => {
    const one = workspace();
    startProgram(one);
    letPass(one, 300_000);
    expect(one.eventLog.history.offPlan).toEqual([]);
    act(one, { do: 'down', name: 'start', value: '' });
    letPass(one, 100);
    act(one, { do: 'up', name: 'start', value: '' });
    letPass(one, 5_000);
    expect(one.eventLog.history.offPlan).toMatchObject([{ why: 'paused', toMs: -1 }]);
  });

  test('refuses what the chair does not have, and nothing has happened', () => {
    const one = workspace();
    expect(() => act(one, { do: 'fault', name: 'engine', value: 'open' })).toThrow('no fault "engine"');
    expect(() => act(one, { do: 'fault', name: 'relay', value: 'purple' })).toThrow('none of');
    expect(() => act(one, { do: 'ambient', name: '', value: '900' })).toThrow('-10 to 50');
    expect(one.actions).toEqual([]);
  });
});

describe('the clock', () => {
  test('keeps to its speed by absolute deadlines', () => {
    const one = workspace();
    let wallMs = 1000;
    const clock = createClock(5, wallMs);
    anchor(clock, one, wallMs);
    for (let turns = 0; turns < 100; turns++) {
      wallMs += 7;
      turn(clock, one, () => wallMs);
    }
    expect(nowOf(one)).toBe(3500);
  });

  test('is real time while a key is held, whatever the speed', () => {
    const one = workspace();
    let wallMs = 0;
    const clock = createClock(100, wallMs);
    anchor(clock, one, wallMs);
    setHeldKeys(clock, one, 1, wallMs);
    wallMs += 100;
    turn(clock, one, () => wallMs);
    expect(nowOf(one)).toBe(100);
    setHeldKeys(clock, one, 0, wallMs);
    wallMs += 100;
    turn(clock, one, () => wallMs);
    expect(nowOf(one)).toBe(10_100);
  });

  test('runs to the next fault and stops in that very tick', () => {
    const one = workspace();
    startProgram(one);
    letPass(one, 60_000);
    act(one, { do: 'fault', name: 'estop', value: 'pressed' });
    const clock = createClock(1, 0);
    clock.until = untilOf(one, 'fault', 0);
    turn(clock, one, () => 0);
    expect(clock.running).toBe(false);
    expect(nowOf(one)).toBeLessThanOrEqual(60_000 + 100);
    expect(one.eventLog.history.faults).toMatchObject([{ code: 'E71' }]);
  });
});

describe('a link', () => {
  test('says again what it was made of', () => {
    const link = {
      program: 'deep-tissue',
      seed: 7,
      board: 'avr',
      chair: 'chair-a',
      ambientC: 15,
      personKg: 0,
      rough: ['hum', 'bounce'],
      speed: 'max',
      actions: [
        { atMs: 0, do: 'down', name: 'power', value: '' },
        { atMs: 100, do: 'up', name: 'power', value: '' },
        { atMs: 540_000, do: 'fault', name: 'thermistor.lumbar', value: 'detached 33 C' },
        { atMs: 541_000, do: 'ambient', name: '', value: '-5' },
        { atMs: 541_000, do: 'around', name: 'leans', value: '0.6 0.5 0.7' },
        { atMs: 542_000, do: 'around', name: 'room', value: '-5 600000' },
        { atMs: 543_000, do: 'fault', name: 'host.late', value: '0 to 15 ms' },
        { atMs: 544_000, do: 'fault', name: 'relay', value: 'welded 20 ms every 500 ms for 10 min' },
      ],
      atMs: 600_000,
      running: false,
      run: false,
    } as const;
    expect(readLink(writeLink(link))).toEqual(link);
    expect(readLink(writeLink({ ...link, rough: roughKindNames })).rough).toEqual(roughKindNames);
  });

  test.each(['?seed=x', '?rough=constructor', '?speed=5000', '?faults=nonsense', '?do=power', '?at=-1'])(
    '%s is refused with a reason',
    (query) => {
      expect(() => readLink(query)).toThrow(/: /);
    },
  );
});

import { describe, expect, test } from 'vitest';
import { type ChairEvent, takeEvents } from '../../../src/control/events.ts';
import { addRecord, historyMax, type SessionRecord } from '../../../src/control/session/history.ts';
import { type Memory, memoriesMax, saveMemory } from '../../../src/control/session/memory.ts';
import { currentHeat } from '../../../src/control/session/settings.ts';
import { type chair, minute, programs, readyChair, runningChair } from './chair.ts';

describe('the heat key', () => {
  test('goes on from the level the program gives: medium, high, off (two beeps), low, medium', () => {
    const c = runningChair();
    const levels: number[] = [];
    for (let press = 0; press < 4; press++) levels.push(c.press('heat').session.heatLevel);
    expect(levels).toEqual([3, 0, 1, 2]);
    expect(c.takeSounds()).toEqual(['accepted', 'wrapped', 'accepted', 'accepted']);
  });

  test('goes on from the level of the step the program is in', () => {
    const c = runningChair();
    c.inputs.stepHeat = 0;
    expect(c.press('heat').session.heatLevel).toBe(1);
    c.inputs.stepHeat = 3;
    expect(currentHeat(c.session, c.inputs)).toBe(1);
  });

  test('holds until the session ends, then the program decides again', () => {
    const c = runningChair().press('heat', 'stop');
    expect(c.session.heatLevel).toBe(-1);
  });
});

describe('the speed keys', () => {
  test('shift within three either way, and refuse beyond', () => {
    const c = runningChair().press('speed-up', 'speed-up', 'speed-up', 'speed-up');
    expect(c.session.speedShift).toBe(3);
    expect(c.takeSounds()).toEqual(['accepted', 'accepted', 'accepted', 'refused-limit']);
    for (let press = 0; press < 7; press++) c.press('speed-down');
    expect(c.session.speedShift).toBe(-3);
    expect(c.takeSounds().at(-1)).toBe('refused-limit');
  });

  test('count in the tick of the press', () => {
    expect(runningChair().down('speed-up').tick().session.speedShift).toBe(1);
  });
});

describe('the spot keys', () => {
  test('where places are known by thirds, move by one, and back', () => {
    const c = runningChair({ spotStepMm: 60 }).press('spot-up');
    expect(c.session.spotMm).toBe(60);
    expect(c.press('spot-up').session.spotMm).toBe(60);
    expect(c.sounds.at(-1)).toMatch(/refused/);
    expect(c.press('spot-down').session.spotMm).toBe(0);
  });

  test('move by 10 mm, and held go on to the end of the range without a refusal', () => {
    const c = runningChair().down('spot-up').tick();
    expect(c.session.spotMm).toBe(10);
    c.wait(9000).up('spot-up').wait(100);
    expect(c.session.spotMm).toBe(60);
    expect(c.takeSounds()).toEqual(new Array(6).fill('accepted'));
    c.press('spot-up');
    expect(c.takeSounds()).toEqual(['refused-limit']);
  });

  test('stay for the session and are taken back at its end', () => {
    const c = runningChair().press('spot-down', 'spot-down').wait(minute);
    expect(c.session.spotMm).toBe(-20);
    expect(c.press('stop').session.spotMm).toBe(0);
  });
});

describe('the timer key', () => {
  test('steps through 5, 10, 15, 20, 30 and back to 5 with two beeps', () => {
    const c = readyChair();
    const minutes: number[] = [];
    for (let press = 0; press < 6; press++) minutes.push(c.press('timer').session.minutes);
    expect(minutes).toEqual([30, 5, 10, 15, 20, 30]);
    expect(c.takeSounds().map((sound) => sound === 'wrapped')).toEqual([
      false,
      true,
      false,
      false,
      false,
      false,
    ]);
  });

  test('takes a timer that is none of the choices to the next one', () => {
    expect(readyChair({ minutes: 7 }).press('timer').session.minutes).toBe(10);
  });
});

describe('the program key', () => {
  test('steps through the programs and wraps with two beeps', () => {
    const c = readyChair();
    const chosen: number[] = [];
    for (let press = 0; press < 3; press++) chosen.push(c.press('program').session.program);
    expect(chosen).toEqual([1, 2, 0]);
    expect(c.takeSounds()).toEqual(['accepted', 'accepted', 'wrapped']);
  });

  test('brings what the program is remembered with, and the plain choices where it has no memory', () => {
    const memories: Memory[] = [{ program: 'second', speedShift: -2, heatLevel: 1, spotMm: 30, minutes: 10 }];
    const c = readyChair({ memories }).press('speed-up', 'program');
    expect(c.session).toMatchObject({ speedShift: -2, heatLevel: 1, spotMm: 30, minutes: 10 });
    c.press('program');
    expect(c.session).toMatchObject({ speedShift: 0, heatLevel: -1, spotMm: 0, minutes: 20 });
  });

  test('held for 4 s saves the choices for this program, and the rim is told to keep them', () => {
    const c = readyChair().press('speed-up', 'heat', 'spot-down', 'timer').hold(4100, 'program');
    const memory = { program: 'first', speedShift: 1, heatLevel: 3, spotMm: -10, minutes: 30 };
    expect(c.session.memories).toEqual([memory]);
    expect(c.outputs.display).toBe('SAVE');
    const kept = c.events.filter(
      (event): event is ChairEvent & { kind: 'memory' } => event.kind === 'memory',
    );
    expect(kept.map((event) => event.memory)).toEqual([memory]);
    c.press('start').wait(minute).press('speed-down', 'stop');
    expect(c.session).toMatchObject({ speedShift: 1, heatLevel: 3, spotMm: -10, minutes: 30 });
  });

  test.each([
    ['saving', 'SAVE', ['program']],
    ['the child lock', 'LOCK', ['program', 'timer']],
  ] as const)('%s beeps and shows itself once it is kept, and not before', (_, shown, keys) => {
    const c = readyChair();
    c.disk = 'none';
    c.hold(4100, ...keys).wait(1000);
    expect([c.takeSounds(), c.outputs.display === shown]).toEqual([[], false]);
    c.inputs.settingsKept = 'kept';
    c.tick();
    expect([c.takeSounds(), c.outputs.display]).toEqual([['accepted'], shown]);
    // The next write is of something else.
    c.inputs.settingsKept = 'kept';
    c.tick();
    expect(c.takeSounds()).toEqual([]);
  });

  test.each([
    ['saving', ['program']],
    ['the child lock', ['program', 'timer']],
  ] as const)('%s is refused where the disk does not keep it, and holds until power is lost', (_, keys) => {
    const c = readyChair().press('speed-up');
    c.takeSounds();
    c.disk = 'failed';
    c.hold(4100, ...keys);
    expect(c.takeSounds()).toEqual(['refused-state']);
    expect([c.session.locked, c.session.memories.length]).toEqual(keys.length > 1 ? [true, 0] : [false, 1]);
  });

  test('two people one after the other find what each saved', () => {
    const first = readyChair().press('speed-up').hold(4100, 'program').press('program', 'spot-up');
    first.hold(4100, 'program');
    const second = readyChair({ memories: first.session.memories });
    expect(second.session).toMatchObject({ program: 0, speedShift: 1, spotMm: 0 });
    expect(second.press('program').session).toMatchObject({ program: 1, speedShift: 0, spotMm: 10 });
  });
});

describe('a chair without programs', () => {
  test('says no to start, program and saving, and shows that there is none', () => {
    const c = readyChair();
    c.inputs.programs = [];
    c.press('start', 'program').hold(4100, 'program');
    expect(c.takeSounds()).toEqual(['refused-state', 'refused-state', 'refused-state']);
    expect(c.session).toMatchObject({ state: 'ready', program: 0, memories: [] });
    expect(c.outputs.display).toBe('P --');
    expect(currentHeat(c.session, c.inputs)).toBe(0);
  });

  test('that lost the chosen one goes back to the first', () => {
    const c = readyChair().press('program', 'program');
    c.inputs.programs = programs.slice(0, 1);
    expect(c.press('start').session).toMatchObject({ state: 'running', program: 0 });
  });

  test('and with one only, the program key wraps at once', () => {
    const c = readyChair();
    c.inputs.programs = programs.slice(0, 1);
    c.press('program');
    expect(c.takeSounds()).toEqual(['wrapped']);
  });
});

describe('the child lock', () => {
  test('is told to the rim, shown, lit and kept over power', () => {
    const c = readyChair().hold(3100, 'program', 'timer');
    expect(c.session.locked).toBe(true);
    expect(c.outputs).toMatchObject({ lockLamp: true, display: 'LOCK' });
    expect(c.events.at(-1)).toMatchObject({ kind: 'lock', locked: true });
    c.press('power').until('off').press('power').wait(1000);
    expect(c.session).toMatchObject({ state: 'off', locked: true });
    c.hold(3100, 'program', 'timer');
    expect(c.outputs).toMatchObject({ lockLamp: false, display: 'FREE' });
    c.press('power').until('ready');
  });

  test('says why it refuses', () => {
    const c = readyChair().hold(3100, 'program', 'timer').wait(4000).press('start');
    expect(c.outputs.display).toBe('LOCK');
  });
});

describe('memories and history', () => {
  const memory = { program: 'a', speedShift: 0, heatLevel: -1, spotMm: 0, minutes: 20 };
  const record: SessionRecord = {
    number: 1,
    boot: 1,
    startMs: 0,
    endMs: 1,
    program: 'a',
    minutes: 1,
    ended: 'timer',
  };

  test('a program has one memory, its newest', () => {
    const memories: Memory[] = [];
    saveMemory(memories, memory);
    saveMemory(memories, { ...memory, program: 'b' });
    saveMemory(memories, { ...memory, spotMm: 20 });
    expect(memories).toEqual([
      { ...memory, program: 'b' },
      { ...memory, spotMm: 20 },
    ]);
  });

  test('are bounded: the oldest goes', () => {
    const memories: Memory[] = [];
    for (let index = 0; index <= memoriesMax; index++)
      saveMemory(memories, { ...memory, program: `p${index}` });
    expect([memories.length, memories[0]?.program]).toEqual([memoriesMax, 'p1']);
    const history: SessionRecord[] = [];
    for (let number = 0; number <= historyMax; number++) addRecord(history, { ...record, number });
    expect([history.length, history[0]?.number]).toEqual([historyMax, 1]);
  });

  test('a session is written down with its number, boot, times, program, minutes and end', () => {
    const c = readyChair({ boot: 7, sessionNumber: 41, gentle: false });
    const startMs = c.nowMs;
    c.press('start')
      .wait(90_000 - 160)
      .down('stop')
      .tick();
    const expected = {
      number: 42,
      boot: 7,
      startMs,
      endMs: startMs + 90_000,
      program: 'first',
      minutes: 1.5,
      ended: 'stopped',
    };
    expect(c.session.history).toEqual([expected]);
    expect(c.events.filter(({ kind }) => kind.startsWith('session'))).toEqual([
      { kind: 'session-start', atMs: startMs, number: 42, program: 'first' },
      { kind: 'session-end', atMs: startMs + 90_000, record: expected },
    ]);
    expect(takeEvents(c.session.events)).toEqual([]);
  });

  test.each([
    { how: 'power', end: (c: ReturnType<typeof chair>) => c.press('power') },
    { how: 'stopped', end: (c: ReturnType<typeof chair>) => c.press('stop') },
    { how: 'completed', end: (c: ReturnType<typeof chair>) => c.wait(16 * minute) },
    { how: 'pause', end: (c: ReturnType<typeof chair>) => c.press('start').wait(6 * minute) },
  ])('a session ended by $how says so', ({ how, end }) => {
    expect(end(runningChair()).session.history.map(({ ended }) => ended)).toEqual([how]);
  });
});

import { describe, expect, test } from 'vitest';
import { keyBit, type SessionState, sessionStates } from '../../../src/chair/names.ts';
import { type KeyTrigger, keyTriggers } from '../../../src/control/session/triggers.ts';
import { chair, readyChair, runningChair, type TestChair } from './chair.ts';

/**
 * What a person sees of each key in each state, written down independently of the code:
 *   .        nothing at all          no       refused: the long low sound, nothing changes
 *   bar      the same for the child lock
 *   later    accepted: the massage begins once the chair is ready
 *   off, homing, ready, ...          the state afterwards, accepted with a beep
 *   here                             accepted, and the chair goes on as it was
 *   program, heat, faster, slower, higher, lower, timer, save, lock, confirm     that changed, nothing else
 * `heat, asked` is a key while the chair asks whether somebody is there, which it does only when running; a page may pause it meanwhile. `power+stop` is both pressed and let go again, `power+stop 5 s` held.
 */
const unlocked = `
                   off      homing   ready    running  paused   parking  fault    service
  power            homing   parking  parking  parking  parking  ready    off      off
  start            homing   later    running  paused   running  ready    no       confirm
  stop             .        off      .        ready    ready    ready    .        stopped
  program          .        program  program  no       no       ready    no       no
  program 4 s      .        save     save     save     save     ready    no       no
  heat             .        heat     heat     heat     heat     ready    no       no
  speed-up         .        faster   faster   faster   faster   ready    no       no
  speed-down       .        slower   slower   slower   slower   ready    no       no
  spot-up          .        higher   higher   higher   higher   ready    no       no
  spot-down        .        lower    lower    lower    lower    ready    no       no
  timer            .        timer    timer    timer    timer    ready    no       no
  heat, asked      .        .        .        here     here     .        .        .
  program+timer    lock     lock     lock     lock     lock     ready    lock     no
  power+stop       no       off      off      ready    ready    ready    off      off
  power+stop 5 s   service  off      off      ready    ready    ready    off      off
`;

/** With the child lock on: what makes the chair stop, and the lock itself. */
const locked = `
                   off      homing   ready    running  paused   parking  fault    service
  power            bar      parking  parking  parking  parking  ready    off      off
  start            bar      bar      bar      bar      bar      ready    no       bar
  stop             .        off      .        ready    ready    ready    .        stopped
  program          .        bar      bar      bar      bar      ready    no       no
  program 4 s      .        bar      bar      bar      bar      ready    no       no
  heat             .        bar      bar      bar      bar      ready    no       no
  speed-up         .        bar      bar      bar      bar      ready    no       no
  speed-down       .        bar      bar      bar      bar      ready    no       no
  spot-up          .        bar      bar      bar      bar      ready    no       no
  spot-down        .        bar      bar      bar      bar      ready    no       no
  timer            .        bar      bar      bar      bar      ready    no       no
  heat, asked      .        .        .        here     here     .        .        .
  program+timer    lock     lock     lock     lock     lock     ready    lock     no
  power+stop       no       off      off      ready    ready    ready    off      off
  power+stop 5 s   bar      off      off      ready    ready    ready    off      off
`;

/** What the fingers do for each row, down to the moment the chair answers. */
const fingers: Readonly<Record<string, (c: TestChair) => void>> = {
  power: (c) => void c.press('power'),
  start: (c) => void c.press('start'),
  stop: (c) => void c.press('stop'),
  program: (c) => void c.press('program'),
  'program 4 s': (c) => void c.hold(4100, 'program'),
  heat: (c) => void c.press('heat'),
  'speed-up': (c) => void c.press('speed-up'),
  'speed-down': (c) => void c.press('speed-down'),
  'spot-up': (c) => void c.press('spot-up'),
  'spot-down': (c) => void c.press('spot-down'),
  timer: (c) => void c.press('timer'),
  'heat, asked': (c) => {
    if (c.session.state !== 'running' && c.session.state !== 'paused') return;
    c.session.asking = true;
    c.session.askedMs = c.nowMs;
    c.press('heat');
    expect(c.session.asking).toBe(false);
  },
  'program+timer': (c) => void c.hold(3100, 'program', 'timer'),
  'power+stop': (c) => void c.down('power').wait(40).hold(200, 'stop', 'power'),
  'power+stop 5 s': (c) => void c.hold(5100, 'power', 'stop'),
};

/** The table's trigger for a row, to see that none is without one. */
const triggerOfRow: Readonly<Record<string, KeyTrigger>> = {
  'program 4 s': 'program-hold',
  'heat, asked': 'answer',
  'program+timer': 'lock-chord',
  'power+stop': 'power-with-stop',
  'power+stop 5 s': 'service-chord',
};

const reach: Readonly<Record<SessionState, () => TestChair>> = {
  off: () => chair(),
  homing: () => {
    const c = chair();
    c.endless.add('home');
    return c.press('power');
  },
  ready: () => readyChair(),
  running: () => runningChair(),
  paused: () => runningChair().press('start'),
  parking: () => {
    const c = readyChair();
    c.endless.add('park');
    return c.press('power');
  },
  fault: () => {
    const c = readyChair();
    c.inputs.emergencyStop = true;
    c.tick().inputs.emergencyStop = false;
    return c.tick();
  },
  service: () => {
    const c = chair().hold(5100, 'power', 'stop');
    c.inputs.confirmPending = true;
    c.inputs.serviceJob = 'home';
    return c.tick();
  },
};

/** All that a key may change, but for the state. */
function choicesOf(c: TestChair) {
  const { program, heatLevel, speedShift, spotMm, minutes, locked } = c.session;
  return { program, heatLevel, speedShift, spotMm, minutes, locked, memories: c.session.memories.length };
}

/** What each word of the tables means as a change of the choices. */
const changes: Readonly<Record<string, Partial<ReturnType<typeof choicesOf>>>> = {
  program: { program: 1 },
  heat: { heatLevel: 3 },
  faster: { speedShift: 1 },
  slower: { speedShift: -1 },
  higher: { spotMm: 10 },
  lower: { spotMm: -10 },
  timer: { minutes: 30 },
  save: { memories: 1 },
};

interface Cell {
  row: string;
  state: SessionState;
  word: string;
}

function cellsOf(table: string): Cell[] {
  const [head, ...rows] = table.trim().split('\n');
  const states = head!.trim().split(/\s+/) as SessionState[];
  return rows.flatMap((line) => {
    const [row, ...words] = line.trim().split(/\s{2,}/);
    return words.map((word, index) => ({ row: row!, state: states[index]!, word }));
  });
}

function check({ row, state, word }: Cell, isLocked: boolean): void {
  const c = reach[state]();
  c.session.locked = isLocked;
  expect(c.session.state).toBe(state);
  c.takeSounds();
  c.events.length = 0;
  const before = choicesOf(c);
  fingers[row]!(c);
  const sounds = c.takeSounds();
  const newState = sessionStates.includes(word as SessionState);
  expect(c.session.state).toBe(newState ? word : state);
  if (word === '.') expect(sounds).toEqual([]);
  else if (word === 'no') expect(sounds).toEqual(['refused-state']);
  else if (word === 'bar') expect(sounds).toEqual(['refused-lock']);
  else expect(sounds[0]).toBe('accepted');
  expect(c.session.startWaits).toBe(word === 'later' || (row === 'start' && word === 'homing'));
  expect(c.events.some((event) => event.kind === 'confirm')).toBe(word === 'confirm');
  if (word === 'lock') expect(choicesOf(c)).toEqual({ ...before, locked: !isLocked });
  else expect(choicesOf(c)).toEqual({ ...before, ...changes[word] });
  if (['off', 'ready', 'stopped', 'paused'].includes(word))
    expect(['nothing', 'pause']).toContain(c.session.job);
}

describe.each([
  { name: 'every key in every state', table: unlocked, isLocked: false },
  { name: 'every key in every state with the child lock on', table: locked, isLocked: true },
])('$name', ({ table, isLocked }) => {
  const cells = cellsOf(table);

  test('has a cell written down', () => {
    expect(cells.length).toBe(keyTriggers.length * sessionStates.length);
    const rows = new Set(cells.map(({ row }) => triggerOfRow[row] ?? row));
    expect([...rows].sort()).toEqual([...keyTriggers].sort());
  });

  test.each(cells)('$row when $state: $word', (cell) => {
    check(cell, isLocked);
  });
});

describe('while stop is held', () => {
  const mayNotMove: [SessionState, string][] = [
    ['ready', 'start'],
    ['service', 'start'],
    ['off', 'power+stop'],
  ];

  test.each(mayNotMove)('a chair that is %s refuses %s', (state, row) => {
    const c = reach[state]().down('stop').wait(100);
    c.takeSounds();
    if (row === 'start') c.press('start');
    else c.hold(200, 'power');
    expect(c.session.state).toBe(state);
    expect(c.session.job).toBe('nothing');
    expect(c.takeSounds()).toEqual(['refused-state']);
  });

  test.each([
    ['homing', 'off'],
    ['running', 'ready'],
    ['paused', 'ready'],
    ['parking', 'ready'],
    ['service', 'service'],
  ] as const)('a chair that is %s has nothing to do, even when the press was never heard', (state, to) => {
    const c = reach[state]();
    // As if it had been down already when all this began.
    c.keys.down |= keyBit('stop');
    c.down('stop').tick();
    expect(c.session).toMatchObject({ state: to, job: 'nothing', heatAllowed: false });
  });

  test.each(['homing', 'running', 'paused', 'parking'] as const)(
    'a chair that was %s has nothing to do',
    (state) => {
      const c = reach[state]().down('stop').tick();
      expect(c.session.job).toBe('nothing');
      expect(c.session.heatAllowed).toBe(false);
      c.wait(60_000);
      expect(c.session.job).toBe('nothing');
      expect(c.outputs.display).toBe(c.session.state === 'off' ? '    ' : 'STOP');
    },
  );
});

/** Remotes with fewer keys than ten: whatever a missing key would say has another way, or is not offered. */
import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { type ModelPort, modelPort } from '../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../sim/chair/simulation.ts';
import { setKeys } from '../../sim/plant/plant.ts';
import { chairOnTest } from '../../sim/scenario/programs.ts';
import { chairFile } from '../../src/board/shipped.ts';
import { readChair } from '../../src/chair/file/read.ts';
import { type KeyName, keyBit } from '../../src/chair/names.ts';
import { supportedChair } from '../../src/chair/supported.ts';
import { changedYaml } from '../../src/codec/yaml-text.ts';
import { carryOut } from '../../src/run/controller.ts';

const pins: Readonly<Partial<Record<KeyName, number>>> = { power: 40, start: 41, program: 42 };

/** Chair A, whose remote has stop and these. */
function chairWith(...names: readonly KeyName[]) {
  const keys = Object.fromEntries(
    names.map((name) => [name, { pin: pins[name], active: 'low', pull: 'up' }]),
  );
  const value = names.length === 0 ? undefined : keys;
  const text = changedYaml(readFileSync(chairFile('chair-a'), 'utf8'), [{ path: ['inputs', 'keys'], value }]);
  const { chair, problems, notes } = readChair(text, 'few.yaml');
  const driven = chair === null ? null : supportedChair(chair).chair;
  if (driven === null) throw new Error(JSON.stringify(problems));
  return { chair: driven, codes: notes.map(({ code }) => code) };
}

class Hand {
  readonly board: ModelPort;
  readonly simulation: Simulation;

  constructor(...names: readonly KeyName[]) {
    const { chair } = chairWith(...names);
    this.board = modelPort(chair, { seed: 3, personKg: 75 });
    this.simulation = createSimulation(this.board, { chair, programs: chairOnTest(chair).shipped });
    // One that lasts longer than it takes until the chair asks.
    const lasting = this.simulation.control.programs.map(({ plannedMs }) => plannedMs);
    this.simulation.control.session.program = lasting.indexOf(Math.max(...lasting));
    this.wait(1);
  }

  get state() {
    return this.simulation.control.session.state;
  }

  wait(seconds: number): this {
    for (let tick = 0; tick < seconds * 50; tick++) {
      decideSimulation(this.simulation);
      carryOut(this.simulation);
    }
    return this;
  }

  press(...names: readonly KeyName[]): this {
    return this.hold(0.1, ...names);
  }

  hold(seconds: number, ...names: readonly KeyName[]): this {
    setKeys(
      this.board.plant,
      names.reduce((bits, name) => bits | keyBit(name), 0),
    );
    this.wait(seconds);
    setKeys(this.board.plant, 0);
    return this.wait(0.2);
  }

  until(state: string, seconds: number): this {
    for (let second = 0; second < seconds && this.state !== state; second++) this.wait(1);
    expect(this.state).toBe(state);
    return this;
  }
}

test('stop alone starts nothing, and the file says so', () => {
  expect(chairWith().codes).toContain('N45');
  expect(chairWith('start').codes).not.toContain('N45');
  const hand = new Hand();
  for (const key of ['stop', 'power', 'start'] as const) expect(hand.press(key).state).toBe('off');
});

test('a chair that asks whether somebody is there has something to ask by, or its file is told', () => {
  const codes = (...changes: Parameters<typeof changedYaml>[1][number][]): readonly string[] => {
    const text = changedYaml(readFileSync(chairFile('chair-a'), 'utf8'), changes);
    const { problems, notes } = readChair(text, 'few.yaml');
    expect(problems).toEqual([]);
    return notes.map(({ code }) => code);
  };
  const mute = { path: ['signs', 'beeper'], value: 'none' };
  expect(codes()).not.toContain('N47');
  expect(codes(mute)).toContain('N47');
  expect(codes(mute, { path: ['signs', 'display'], value: { address: 0x70 } })).not.toContain('N47');
  const seat = { pin: 35, active: 'low', pull: 'up' };
  expect(codes(mute, { path: ['inputs', 'seat'], value: seat })).not.toContain('N47');
});

describe('stop and start', () => {
  test('start begins, says that somebody is there, pauses, and the chair is off by itself, where it stands', () => {
    const hand = new Hand('start').press('start').until('running', 60);
    hand.wait(10 * 60 - 20);
    for (let second = 0; !hand.simulation.control.session.asking; second++) {
      expect(second).toBeLessThan(60);
      hand.wait(1);
    }
    hand.press('start').wait(90);
    expect(hand.state).toBe('running');
    expect(hand.press('start').state).toBe('paused');
    expect(hand.press('stop').state).toBe('ready');
    hand.wait(100);
    expect(hand.state).toBe('ready');
    const { carriageMm } = hand.board.plant;
    hand.until('off', 30);
    expect(hand.board.plant.carriageMm).toBe(carriageMm);
    hand.press('start').until('running', 60);
  });

  test('start leaves a fault, and starts after it', () => {
    const hand = new Hand('start').press('start').until('running', 60);
    hand.board.plant.emergencyStop = true;
    hand.board.plant.limitTopStuck = true;
    hand.board.plant.limitBottomStuck = true;
    hand.until('fault', 30);
    hand.board.plant.emergencyStop = false;
    hand.board.plant.limitTopStuck = false;
    hand.board.plant.limitBottomStuck = false;
    expect(hand.wait(1).press('start').state).toBe('off');
    hand.press('start').until('running', 60);
  });

  test('held together, stop first, they open the service state, which ends by itself', () => {
    const hand = new Hand('start');
    setKeys(hand.board.plant, keyBit('stop'));
    hand.wait(0.2).hold(6, 'stop', 'start');
    expect(hand.state).toBe('service');
  });
});

describe('stop and power', () => {
  test('power starts, says that somebody is there, and parks', () => {
    const hand = new Hand('power').press('power').until('running', 60);
    for (let second = 0; !hand.simulation.control.session.asking; second++) {
      expect(second).toBeLessThan(620);
      hand.wait(1);
    }
    expect(hand.press('power').state).toBe('running');
    hand.wait(70);
    expect(hand.press('power').state).toBe('parking');
    hand.until('off', 90);
  });
});

describe('stop, power and start', () => {
  test('power does not answer, and a chair that stands ready goes on doing so', () => {
    const hand = new Hand('power', 'start').press('power').until('ready', 60);
    hand.wait(180);
    expect(hand.state).toBe('ready');
    hand.press('start').until('running', 5);
    for (let second = 0; !hand.simulation.control.session.asking; second++) {
      expect(second).toBeLessThan(620);
      hand.wait(1);
    }
    expect(hand.press('power').state).toBe('parking');
    hand.until('off', 90);
  });
});

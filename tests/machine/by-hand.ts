/** A machine with its sensors, its time, its disk and its lines by hand: one turn is one call. */
import type { KeyName } from '../../src/chair/names.ts';
import { keyBit } from '../../src/chair/names.ts';
import { createOutputs, type Outputs } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import {
  type Machine,
  type MachineOptions,
  openMachine,
  type Turn,
  type TurnInputs,
  turn,
} from '../../src/machine/machine.ts';
import { checkProgramValue } from '../../src/program/language/check.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import type { LogName } from '../../src/store/keep.ts';
import { textOf } from '../../src/store/log.ts';
import { chair } from '../chair.ts';
import { programValue } from '../service/stand.ts';
import { type Home, openHome } from '../store/home.ts';

/** A program of this id and name, as it ships. */
export function planOf(id: string): Plan {
  const { program } = checkProgramValue(programValue(id, 1), id, chair);
  if (program === null) throw new Error(`${id} has problems`);
  return planProgram(program, chair);
}

export interface ByHand {
  readonly machine: Machine;
  readonly sensors: Sensors;
  readonly outputs: Outputs;
  readonly home: Home;
  /** The disk does nothing that it was told to. */
  diskHangs: boolean;
  wallMs: number | null;
  /** The next turn, with what has reached the machine. */
  step(inputs?: Partial<TurnInputs>): Turn;
  run(ms: number): void;
  hold(ms: number, ...keys: KeyName[]): void;
  /** From off into the service state. */
  enterService(): void;
  /** Whole lines of a log, as records. */
  log(name: LogName): Readonly<Record<string, unknown>>[];
  /** Lines of technicians: bytes go in with the next turn, and turns go on until they are answered. */
  connect(send: (bytes: Uint8Array) => void): number;
  receive(connection: number, bytes: Uint8Array): void;
}

/** Opened from what the home's disk holds. */
export function byHand(options: Partial<MachineOptions> = {}, home: Home = openHome()): ByHand {
  const factory = ['first', 'second', 'third'].map(planOf);
  const machine = openMachine({ chair, factory, software: '1.2.3', ...options }, home.disk.image());
  const sensors = createSensors(chair);
  const outputs = createOutputs(chair);
  const lines = new Map<number, (bytes: Uint8Array) => void>();
  let written: TurnInputs['written'] = [];
  let heard: TurnInputs['heard'] = [];
  let dueMs = 0;
  const hand: ByHand = {
    machine,
    sensors,
    outputs,
    home,
    diskHangs: false,
    wallMs: null,
    step(inputs = {}) {
      const told = turn(
        machine,
        sensors,
        {
          dueMs,
          nowMs: dueMs,
          wallMs: hand.wallMs,
          clockSetTo: (setMs) => ({ setMs, systemMs: dueMs, systemBoot: 'x' }),
          heard,
          ordered: [],
          board: {},
          written,
          ...inputs,
        },
        outputs,
      );
      dueMs += 20;
      heard = [];
      written = hand.diskHangs
        ? []
        : told.keep.map(({ id, write }) => ({ id, result: home.disk.carryOut(write) }));
      for (const { connection, bytes } of told.answers) lines.get(connection)?.(bytes);
      return told;
    },
    run(ms) {
      for (let passedMs = 0; passedMs < ms; passedMs += 20) hand.step();
    },
    hold(ms, ...keys) {
      sensors.keys = keys.reduce((bits, key) => bits | keyBit(key), 0);
      hand.run(ms);
      sensors.keys = 0;
      hand.run(200);
    },
    enterService: () => hand.hold(5300, 'power', 'stop'),
    log: (name) =>
      textOf(machine.store.logs[name])
        .split('\n')
        .filter((line) => line !== '')
        .map((line) => JSON.parse(line)),
    connect(send) {
      const connection = lines.size + 1;
      lines.set(connection, send);
      hand.step({ heard: [{ kind: 'connect', connection }] });
      return connection;
    },
    receive(connection, bytes) {
      heard = [{ kind: 'bytes', connection, bytes }];
      hand.run(100);
    },
  };
  return hand;
}

/**
 * A whole simulated chair with its service port on TCP: model board, control loop, host and store, running as
 * fast as it may while the test waits. What a technician's commands are tried against.
 */
import type { ChairBoard } from '../../sim/boards/board.ts';
import { modelPort } from '../../sim/boards/modelport.ts';
import { keysOf, setKeys } from '../../sim/plant/plant.ts';
import type { KeyName, SessionState } from '../../src/chair/names.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import { referenceChair } from '../../src/chair/specification.ts';
import { type Host, openHost, turn } from '../../src/host/host.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../src/program/language/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { listenTcp } from '../../src/service/listen.ts';
import { confirmPending } from '../../src/service/service.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { createDisk } from '../store/simulated-disk.ts';

const { tickMs } = referenceChair;
/** Chair time that passes in one turn of the event loop. */
const sliceMs = 400;

export interface LiveChair {
  readonly address: string;
  readonly host: Host;
  readonly store: Store;
  readonly board: ChairBoard;
  resets(): number;
  state(): SessionState;
  /** Lets this much chair time pass. */
  run(ms: number): Promise<void>;
  hold(keys: readonly KeyName[], ms: number): Promise<void>;
  /** From off into the service state. */
  enterService(): Promise<void>;
  /** Presses start as soon as somebody at the service port waits for it. */
  confirmNext(): Promise<void>;
  close(): Promise<void>;
}

const factory: Plan[] = readFactoryPrograms().map(({ file, text }) => {
  const { program } = checkProgram(text, file);
  if (program === null) throw new Error(`${file} has problems`);
  return planProgram(program);
});

export async function openLiveChair(board: ChairBoard = modelPort({})): Promise<LiveChair> {
  const store = await openStore(createDisk());
  const sensors = createSensors();
  const outputs = createOutputs();
  let clockMs: number | null = null;
  let resets = 0;
  let nowMs = 0;
  let open = true;
  const host = await openHost({
    store,
    factory,
    software: '0.1.0',
    wallClockMs: () => (clockMs === null ? null : clockMs + nowMs),
    setWallClock: (ms) => {
      clockMs = ms - nowMs;
    },
    onReset: () => {
      resets++;
    },
  });
  const listening = await listenTcp(host.service, 0);

  function tick(): void {
    board.read(sensors);
    turn(host, sensors, nowMs, outputs);
    if (host.control.session.arm) board.arm();
    board.write(outputs);
    nowMs += tickMs;
  }
  const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve, 2));
  async function live(): Promise<void> {
    while (open) {
      for (let passed = 0; passed < sliceMs; passed += tickMs) tick();
      await nextTurn();
    }
  }
  const living = live();

  const run = async (ms: number) => {
    const untilMs = nowMs + ms;
    while (nowMs < untilMs) await nextTurn();
  };
  const hold = async (keys: readonly KeyName[], ms: number) => {
    setKeys(board.plant, keysOf([...keys]));
    await run(ms);
    setKeys(board.plant, 0);
    await run(sliceMs);
  };
  return {
    address: `tcp://127.0.0.1:${listening.port}`,
    host,
    store,
    board,
    resets: () => resets,
    state: () => host.control.session.state,
    run,
    hold,
    async enterService() {
      await run(200);
      await hold(['power', 'stop'], 6000);
      if (host.control.session.state !== 'service')
        throw new Error(`the chair is ${host.control.session.state}`);
    },
    async confirmNext() {
      while (open && !confirmPending(host.service)) await nextTurn();
      await hold(['start'], sliceMs);
    },
    async close() {
      open = false;
      await living;
      await listening.close();
    },
  };
}

/**
 * A whole simulated chair with its service port on TCP: model board, control loop, service and store, running as
 * fast as it may where a test waits for it. What a technician's commands are tried against.
 */
import type { ChairBoard } from '../../sim/boards/board.ts';
import { modelPort } from '../../sim/boards/modelport.ts';
import { keysOf, setKeys } from '../../sim/plant/plant.ts';
import type { KeyName, SessionState } from '../../src/chair/names.ts';
import { referenceChair } from '../../src/chair/specification.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../src/program/language/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import type { Inbox } from '../../src/service/inbox.ts';
import { listenTcp } from '../../src/service/listen.ts';
import type { Store } from '../../src/store/store.ts';
import { createLiveMachine } from './live-machine.ts';

const { tickMs } = referenceChair;
/** Chair time that passes in one turn of the event loop while somebody waits for it; else a tick, lest the chair idles. */
const sliceMs = 400;

export interface LiveChair {
  readonly address: string;
  readonly inbox: Inbox;
  readonly store: Store;
  readonly board: ChairBoard;
  resets(): number;
  state(): SessionState;
  /** What the remote can choose, by id. */
  programs(): string[];
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
  const machine = createLiveMachine(factory);
  const { control, inbox, sensors, outputs } = machine;
  let nowMs = 0;
  /** A test waits for this time of the chair. */
  let untilMs = 0;
  let open = true;
  const listening = await listenTcp(inbox, 0);

  function tick(): void {
    board.read(sensors);
    machine.turn(nowMs);
    if (control.session.arm) board.arm();
    board.write(outputs);
    nowMs += tickMs;
  }
  const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve, 2));
  async function live(): Promise<void> {
    while (open) {
      const hurried = nowMs < untilMs || control.inputs.serviceJob !== 'nothing';
      for (let passed = 0; passed < (hurried ? sliceMs : tickMs); passed += tickMs) tick();
      await nextTurn();
    }
  }
  const living = live();

  const run = async (ms: number) => {
    untilMs = nowMs + ms;
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
    inbox,
    store: machine.home.store,
    board,
    resets: machine.resets,
    state: () => control.session.state,
    programs: () => control.programs.map(({ program }) => program),
    run,
    hold,
    async enterService() {
      await run(200);
      await hold(['power', 'stop'], 6000);
      if (control.session.state !== 'service') throw new Error(`the chair is ${control.session.state}`);
    },
    async confirmNext() {
      while (open && !machine.confirmPending()) await nextTurn();
      await hold(['start'], sliceMs);
    },
    async close() {
      open = false;
      await living;
      await listening.close();
    },
  };
}

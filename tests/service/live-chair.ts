/**
 * A whole simulated chair with its service port on TCP: machine, store on a simulated disk, model board, running as
 * fast as it may while the test waits. What a technician's commands are tried against.
 */

import type { ChairBoard } from '../../sim/boards/board.ts';
import { modelPort } from '../../sim/boards/modelport.ts';
import { createSimulation, decideSimulation, type Simulation } from '../../sim/chair/simulation.ts';
import { keysOf, setKeys } from '../../sim/plant/plant.ts';
import { tickMs } from '../../src/chair/limits.ts';
import type { KeyName, SessionState } from '../../src/chair/names.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { readFactoryPrograms } from '../../src/program/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { carryOut } from '../../src/run/controller.ts';
import type { Inbox } from '../../src/service/inbox.ts';
import { listenTcp } from '../../src/service/listen.ts';
import { chair } from '../chair.ts';

/** Chair time that passes in one turn of the event loop while somebody waits for it; else a tick, lest the chair idles. */
const sliceMs = 400;

export interface LiveChair {
  readonly address: string;
  readonly simulation: Simulation;
  readonly inbox: Inbox;
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
  const { program } = checkProgram(text, file, chair);
  if (program === null) throw new Error(`${file} has problems`);
  return planProgram(program, chair);
});

export async function openLiveChair(board: ChairBoard = modelPort(chair, {})): Promise<LiveChair> {
  let clockMs: number | null = null;
  let resets = 0;
  /** A test waits for this time of the chair. */
  let waitedForMs = 0;
  let open = true;
  const simulation = createSimulation(board, { chair, programs: factory, keys: [] });
  simulation.wallClock = () => (clockMs === null ? null : clockMs + simulation.nowMs);
  const listening = await listenTcp(simulation.inbox, 0);

  function tick(): void {
    const before = simulation.machine;
    decideSimulation(simulation);
    const { clock, reset } = before.turn;
    if (clock !== null) clockMs = clock.setMs - simulation.nowMs;
    if (reset) resets++;
    carryOut(simulation);
  }
  const nextTurn = () => new Promise<void>((resolve) => setTimeout(resolve, 2));
  async function live(): Promise<void> {
    while (open) {
      const hurried = simulation.nowMs < waitedForMs || simulation.control.inputs.serviceJob !== 'nothing';
      for (let passed = 0; passed < (hurried ? sliceMs : tickMs); passed += tickMs) tick();
      await nextTurn();
    }
  }
  const living = live();

  const run = async (ms: number) => {
    waitedForMs = simulation.nowMs + ms;
    while (simulation.nowMs < waitedForMs) await nextTurn();
  };
  const hold = async (keys: readonly KeyName[], ms: number) => {
    setKeys(board.plant, keysOf([...keys]));
    await run(ms);
    setKeys(board.plant, 0);
    await run(sliceMs);
  };
  return {
    address: `tcp://127.0.0.1:${listening.port}`,
    simulation,
    inbox: simulation.inbox,
    board,
    resets: () => resets,
    state: () => simulation.control.session.state,
    run,
    hold,
    async enterService() {
      await run(200);
      await hold(['power', 'stop'], 6000);
      if (simulation.control.session.state !== 'service')
        throw new Error(`the chair is ${simulation.control.session.state}`);
    },
    async confirmNext() {
      while (open && !simulation.control.inputs.confirmPending) await nextTurn();
      await hold(['start'], sliceMs);
    },
    async close() {
      open = false;
      await living;
      await listening.close();
    },
  };
}

/** Commands from a page or the terminal. */
import { type KeyName, keyBit, keyNames } from '../../../src/chair/names.ts';
import { seedMost } from '../../random.ts';
import { isRoughKind, type RoughKind, roughKindNames } from '../../rough/kinds.ts';
import { readLink } from '../link.ts';
import type { Command, TimeCommand } from '../protocol.ts';
import { libraryOf } from './chairs.ts';
import { anchor, setHeldKeys, untilOf } from './clock.ts';
import { removeMark, setMark } from './event-log.ts';
import { plansOf } from './library.ts';
import { schedule } from './pacing.ts';
import { publish } from './publish.ts';
import { reproduce } from './reproduce.ts';
import { deleteRun, nameRun, openRun, startRun } from './runs.ts';
import { newWorkspace, type SimulationSession, type Subscriber, wall } from './simulation-session.ts';
import {
  act,
  checkAction,
  clearFaults,
  nowOf,
  scheduleAction,
  startProgram,
  stepWorkspace,
} from './workspace.ts';

/** Carries out a command. Throws errors meant for the person. */
export function command(session: SimulationSession, order: Command, from?: Subscriber): void {
  const { workspace } = session;
  switch (order.c) {
    case 'key':
      pressKey(session, order.key, order.down);
      if (from !== undefined) from.heldKeys = withBit(from.heldKeys, keyBit(order.key), order.down);
      break;
    case 'release':
      if (from !== undefined) from.heldKeys = 0;
      releaseKeys(session);
      break;
    case 'fault':
      act(workspace, { do: 'fault', name: order.name, value: order.value });
      break;
    case 'clear-faults':
      clearFaults(workspace);
      break;
    case 'mark':
      setMark(workspace.eventLog, order);
      break;
    case 'unmark':
      removeMark(workspace.eventLog, order.number);
      break;
    case 'ambient':
      act(workspace, { do: 'ambient', name: '', value: String(order.celsius) });
      break;
    case 'around':
      act(workspace, { do: 'around', name: order.name, value: order.value });
      break;
    case 'choose':
      if (workspace.simulation.control.session.inSession)
        throw new Error('A session is running: stop it before choosing another program.');
      act(workspace, { do: 'choose', name: order.id, value: '' });
      break;
    case 'run':
      run(session, order.id);
      break;
    case 'restart':
      restart(session, order);
      break;
    case 'reproduce':
      reproduce(session, readLink(order.link));
      break;
    case 'open-run':
      openRun(session, order.run);
      break;
    case 'name-run':
      nameRun(session, order.run, order.name);
      break;
    case 'delete-run':
      deleteRun(session, order.run);
      break;
    case 'pause':
    case 'go':
    case 'tick':
    case 'speed':
    case 'until':
      setTime(session, order);
  }
  publish(session, true);
  schedule(session);
}

function setTime({ clock, workspace }: SimulationSession, order: TimeCommand): void {
  switch (order.c) {
    case 'pause':
      clock.running = false;
      clock.until = null;
      break;
    case 'go':
      clock.running = true;
      anchor(clock, workspace, wall());
      break;
    case 'tick':
      clock.running = false;
      clock.until = null;
      for (let ticks = 0; ticks < Math.min(500, Math.max(1, order.ticks)); ticks++) stepWorkspace(workspace);
      break;
    case 'speed':
      if (order.speed !== 'max' && !(order.speed >= 0.1 && order.speed <= 1000)) {
        throw new Error(`A speed of ${order.speed}: 0.1 to 1000, or max.`);
      }
      clock.speed = order.speed;
      anchor(clock, workspace, wall());
      break;
    case 'until':
      if (order.what === 'time' && !((order.ms ?? 0) > nowOf(workspace))) {
        throw new Error('That time has passed already: click the timeline to look back.');
      }
      clock.until = untilOf(workspace, order.what, order.ms ?? 0);
      clock.running = true;
      break;
  }
}

function withBit(mask: number, bit: number, on: boolean): number {
  return on ? mask | bit : mask & ~bit;
}

/** A page has gone: keys that only this page held are released. */
export function unsubscribe(session: SimulationSession, subscriber: Subscriber): void {
  if (!session.subscribers.delete(subscriber)) return;
  let others = 0;
  for (const other of session.subscribers) others |= other.heldKeys;
  for (const name of keyNames) {
    if ((subscriber.heldKeys & ~others & keyBit(name)) !== 0) pressKey(session, name, false);
  }
  if (session.subscribers.size === 0) releaseKeys(session);
  publish(session, true);
  schedule(session);
}

function releaseKeys(session: SimulationSession): void {
  setHeldKeys(session.clock, session.workspace, 0, wall());
  const { keys } = session.workspace.setup.chair.wiring;
  for (const name of keyNames) if (keys[name] !== null) act(session.workspace, { do: 'up', name, value: '' });
}

/** Holds keys down for some chair time, if the remote has them. */
export function pressFor(session: SimulationSession, keys: readonly KeyName[], forMs: number): void {
  const { workspace } = session;
  const lines = workspace.setup.chair.wiring.keys;
  for (const name of keys.filter((key) => lines[key] !== null)) {
    act(workspace, { do: 'down', name, value: '' });
    scheduleAction(workspace, { atMs: nowOf(workspace) + forMs, do: 'up', name, value: '' });
  }
  publish(session, true);
}

/** Least length of a press; a shorter tap is extended to it. */
const shortestPressMs = 60;

function pressKey(session: SimulationSession, name: KeyName, down: boolean): void {
  const { workspace, clock } = session;
  checkAction(workspace, { do: 'down', name, value: '', atMs: 0 });
  setHeldKeys(clock, workspace, withBit(clock.heldKeys, keyBit(name), down), wall());
  const pressedMs =
    workspace.actions.findLast((action) => action.do === 'down' && action.name === name)?.atMs ?? 0;
  if (down || nowOf(workspace) - pressedMs >= shortestPressMs)
    act(workspace, { do: down ? 'down' : 'up', name, value: '' });
  else scheduleAction(workspace, { atMs: pressedMs + shortestPressMs, do: 'up', name, value: '' });
}

/** Runs a program. On a chair that is off, homing or ready, keys of the remote are pressed; otherwise a fresh chair replaces it. */
function run(session: SimulationSession, id: string): void {
  const { setup, simulation } = session.workspace;
  const { programs, session: now } = simulation.control;
  const { state, inSession } = now;
  // A program that has just been tried is installed in the chair's next turn, which may still be to come.
  const installed = programs.some(({ program }) => program === id);
  if (inSession || !installed || (state !== 'off' && state !== 'ready' && state !== 'homing')) {
    const { seed, board, ambientC, personKg, rough } = setup;
    const options = { program: id, seed, board, ambientC, personKg, rough };
    startRun(session, newWorkspace(session.library, session.inbox, options));
  } else {
    act(session.workspace, { do: 'choose', name: id, value: '' });
    session.clock.running = true;
    anchor(session.clock, session.workspace, wall());
  }
  startProgram(session.workspace);
}

/** In the order of the table, whatever the page sends. */
function knownKinds(asked: unknown): readonly RoughKind[] {
  const named: readonly unknown[] = Array.isArray(asked) ? asked : [asked];
  const unknown = named.find((kind) => typeof kind !== 'string' || !isRoughKind(kind));
  if (unknown !== undefined) throw new Error(`There is no kind of roughness ${unknown}.`);
  return roughKindNames.filter((kind) => named.includes(kind));
}

/** Restarts. Another chair runs the same program if it can, otherwise the first that it can. */
function restart(session: SimulationSession, asked: Extract<Command, { c: 'restart' }>): void {
  const { setup, simulation } = session.workspace;
  const { control } = simulation;
  const { seed = setup.seed, board = setup.board } = asked;
  if (!(Number.isInteger(seed) && seed >= 0 && seed <= seedMost))
    throw new Error(`A seed of ${seed}: a whole number, 0 to ${seedMost}.`);
  if (board !== 'model' && board !== 'avr') throw new Error(`There is no board ${board}.`);
  const library = libraryOf(session, asked.chair ?? setup.chair.model);
  const wanted = control.programs[control.session.program]?.program ?? session.options.program;
  const plans = plansOf(library);
  const options = {
    program: (plans.find(({ program }) => program === wanted) ?? plans[0])?.program ?? wanted,
    seed,
    board,
    ambientC: setup.ambientC,
    personKg: setup.personKg,
    rough: asked.rough === undefined ? setup.rough : knownKinds(asked.rough),
  };
  startRun(session, newWorkspace(library, session.inbox, options));
}

/** The runs of a session: each recording is kept until it is deleted, has a name, and can be opened again. */
import type { FaultCode } from '../../../src/chair/faults.ts';
import type { RunEntry } from '../protocol.ts';
import { type KeptRun, replaceWorkspace, type SimulationSession } from './simulation-session.ts';
import { nowOf, type Workspace } from './workspace.ts';

/** Most ticks in all runs when a new one starts: some five hours of chair time, at most 450 MB. */
const keptTicksMost = 950_000;
const nameLettersMost = 60;

/** Nothing was done to this chair, so there is nothing to keep. */
function isUntouched({ actions, eventLog }: Workspace): boolean {
  return actions.length === 0 && eventLog.history.runs.length === 0;
}

function ticksOf({ recording }: Workspace): number {
  return recording.end - recording.first;
}

function keepOpenRun(session: SimulationSession): void {
  const { workspace, run, keptRuns } = session;
  if (!isUntouched(workspace)) keptRuns.push({ ...run, workspace });
}

/** Starts a run with a fresh chair; the present chair becomes a kept run. */
export function startRun(session: SimulationSession, workspace: Workspace): void {
  const { keptRuns } = session;
  const kept = keptRuns.reduce((sum, each) => sum + ticksOf(each.workspace), ticksOf(session.workspace));
  if (kept > keptTicksMost) throw new Error('There is no room to keep another run: delete one under Runs.');
  const newest = Math.max(session.run.run, ...keptRuns.map(({ run }) => run));
  keepOpenRun(session);
  session.run = { run: newest + 1, name: '' };
  replaceWorkspace(session, workspace);
}

/** Opens a kept run, paused at its end; it can be looked back at, exported and continued. */
export function openRun(session: SimulationSession, number: number): void {
  const at = session.keptRuns.findIndex(({ run }) => run === number);
  if (at < 0) throw new Error(`There is no run ${number} to open.`);
  const [opened] = session.keptRuns.splice(at, 1);
  const { run, name, workspace } = opened!;
  keepOpenRun(session);
  session.keptRuns.sort((one, other) => one.run - other.run);
  session.run = { run, name };
  replaceWorkspace(session, workspace);
  session.clock.running = false;
}

export function nameRun(session: SimulationSession, number: number, name: string): void {
  const found = session.run.run === number ? session.run : session.keptRuns.find(({ run }) => run === number);
  if (found === undefined) throw new Error(`There is no run ${number}.`);
  found.name = name.trim().slice(0, nameLettersMost);
}

export function deleteRun({ keptRuns }: SimulationSession, number: number): void {
  const at = keptRuns.findIndex(({ run }) => run === number);
  if (at < 0) throw new Error(`There is no run ${number} to delete.`);
  keptRuns.splice(at, 1);
}

/** The newest first. */
export function runsOf({ workspace, run, keptRuns }: SimulationSession): RunEntry[] {
  return [...keptRuns.map((kept) => entryOf(kept, false)), entryOf({ ...run, workspace }, true)].sort(
    (one, other) => other.run - one.run,
  );
}

function entryOf({ run, name, workspace }: KeptRun, open: boolean): RunEntry {
  const { setup, eventLog, plans } = workspace;
  const faults: FaultCode[] = eventLog.history.faults.map(({ code }) => code);
  const ran = eventLog.history.runs.at(-1)?.program ?? setup.plans[setup.program]?.program ?? '';
  const title = plans.find(({ program }) => program === ran)?.name ?? ran;
  return {
    run,
    name: name === '' ? `${run} ${title}` : name,
    open,
    program: ran,
    seed: setup.seed,
    rough: setup.rough.length > 0,
    board: setup.board,
    chair: setup.chair.model,
    lengthMs: nowOf(workspace),
    faults: [...new Set(faults)],
  };
}

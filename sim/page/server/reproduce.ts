/** Links: makes a query that reproduces a session, and reproduces a session from one. */
import { type Link, linkActionsMost, writeLink } from '../link.ts';
import { libraryOf } from './chairs.ts';
import { startRun } from './runs.ts';
import { newWorkspace, type SimulationSession } from './simulation-session.ts';
import { checkAction, nowOf, startProgram, stepWorkspace, tickOf, type Workspace } from './workspace.ts';

export function linkOf(session: SimulationSession): string {
  const { setup, actions, simulation } = session.workspace;
  if (actions.length > linkActionsMost) {
    throw new Error(
      `${actions.length} actions in this session; a link holds ${linkActionsMost}. Export it as a scenario.`,
    );
  }
  return writeLink({
    program: setup.plans[setup.program]?.program ?? session.options.program,
    seed: setup.seed,
    board: setup.board,
    chair: setup.chair.model,
    ambientC: setup.ambientC,
    personKg: setup.personKg,
    rough: setup.rough,
    speed: session.clock.speed,
    actions,
    atMs: simulation.nowMs,
    running: session.clock.running,
    run: false,
  });
}

/** Reproduces a link's session. A link to what is shown already changes nothing, so that reloading a page does not restart its chair. */
export function reproduce(session: SimulationSession, link: Link): void {
  if (isSame(session.workspace, link)) return;
  const workspace = newWorkspace(libraryOf(session, link.chair), session.inbox, link);
  for (const action of link.actions) checkAction(workspace, action);
  workspace.scheduled.push(...link.actions);
  if (link.run) startProgram(workspace);
  const end = tickOf(link.atMs);
  for (let tick = 0; tick < end; tick++) stepWorkspace(workspace);
  session.clock.speed = link.speed;
  startRun(session, workspace);
  session.clock.running = link.running;
}

function isSame(workspace: Workspace, link: Link): boolean {
  const { setup, actions } = workspace;
  return (
    setup.plans[setup.program]?.program === link.program &&
    setup.seed === link.seed &&
    setup.board === link.board &&
    setup.chair.model === link.chair &&
    setup.ambientC === link.ambientC &&
    setup.personKg === link.personKg &&
    setup.rough.join() === link.rough.join() &&
    link.atMs > 0 &&
    nowOf(workspace) >= link.atMs &&
    link.actions.length > 0 &&
    link.actions.length <= actions.length &&
    link.actions.every(({ atMs, do: what, name, value }) =>
      actions.some(
        (done) => done.atMs === atMs && done.do === what && done.name === name && done.value === value,
      ),
    )
  );
}

/**
 * The simulation session: one workspace, its clock, its program library, and its subscribers. It knows nothing about sockets: a
 * subscriber has functions to send. `pacing`, `publish`, `commands` and `queries` act on the session.
 */

import type { Chair } from '../../../src/chair/chair.ts';
import type { Program } from '../../../src/program/language/program.ts';
import { type Inbox, reopenLines } from '../../../src/service/inbox.ts';
import type { RoughKind } from '../../rough/kinds.ts';
import type { BoardKind, Speed, ToPage } from '../protocol.ts';
import { createLineMeter, type LineMeter, openBoard } from './boards.ts';
import { type ChairChoices, libraryOf } from './chairs.ts';
import { anchor, type Clock } from './clock.ts';
import { type Library, plansOf, setFlashed } from './library.ts';
import { createWorkspace, nowOf, type Setup, type Workspace } from './workspace.ts';

export interface Subscriber {
  readonly send: (message: ToPage) => void;
  readonly sendBytes: (bytes: Uint8Array) => void;
  /** The state sent so far, key by key. */
  readonly sent: Map<string, string | number | boolean>;
  /** False while the subscriber cannot keep up; then nothing is sent. */
  readonly ready: () => boolean;
  chairSent: Chair | null;
  plansSent: number;
  historySent: string;
  historyAtMs: number;
  runsSent: string;
  /** Keys that this subscriber holds down, one bit per key; they are released when it leaves. */
  heldKeys: number;
}

export interface SessionOptions {
  readonly chair: Chair;
  /** The chair as named by the user: an id, or the path of its file. */
  readonly chairFile?: string;
  readonly program: string;
  /** A program file in addition to the shipped ones. */
  readonly file?: string;
  readonly seed: number;
  readonly speed: Speed;
  readonly board: BoardKind;
  /** The kinds of roughness of its world; none if left out. */
  readonly rough?: readonly RoughKind[];
  /** Where programs under a new id are saved. */
  readonly folder: string;
}

/** A chair that another has replaced: its time stands still until it is opened again. */
export interface KeptRun {
  readonly run: number;
  name: string;
  readonly workspace: Workspace;
}

export interface SimulationSession extends ChairChoices {
  readonly options: SessionOptions;
  workspace: Workspace;
  /** The kept runs, the oldest first, without the open workspace. */
  readonly keptRuns: KeptRun[];
  run: Pick<KeptRun, 'run' | 'name'>;
  /** Counts the workspaces; data of another workspace is invalid. */
  workspaceNumber: number;
  readonly clock: Clock;
  /** The library of the simulated chair. */
  library: Library;
  /** Called when flashing has changed the library. */
  readonly onLibraryChanged: () => void;
  readonly subscribers: Set<Subscriber>;
  timer: NodeJS.Timeout | NodeJS.Immediate | null;
  lastFrameMs: number;
  closed: boolean;
  meter: LineMeter;
  /** Input from the service port, for whichever chair is simulated. */
  readonly inbox: Inbox;
  /** Null if none could be opened; the page says so. */
  servicePort: ServicePort | null;
  /** Why there is no service port; empty where there is one. */
  withoutService: string;
}

/** The simulated chair's service port. */
export interface ServicePort {
  readonly address: string;
  flash(
    program: Program,
    options: { prepare: boolean; allowDowngrade: boolean },
    progress: (text: string, share: number) => void,
  ): Promise<string>;
  close(): Promise<void>;
}

export const wall = (): number => performance.now();

interface WorkspaceOptions {
  readonly program: string;
  readonly seed: number;
  readonly board: BoardKind;
  readonly ambientC?: number;
  readonly personKg?: number;
  readonly rough?: readonly RoughKind[];
}

export function newWorkspace(
  library: Library,
  inbox: Inbox,
  { program, seed, board, ambientC = 22, personKg = 75, rough = [] }: WorkspaceOptions,
): Workspace {
  const { chair } = library;
  const plans = plansOf(library);
  const found = plans.findIndex((plan) => plan.program === program);
  if (found < 0) throw new Error(`There is no program "${program}" that can run.`);
  const own = library.documents.filter(({ origin }) => origin !== 'shipped').map(({ id }) => id);
  const setup: Setup = { chair, plans, own, program: found, seed, board, ambientC, personKg, rough };
  return createWorkspace(setup, openBoard(board, chair, { seed, ambientC, personKg, rough }), inbox);
}

/** Keeps the library's flashed programs up to date. */
export function watchFlashed(session: SimulationSession): void {
  session.workspace.onFlashed = (loaded) => {
    const flashed = new Set(
      session.library.documents.filter(({ origin }) => origin === 'flashed').map(({ id }) => id),
    );
    for (const { id, program } of loaded) {
      setFlashed(session.library, id, program);
      flashed.delete(id);
    }
    for (const id of flashed) setFlashed(session.library, id, null);
    session.onLibraryChanged();
  };
}

/** Replaces the simulated chair by another. */
export function replaceWorkspace(session: SimulationSession, workspace: Workspace): void {
  session.workspace = workspace;
  session.library = libraryOf(session, workspace.setup.chair.model);
  reopenLines(session.inbox);
  watchFlashed(session);
  session.workspaceNumber++;
  session.meter = createLineMeter();
  session.clock.until = null;
  session.clock.running = true;
  session.clock.paceChairMs = nowOf(workspace);
  anchor(session.clock, workspace, wall());
  for (const subscriber of session.subscribers) {
    subscriber.plansSent = 0;
    subscriber.historySent = '';
    subscriber.runsSent = '';
  }
}

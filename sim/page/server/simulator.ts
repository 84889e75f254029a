/** The desktop simulator as one call: a simulation session, the page that shows it, and how to end both. */
import { join } from 'node:path';
import { packageFolder } from '../../../src/package-folder.ts';
import { createInbox } from '../../../src/service/inbox.ts';
import { createLineMeter } from './boards.ts';
import { anchor, createClock } from './clock.ts';
import { addFile, addSaved, closeLibrary, createLibrary, watchLibrary } from './library.ts';
import { schedule, stopPacing } from './pacing.ts';
import { documentChanged, libraryChanged } from './publish.ts';
import { openServicePort } from './service-port.ts';
import {
  newWorkspace,
  type SessionOptions,
  type SimulationSession,
  type Subscriber,
  wall,
  watchFlashed,
} from './simulation-session.ts';
import { serveSimulator } from './simulator-http.ts';
import { startProgram } from './workspace.ts';

export interface Simulator {
  readonly session: SimulationSession;
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

export interface SimulatorOptions extends SessionOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Where the built page is; beside the executable unless told otherwise. */
  readonly pageFolder?: string;
  /** TCP port of the simulated chair's service port; 0: any that is free. */
  readonly servicePort: number;
  readonly software: string;
  /** The program is started as by a person: power, then start when the chair is ready. */
  readonly start?: boolean;
}

export async function openSimulator(options: SimulatorOptions): Promise<Simulator> {
  const session = openSession(options);
  try {
    const folder = options.pageFolder ?? join(packageFolder(), 'dist', 'page');
    const served = await serveSimulator(session, folder, options.port);
    await openServicePort(session, options.servicePort).then(
      (servicePort) => {
        session.servicePort = servicePort;
      },
      (error: NodeJS.ErrnoException) => {
        session.withoutService = whyNone(error, options.servicePort);
      },
    );
    if (options.start === true) startProgram(session.workspace);
    return {
      session,
      port: served.port,
      url: `http://127.0.0.1:${served.port}/`,
      close: async () => {
        await served.close();
        await closeSession(session);
      },
    };
  } catch (error) {
    await closeSession(session);
    throw error;
  }
}

function whyNone({ code, message }: NodeJS.ErrnoException, port: number): string {
  if (code === 'EADDRINUSE')
    return `port ${port} is in use; choose another with --service-port, or 0 for any`;
  if (code === 'EACCES') return `port ${port} is not for everybody; choose one from 1024 with --service-port`;
  return message;
}

function openSession(options: SessionOptions): SimulationSession {
  const library = createLibrary(options.chair, (id) => documentChanged(session, id));
  const program = /[\\/]|\.ya?ml$/i.test(options.program)
    ? addFile(library, options.program)
    : options.program;
  addSaved(library, options.folder);
  const { seed, board } = options;
  const inbox = createInbox();
  const session: SimulationSession = {
    options: { ...options, program },
    library,
    workspace: newWorkspace(library, inbox, { program, seed, board }),
    keptRuns: [],
    run: { run: 1, name: '' },
    workspaceNumber: 1,
    clock: createClock(options.speed, wall()),
    subscribers: new Set<Subscriber>(),
    timer: null,
    lastFrameMs: 0,
    closed: false,
    meter: createLineMeter(),
    inbox,
    onLibraryChanged: () => libraryChanged(session),
    servicePort: null,
    withoutService: '',
  };
  watchFlashed(session);
  anchor(session.clock, session.workspace, wall());
  watchLibrary(library);
  schedule(session);
  return session;
}

async function closeSession(session: SimulationSession): Promise<void> {
  session.closed = true;
  stopPacing(session);
  closeLibrary(session.library);
  await session.servicePort?.close();
}

/** The desktop simulator as one call: opens a simulation session and its page, and closes both. */
import { basename, join } from 'node:path';
import { packageFolder } from '../../../src/package-folder.ts';
import { firstKey } from '../../../src/run/first-key.ts';
import { createInbox } from '../../../src/service/inbox.ts';
import { createLineMeter } from './boards.ts';
import { type ChairChoices, libraryOf } from './chairs.ts';
import { anchor, createClock } from './clock.ts';
import { closeLibrary } from './library.ts';
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
  /** 0: any free port. */
  readonly port: number;
  /** Folder of the built page; default: beside the executable. */
  readonly pageFolder?: string;
  /** TCP port of the simulated chair's service port; 0: any free port. */
  readonly servicePort: number;
  readonly software: string;
  /** Starts the program as a person would, if the remote has a key for it: power, then start when the chair is ready. */
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
    if (options.start === true && firstKey(session.workspace.setup.chair) !== null)
      startProgram(session.workspace);
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
  const isFile = /[\\/]|\.ya?ml$/i.test(options.program);
  const program = isFile ? basename(options.program).replace(/\.ya?ml$/i, '') : options.program;
  const choices: ChairChoices & Pick<SimulationSession, 'options'> = {
    options: { ...options, program, ...(isFile ? { file: options.program } : {}) },
    libraries: [],
    chairs: [],
    onDocumentChanged: (of, id) => {
      if (of === session.library) documentChanged(session, id);
    },
  };
  const library = libraryOf(choices, options.chair.model);
  const { seed, board, rough = [] } = options;
  const inbox = createInbox();
  const session: SimulationSession = {
    ...choices,
    library,
    workspace: newWorkspace(library, inbox, { program, seed, board, rough }),
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
  schedule(session);
  return session;
}

async function closeSession(session: SimulationSession): Promise<void> {
  session.closed = true;
  stopPacing(session);
  for (const library of session.libraries) closeLibrary(library);
  await session.servicePort?.close();
}

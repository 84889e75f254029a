/**
 * The simulated chair's service port on TCP, and flashing through it: the real client talks to the real server over
 * a socket, with every refusal a technician would meet. A key of its own, made anew with each simulator.
 */

import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { takeEvents } from '../../../src/control/events.ts';
import type { Control } from '../../../src/control/tick.ts';
import { keepEvent } from '../../../src/host/keeping.ts';
import {
  beginSelfTest,
  type SelfTestRun,
  selfTestReport,
  serviceJobOf,
  watchSelfTest,
} from '../../../src/host/self-test-run.ts';
import { canonicalProgram } from '../../../src/program/package/canonical.ts';
import type { Signer } from '../../../src/program/package/cose.ts';
import { packProgram } from '../../../src/program/package/package.ts';
import { createClient, Refused } from '../../../src/service/client.ts';
import { listenTcp } from '../../../src/service/listen.ts';
import type { Machine } from '../../../src/service/machine.ts';
import { openPort } from '../../../src/service/port.ts';
import {
  confirmPending,
  createService,
  reloadPrograms,
  type Service,
  takeActivity,
} from '../../../src/service/service.ts';
import { type FlashOptions, flashPackage, trustKey } from '../../../src/service/technician.ts';
import { openStore } from '../../../src/store/store.ts';
import { chair } from './chair.ts';
import { command, pressFor } from './commands.ts';
import { documentOf, setFlashed } from './library.ts';
import { createMemoryDisk } from './memory-disk.ts';
import { refreshPrograms } from './publish.ts';
import type { ServicePort, SimulationSession } from './simulation-session.ts';
import { nowOf, stepWorkspace } from './workspace.ts';

/** Holding power and stop while off for this long enters the service state (5 s), and a little more. */
const chordMs = 5400;
const pressMs = 200;

export async function openServicePort(
  session: SimulationSession,
  port: number,
  software: string,
): Promise<ServicePort> {
  const store = await openStore(createMemoryDisk());
  const factory = session.library.documents.flatMap(({ origin, plan }) =>
    origin === 'shipped' && plan !== null
      ? [{ id: plan.program, name: plan.name, version: plan.version }]
      : [],
  );
  const selfTest: SelfTestRun = { testing: false, tested: false };
  const service: Service = createService({
    machine: machineOf(session, selfTest, software, () => loadFlashed(session, service)),
    store,
    factory,
  });
  const control = (): Control => session.workspace.simulation.control;
  const keeping = { store, service, control, wallClockMs: () => Date.now() };
  await reloadPrograms(service);
  const listening = await listenTcp(service, port);
  const signer = createSigner();
  const address = `tcp://127.0.0.1:${listening.port}`;
  return {
    address,
    before(workspace) {
      const { inputs } = workspace.simulation.control;
      inputs.serviceActive = takeActivity(service);
      inputs.confirmPending = confirmPending(service);
      inputs.serviceJob = serviceJobOf(selfTest);
    },
    after(workspace) {
      watchSelfTest(selfTest, workspace.simulation.control);
      const { events } = workspace.simulation.control.session;
      if (events.list.length === 0) return;
      for (const event of takeEvents(events)) keepEvent(keeping, event);
    },
    flash: (program, { prepare, allowDowngrade }, progress) =>
      flash(session, address, signer, program, { prepare, allowDowngrade, progress }),
    close: () => listening.close(),
  };
}

/** Flashed programs stand in the library beside the others, and the remote can choose them. */
function loadFlashed(session: SimulationSession, service: Service): void {
  const flashed = new Set(
    session.library.documents.filter(({ origin }) => origin === 'flashed').map(({ id }) => id),
  );
  for (const { id, program } of service.loaded) {
    setFlashed(session.library, id, program);
    flashed.delete(id);
  }
  for (const id of flashed) setFlashed(session.library, id, null);
  refreshPrograms(session);
}

function createSigner(): Signer {
  const { privateKey } = generateKeyPairSync('ed25519');
  const { x } = createPublicKey(privateKey).export({ format: 'jwk' });
  return { publicKey: Uint8Array.from(Buffer.from(x ?? '', 'base64url')), privateKey };
}

interface FlashWish {
  readonly prepare: boolean;
  readonly allowDowngrade: boolean;
  readonly progress: (text: string, share: number) => void;
}

async function flash(
  session: SimulationSession,
  address: string,
  signer: Signer,
  id: string,
  wish: FlashWish,
): Promise<string> {
  const document = documentOf(session.library, id);
  if (document?.program == null) throw new Error(`${id} has problems: fix them first.`);
  const { progress, prepare, allowDowngrade } = wish;
  const bytes = packProgram(canonicalProgram(document.program), signer);
  if (prepare) enterService(session, progress);
  const client = createClient(await openPort(address));
  const work: FlashOptions = {
    allowDowngrade,
    onProgress: (have, all) => progress(`${have} of ${all} bytes`, have / all),
    onWait: (what) => {
      progress(`the chair asks for ${what}: press start`, 0.1);
      if (prepare) pressFor(session, ['start'], 200);
    },
  };
  try {
    const flashed = await flashPackage(client, bytes, work).catch(async (error: unknown) => {
      if (!(error instanceof Refused) || error.reason !== 'unknown-signer') throw error;
      await trustKey(client, signer.publicKey, 'the desktop simulator', work);
      return flashPackage(client, bytes, work);
    });
    return `${id} version ${flashed.version} is active (${flashed.bytes} bytes, verified)`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const asked = await client.lastRefusal().catch(() => '');
    throw new Error(asked === '' ? error.message : asked);
  } finally {
    await client.close();
  }
}

/** Parking and the cool-down before it take no longer than this. */
const untilOffMostMs = 300_000;

/** Lets chair time pass at once until something is so; false when it does not come to be. */
function passUntil({ workspace }: SimulationSession, reached: () => boolean, mostMs: number): boolean {
  const endMs = nowOf(workspace) + mostMs;
  while (!reached() && nowOf(workspace) < endMs) stepWorkspace(workspace);
  return reached();
}

/**
 * What a technician's hands do: switch the chair off, hold power and stop. Chair time passes at once; a person would
 * wait for it to park, and five seconds more.
 */
function enterService(session: SimulationSession, progress: FlashWish['progress']): void {
  const { workspace } = session;
  const state = (): string => workspace.simulation.control.session.state;
  if (!session.clock.running) command(session, { c: 'go' });
  if (state() === 'service') return;
  if (state() !== 'off') {
    progress('power is pressed: the chair parks and switches off', 0);
    // While it parks already, power would stop it.
    if (state() !== 'parking') pressFor(session, ['power'], pressMs);
    if (!passUntil(session, () => state() === 'off', untilOffMostMs))
      throw new Error(`The chair does not switch off: it is ${state()}.`);
    passUntil(session, () => workspace.heldKeys === 0, 1000);
  }
  progress('power and stop are held: the chair goes into service', 0);
  pressFor(session, ['power', 'stop'], chordMs);
  passUntil(session, () => state() === 'service', chordMs + 200);
  passUntil(session, () => workspace.heldKeys === 0, 1000);
  // Time goes on from here.
  command(session, { c: 'go' });
}

function machineOf(
  session: SimulationSession,
  selfTest: SelfTestRun,
  software: string,
  programsChanged: () => void,
): Machine {
  const controlSession = (): Control['session'] => session.workspace.simulation.control.session;
  return {
    model: chair.model,
    software,
    nowMs: () => nowOf(session.workspace),
    state: () => controlSession().state,
    wallClockMs: () => Date.now(),
    setWallClock: () => {},
    status: () => {
      const { control } = session.workspace.simulation;
      return {
        state: controlSession().state,
        fault: controlSession().faultCode,
        locked: controlSession().locked,
        program: control.programs[controlSession().program]?.program ?? '',
        sessions: controlSession().sessionNumber,
        boot: controlSession().boot,
        uptimeMs: nowOf(session.workspace),
        simulated: true,
      };
    },
    startSelfTest: () => beginSelfTest(selfTest, session.workspace.simulation.control),
    selfTest: () => selfTestReport(selfTest, session.workspace.simulation.control),
    programsChanged,
    settingsRestored: () => {},
    reset: () => {},
  };
}

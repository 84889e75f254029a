/**
 * The simulated chair's service port on TCP, and flashing through it: the real client talks to the real server over
 * a socket, with every refusal a technician would meet. A key of its own, made anew with each simulator.
 */
import { createPublicKey, generateKeyPairSync } from 'node:crypto';
import { referenceChair } from '../../../src/chair/specification.ts';
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
import { command, type Desk, type Flasher, pressFor, refreshPrograms } from './desk.ts';
import { createMemoryDisk } from './memory-disk.ts';
import { bookOf, setFlashed } from './shelf.ts';
import { nowOf, stepBench, type Workbench } from './workbench.ts';

/** Holding power and stop while off for this long enters the service state (5 s), and a little more. */
const chordMs = 5400;

export async function openFlasher(desk: Desk, port: number, software: string): Promise<Flasher> {
  const store = await openStore(createMemoryDisk());
  const factory = desk.shelf.books.flatMap(({ origin, plan }) =>
    origin === 'shipped' && plan !== null
      ? [{ id: plan.program, name: plan.name, version: plan.version }]
      : [],
  );
  const selfTest: SelfTestRun = { testing: false, tested: false };
  const service: Service = createService({
    machine: machineOf(desk, selfTest, software, () => loadFlashed(desk, service)),
    store,
    factory,
  });
  const control = (): Control => desk.bench.simulation.control;
  const keeping = { store, service, control, wallClockMs: () => Date.now() };
  await reloadPrograms(service);
  const listening = await listenTcp(service, port);
  const signer = createSigner();
  const address = `tcp://127.0.0.1:${listening.port}`;
  return {
    address,
    before(bench) {
      const { inputs } = bench.simulation.control;
      inputs.serviceActive = takeActivity(service);
      inputs.confirmPending = confirmPending(service);
      inputs.serviceJob = serviceJobOf(selfTest);
    },
    after(bench) {
      watchSelfTest(selfTest, bench.simulation.control);
      const { events } = bench.simulation.control.session;
      if (events.list.length === 0) return;
      for (const event of takeEvents(events)) keepEvent(keeping, event);
    },
    flash: (program, { prepare, allowDowngrade }, progress) =>
      flash(desk, address, signer, program, { prepare, allowDowngrade, progress }),
    close: () => listening.close(),
  };
}

/** Flashed programs stand on the shelf beside the others, and the remote can choose them. */
function loadFlashed(desk: Desk, service: Service): void {
  const flashed = new Set(desk.shelf.books.filter(({ origin }) => origin === 'flashed').map(({ id }) => id));
  for (const { id, program } of service.loaded) {
    setFlashed(desk.shelf, id, program);
    flashed.delete(id);
  }
  for (const id of flashed) setFlashed(desk.shelf, id, null);
  refreshPrograms(desk);
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
  desk: Desk,
  address: string,
  signer: Signer,
  id: string,
  wish: FlashWish,
): Promise<string> {
  const book = bookOf(desk.shelf, id);
  if (book?.program == null) throw new Error(`${id} has problems: mend them first.`);
  const { progress, prepare, allowDowngrade } = wish;
  const bytes = packProgram(canonicalProgram(book.program), signer);
  if (prepare) enterService(desk, progress);
  const client = createClient(await openPort(address));
  const work: FlashOptions = {
    allowDowngrade,
    onProgress: (have, all) => progress(`${have} of ${all} bytes`, have / all),
    onWait: (what) => {
      progress(`the chair asks for ${what}: press start`, 0.1);
      if (prepare) pressFor(desk, ['start'], 200);
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

/** Power and stop, held while off: passed at once, a person would wait five seconds. */
function enterService(desk: Desk, progress: FlashWish['progress']): void {
  const { bench } = desk;
  const state = (): string => bench.simulation.control.session.state;
  if (!desk.clock.running) command(desk, { c: 'go' });
  if (state() !== 'off') return;
  progress('power and stop are held: the chair goes into service', 0);
  pressFor(desk, ['power', 'stop'], chordMs);
  const endMs = nowOf(bench) + chordMs + 200;
  while (nowOf(bench) < endMs) stepBench(bench);
  // Time goes on from here.
  command(desk, { c: 'go' });
}

function machineOf(
  desk: Desk,
  selfTest: SelfTestRun,
  software: string,
  programsChanged: () => void,
): Machine {
  const session = (): Workbench['simulation']['control']['session'] => desk.bench.simulation.control.session;
  return {
    model: referenceChair.model,
    software,
    nowMs: () => nowOf(desk.bench),
    state: () => session().state,
    wallClockMs: () => Date.now(),
    setWallClock: () => {},
    status: () => {
      const { control } = desk.bench.simulation;
      return {
        state: session().state,
        fault: session().faultCode,
        locked: session().locked,
        program: control.programs[session().program]?.program ?? '',
        sessions: session().sessionNumber,
        boot: session().boot,
        uptimeMs: nowOf(desk.bench),
        simulated: true,
      };
    },
    startSelfTest: () => beginSelfTest(selfTest, desk.bench.simulation.control),
    selfTest: () => selfTestReport(selfTest, desk.bench.simulation.control),
    programsChanged,
    settingsRestored: () => {},
    reset: () => {},
  };
}

/**
 * The simulated chair's service port on TCP, and flashing through it: the real client talks to the chair's machine over a
 * socket, with every refusal that a technician would meet. The signing key is new for each simulator.
 */

import { generateKeyPairSync } from 'node:crypto';
import type { Program } from '../../../src/program/language/program.ts';
import { canonicalProgram } from '../../../src/program/package/canonical.ts';
import { type Signer, signerOf } from '../../../src/program/package/cose.ts';
import { packProgram } from '../../../src/program/package/package.ts';
import { createClient, Refused } from '../../../src/service/client.ts';
import { listenTcp } from '../../../src/service/listen.ts';
import { openPort } from '../../../src/service/port.ts';
import { type FlashOptions, flashPackage, trustKey } from '../../../src/service/technician.ts';
import { command, pressFor } from './commands.ts';
import type { ServicePort, SimulationSession } from './simulation-session.ts';
import { nowOf, stepWorkspace } from './workspace.ts';

/** How long power and stop are held to enter the service state: 5 s and a margin. */
const chordMs = 5400;
const pressMs = 200;

export async function openServicePort(session: SimulationSession, port: number): Promise<ServicePort> {
  const listening = await listenTcp(session.inbox, port);
  const signer = signerOf(generateKeyPairSync('ed25519').privateKey);
  const address = `tcp://127.0.0.1:${listening.port}`;
  return {
    address,
    flash: (program, { prepare, allowDowngrade }, progress) =>
      flash(session, address, signer, program, { prepare, allowDowngrade, progress }),
    close: () => listening.close(),
  };
}

interface PageFlash {
  readonly prepare: boolean;
  readonly allowDowngrade: boolean;
  readonly progress: (text: string, share: number) => void;
}

async function flash(
  session: SimulationSession,
  address: string,
  signer: Signer,
  program: Program,
  asked: PageFlash,
): Promise<string> {
  const { progress, prepare, allowDowngrade } = asked;
  const bytes = packProgram(canonicalProgram(program), signer);
  if (prepare) enterService(session, progress);
  else if (!session.clock.running) throw new Error('Time is paused: the chair cannot answer. Let it run.');
  const client = createClient(await openPort(address));
  const work: FlashOptions = {
    allowDowngrade,
    onProgress: (have, all) => progress(`${have} of ${all} bytes`, have / all),
    onWait: (what) => {
      progress(`the chair asks for ${what}: press start`, 0.1);
      if (prepare) pressFor(session, ['start'], pressMs);
    },
  };
  try {
    const flashed = await flashPackage(client, bytes, work).catch(async (error: unknown) => {
      if (!(error instanceof Refused) || error.reason !== 'unknown-signer') throw error;
      await trustKey(client, signer.publicKey, 'the desktop simulator', work);
      return flashPackage(client, bytes, work);
    });
    return `${program.id} version ${flashed.version} is active: the text in the editor (${flashed.bytes} bytes, verified)`;
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const why = await client.lastRefusal().catch(() => '');
    throw new Error(why === '' ? error.message : why);
  } finally {
    await client.close();
  }
}

/** Longest time for the cool-down and parking. */
const untilOffMostMs = 300_000;

/** Lets chair time pass at once until `reached` is true; false if it is not within `mostMs`. */
function passUntil({ workspace }: SimulationSession, reached: () => boolean, mostMs: number): boolean {
  const endMs = nowOf(workspace) + mostMs;
  while (!reached() && nowOf(workspace) < endMs) stepWorkspace(workspace);
  return reached();
}

/**
 * Does what a technician does by hand: switches the chair off, then holds power and stop. Chair time passes at once; a person
 * would wait for the chair to park, and five seconds more.
 */
function enterService(session: SimulationSession, progress: PageFlash['progress']): void {
  const { workspace } = session;
  const state = (): string => workspace.simulation.control.session.state;
  if (!session.clock.running) command(session, { c: 'go' });
  if (state() === 'service') return;
  if (state() !== 'off') {
    progress('power is pressed: the chair parks and switches off', 0);
    // Power is not pressed while the chair parks, since it would stop it.
    if (state() !== 'parking') pressFor(session, ['power'], pressMs);
    if (!passUntil(session, () => state() === 'off', untilOffMostMs))
      throw new Error(`The chair does not switch off: it is ${state()}.`);
    passUntil(session, () => workspace.heldKeys === 0, 1000);
  }
  progress('power and stop are held: the chair goes into service', 0);
  pressFor(session, ['power', 'stop'], chordMs);
  passUntil(session, () => state() === 'service', chordMs + 200);
  passUntil(session, () => workspace.heldKeys === 0, 1000);
  // Time continues from here.
  command(session, { c: 'go' });
}

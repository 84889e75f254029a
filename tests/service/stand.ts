/** A chair for the service port's tests: the real store on a simulated disk, the real checker, a clock by hand. */

import type { SessionState } from '../../src/chair/names.ts';
import { hexOf, keyIdOf, type Signer } from '../../src/program/package/cose.ts';
import { packProgram } from '../../src/program/package/package.ts';
import type { Machine, SelfTestReport } from '../../src/service/machine.ts';
import { createService, reloadPrograms, type Service } from '../../src/service/service.ts';
import { openStore, type Store } from '../../src/store/store.ts';
import { newSigner } from '../program/package/signer.ts';
import { createDisk, type SimulatedDisk } from '../store/simulated-disk.ts';

export interface Stand {
  readonly service: Service;
  readonly store: Store;
  readonly disk: SimulatedDisk;
  readonly signer: Signer;
  /** What the chair does and knows, for the test to set and to look at. */
  readonly chair: {
    nowMs: number;
    state: SessionState;
    wallMs: number | null;
    resets: number;
    changes: number;
    selfTest: SelfTestReport | null;
  };
}

/** A chair in the service state that trusts `signer`. */
export async function createStand(signer: Signer = newSigner()): Promise<Stand> {
  const disk = createDisk();
  const store = await openStore(disk);
  const id = hexOf(keyIdOf(signer.publicKey));
  await store.saveKeys([{ id, publicKey: hexOf(signer.publicKey), name: 'workshop' }]);
  const chair: Stand['chair'] = {
    nowMs: 1000,
    state: 'service',
    wallMs: null,
    resets: 0,
    changes: 0,
    selfTest: null,
  };
  const machine: Machine = {
    model: 'lumbar-1',
    software: '0.1.0',
    nowMs: () => chair.nowMs,
    state: () => chair.state,
    wallClockMs: () => chair.wallMs,
    setWallClock: (ms) => {
      chair.wallMs = ms;
    },
    status: () => ({ 'supply.v': 24.1, lumbarC: 22.5, seat: false }),
    startSelfTest: () => {
      if (chair.selfTest?.running) return false;
      chair.selfTest = { running: true, passed: null, stopped: '', rows: [] };
      return true;
    },
    selfTest: () => chair.selfTest,
    programsChanged: () => {
      chair.changes++;
    },
    settingsRestored: () => {},
    reset: () => {
      chair.resets++;
    },
  };
  const service = createService({
    machine,
    store,
    factory: [{ id: 'deep-tissue', name: 'Deep tissue', version: 1 }],
  });
  await reloadPrograms(service);
  return { service, store, disk, signer, chair };
}

/** A program of this chair, about as large as one gets by hand. */
export function programValue(id: string, version: number): Record<string, unknown> {
  return {
    format: 1,
    id,
    name: 'Back and forth',
    version,
    model: 'lumbar-1',
    heat: { lumbar: 'low', sacral: 'off' },
    steps: [
      { preheat: { for: '2 min' } },
      { roll: { from: 'gluteal', to: 'mid-back', speed: 2, width: 'wide', for: '4 min' } },
      { knead: { over: 'quadratus-lumborum', speed: 2, direction: 'in', for: '1 min 20 s' } },
    ],
  };
}

export function packed(
  signer: Signer,
  id: string,
  version = 1,
  other: Record<string, unknown> = {},
): Uint8Array {
  return packProgram({ ...programValue(id, version), ...other }, signer);
}

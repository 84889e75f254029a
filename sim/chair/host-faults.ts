/**
 * What can break on the host's side of the board, beside the faults of the plant's table: the disk that holds
 * settings, logs and programs, a shipped program's file, and a microcontroller that runs other firmware than the guard.
 */
import { readValue } from '../plant/fault-values.ts';
import { type Comings, stepComings, takeFault } from '../rough/comings.ts';
import type { ChairDisk } from './disk.ts';

export const hostFaultTable = {
  /** The microcontroller answers, but not as the guard does: plain firmware, or none of ours. */
  guard: ['missing'],
  /** Writing to the disk fails. The same as `disk: failing`. */
  store: ['failing'],
  /**
   * Full: nothing more can be written. Torn: the next power cut tears what is being written. Damaged: a bit of one of
   * the files has flipped. Read-only, failing: writing fails with what the system says of such a disk.
   */
  disk: ['full', 'torn', 'damaged', 'read-only', 'failing'],
  /** The file of the program chosen first is damaged: noticed when programs are loaded, at the next start. */
  program: ['damaged'],
} as const;

export type HostFaultName = keyof typeof hostFaultTable;
export const hostFaultNames = Object.keys(hostFaultTable) as readonly HostFaultName[];

export function isHostFaultName(text: string): text is HostFaultName {
  return Object.hasOwn(hostFaultTable, text);
}

export interface HostFaults {
  guardMissing: boolean;
  programDamaged: boolean;
}

export function createHostFaults(): HostFaults {
  return { guardMissing: false, programDamaged: false };
}

interface FaultyHost {
  readonly hostFaults: HostFaults;
  readonly disk: ChairDisk;
  /** Faults that come and go. */
  readonly comings: Comings;
  readonly nowMs: number;
}

/** Puts a fault in, or takes it away. Throws on a value the table does not have. */
export function breakHost(host: FaultyHost, name: HostFaultName, value: string): void {
  const read = readValue(name, { words: hostFaultTable[name], number: null }, value);
  if (typeof read === 'string') throw new Error(read);
  takeFault(host.comings, { ...read, name }, { seed: 0, nowMs: host.nowMs }, (_, base) =>
    apply(host, name, base),
  );
}

/** With each tick: what comes and goes does so. */
export function stepHostFaults(host: FaultyHost): void {
  if (host.comings.length === 0) return;
  stepComings(host.comings, host.nowMs, (name, base) => apply(host, name as HostFaultName, base));
}

function apply({ hostFaults, disk }: FaultyHost, name: HostFaultName, value: string): void {
  switch (name) {
    case 'guard':
      hostFaults.guardMissing = value !== 'none';
      return;
    case 'program':
      hostFaults.programDamaged = value !== 'none';
      return;
    case 'store':
    case 'disk':
      disk.break(value as 'none' | (typeof hostFaultTable)['disk'][number]);
      return;
  }
}

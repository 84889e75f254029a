/**
 * What can break on the host's side of the board, beside the faults of the plant's table: the disk that holds
 * settings and programs, and a microcontroller that runs other firmware than the guard.
 */
import { reportFault } from '../../src/control/guard/guard.ts';
import type { RunBoard } from '../boards/board.ts';
import type { Simulation } from './simulation.ts';

export const hostFaultTable = {
  /** The microcontroller answers, but not as the guard does: plain firmware, or none of ours. */
  guard: ['missing'],
  /** Settings and logs cannot be written. */
  store: ['failing'],
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
  storeFailing: boolean;
  programDamaged: boolean;
  /** The damage has been met by a start. */
  programRefused: boolean;
}

export function createHostFaults(): HostFaults {
  return { guardMissing: false, storeFailing: false, programDamaged: false, programRefused: false };
}

export function breakHost(faults: HostFaults, name: HostFaultName, value: string): void {
  const broken = value !== 'none';
  if (broken && !(hostFaultTable[name] as readonly string[]).includes(value)) {
    throw new Error(`${name}: ${value} is none of ${hostFaultTable[name].join(', ')}, none`);
  }
  if (name === 'guard') faults.guardMissing = broken;
  else if (name === 'store') faults.storeFailing = broken;
  else faults.programDamaged = broken;
}

/** After a tick: the rim tells the guard what it has found, as long as it lasts. */
export function reportHostFaults(simulation: Simulation<RunBoard>): void {
  const { storeFailing, programRefused } = simulation.hostFaults;
  const { guard } = simulation.control;
  if (storeFailing) reportFault(guard, 'E62', 0);
  if (programRefused) reportFault(guard, 'E61', 0);
}

/**
 * The simulated chair: a controller on a simulated board, with its store on a simulated disk and its service port on a
 * simulated line. What `test`, `campaign` and the page step.
 *
 * A host that hangs leaves its turns out. One that was killed, or lost its power, starts anew: the machine is opened
 * from what its disk holds.
 */
import { referenceChair } from '../../src/chair/specification.ts';
import { type Machine, type MachineOptions, openMachine } from '../../src/machine/machine.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { type Controller, createController, decide } from '../../src/run/controller.ts';
import type { ChairBoard } from '../boards/board.ts';
import { createRandom, type Random } from '../random.ts';
import { createSimulatedDisk, type SimulatedDisk } from '../store/simulated-disk.ts';
import { createHostFaults, type HostFaults } from './host-faults.ts';

export interface SimulationOptions {
  /** What ships with the chair, in the order of the remote. */
  readonly programs: readonly Plan[];
  /** Index of the one chosen at first. */
  readonly program?: number;
  readonly minutes?: number;
  readonly gentle?: boolean;
  /** Of what the disk does. */
  readonly seed?: number;
}

export interface Simulation extends Controller<ChairBoard> {
  readonly options: MachineOptions;
  readonly simulatedDisk: SimulatedDisk;
  /** The host has lost all it knew; it starts from nothing when it runs again. */
  hostLost: boolean;
  /** Starts of the host so far. */
  starts: number;
  readonly hostFaults: HostFaults;
  /** What a power cut leaves of unfinished writes. */
  readonly random: Random;
}

/** An SD card takes so long for a write: mostly little, now and then seconds (typical figures of such cards). */
const writeLeastMs = 20;
const writeMostMs = 200;

export function createSimulation(board: ChairBoard, wanted: SimulationOptions): Simulation {
  const { seed = 1 } = wanted;
  const options = machineOptions(wanted);
  // A sequence of its own: what the disk does must not change what the plant does.
  const random = createRandom(seed + 0x6469736b);
  const simulatedDisk = createSimulatedDisk({ random, latencyMs: [writeLeastMs, writeMostMs] });
  const hostFaults = createHostFaults();
  const seenByHost: ChairBoard = {
    ...board,
    read(sensors) {
      board.read(sensors);
      if (hostFaults.guardMissing) sensors.link.guarded = false;
    },
  };
  const controller = createController(seenByHost, simulatedDisk, openMachine(options, simulatedDisk.image()));
  return Object.assign(controller, {
    options,
    simulatedDisk,
    hostLost: false,
    starts: 1,
    hostFaults,
    random,
  });
}

function machineOptions({ programs, program, minutes, gentle }: SimulationOptions): MachineOptions {
  const chosen = program === undefined ? undefined : programs[program]?.program;
  return {
    model: referenceChair.model,
    factory: programs,
    software: 'simulated',
    ...(chosen === undefined ? {} : { program: chosen }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(gentle === undefined ? {} : { gentle }),
  };
}

/** First half of a tick; `carryOut` is the second. False where the host has no turn: nothing was read or decided. */
export function decideSimulation(simulation: Simulation): boolean {
  const { board, simulatedDisk } = simulation;
  const host = board.host();
  if (host === 'killed' && !simulation.hostLost) {
    simulation.hostLost = true;
    simulatedDisk.abandon(board.plant.powered ? 'killed' : 'power cut');
  }
  if (host !== 'runs') return false;
  if (simulation.hostLost) restartHost(simulation);
  const { reset } = decide(simulation);
  // The service manager starts it again.
  if (reset) {
    simulation.hostLost = true;
    simulatedDisk.abandon('killed');
  }
  return true;
}

function restartHost(simulation: Simulation): void {
  const { options, hostFaults, simulatedDisk } = simulation;
  simulation.machine = restarted(options, hostFaults, simulatedDisk);
  simulation.heard.length = 0;
  simulation.hostLost = false;
  simulation.starts++;
}

/** A damaged file of a shipped program is refused when programs are loaded; the others still run. */
function restarted(options: MachineOptions, faults: HostFaults, disk: SimulatedDisk): Machine {
  if (!faults.programDamaged) return openMachine(options, disk.image());
  const damaged = options.program ?? options.factory[0]?.program ?? '';
  const factory = options.factory.filter(({ program }) => program !== damaged);
  return openMachine({ ...options, factory, damaged: [damaged] }, disk.image());
}

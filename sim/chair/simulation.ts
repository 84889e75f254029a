/**
 * The simulated chair: a controller on a simulated board, with its store on a simulated disk and its service port on a
 * simulated line. `test`, `campaign` and the page step it.
 *
 * A hung host leaves out its turns. One that was killed, or lost power, restarts: the machine is opened from what its
 * disk holds.
 */
import type { Chair } from '../../src/chair/chair.ts';
import { createSensors } from '../../src/chair/sensors.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import { type Machine, type MachineOptions, openMachine } from '../../src/machine/machine.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { type Controller, createController, decide, decideLate, failTurn } from '../../src/run/controller.ts';
import { type Inbox, reopenLines } from '../../src/service/inbox.ts';
import type { TrustedKey } from '../../src/store/documents.ts';
import type { ChairBoard } from '../boards/board.ts';
import { copyInto } from '../copy-into.ts';
import type { FaultName } from '../plant/faults.ts';
import { createRandom } from '../random.ts';
import type { Comings } from '../rough/comings.ts';
import { type ChairDisk, chairDisk } from './disk.ts';
import {
  breakHost,
  createHostFaults,
  disturb,
  type HostFaultName,
  type HostFaults,
  isHostFaultName,
  ProvokedMistake,
  readOrRepeat,
  stepHostFaults,
  wallMsOf,
} from './host-faults.ts';
import { createTechnician, isIdle, loseLine, stepTechnician, type Technician } from './technician.ts';
import { workshopKey, workshopSigner } from './workshop.ts';

interface SimulationOptions {
  readonly chair: Chair;
  /** The programs that ship with the chair, in the order of the remote. */
  readonly programs: readonly Plan[];
  /** Ids of programs among them that do not ship: these may be flashed over. */
  readonly own?: readonly string[];
  /** Index of the program chosen at first. */
  readonly program?: number;
  readonly minutes?: number;
  readonly gentle?: boolean;
  /** The keys that the chair trusts; by default that of the simulated technician's workshop. */
  readonly keys?: readonly TrustedKey[];
  /** The inbox of its service port. */
  readonly inbox?: Inbox;
  /** Seed of the disk and of the host's faults. */
  readonly seed?: number;
}

export interface Simulation extends Controller<ChairBoard> {
  readonly options: MachineOptions;
  readonly disk: ChairDisk;
  /** The host has lost its state; it restarts when it runs again. */
  hostLost: boolean;
  /** The host had its turn in the last tick. `board.host()` says after a tick whether it will have the next one. */
  hadTurn: boolean;
  /** A failed host ends once its last words are written, at the latest at this chair time; 0: it has not failed. */
  endsBeforeMs: Milliseconds;
  /** A host that restarts by itself has its first turn at this chair time. */
  returnsAtMs: Milliseconds;
  /** Starts of the host so far, and when the last one was: what came before that is unknown to it. */
  starts: number;
  startedAtMs: Milliseconds;
  readonly hostFaults: HostFaults;
  /** Faults of the host that come and go. */
  readonly comings: Comings;
  /** The technician at the service port. */
  readonly technician: Technician;
}

export function createSimulation(board: ChairBoard, wanted: SimulationOptions): Simulation {
  const { seed = 1, keys = [workshopKey(workshopSigner())], inbox } = wanted;
  const options = machineOptions(wanted);
  // A random sequence of its own, so that the disk does not change what the plant draws.
  const random = createRandom(seed + 0x6469736b);
  const disk = chairDisk(random, keys);
  const hostFaults = createHostFaults(seed);
  const unseen = createSensors(wanted.chair);
  const seenByHost: ChairBoard = {
    ...board,
    read(sensors) {
      readOrRepeat(hostFaults, board, sensors, unseen);
      if (hostFaults.guardMissing) sensors.link.guarded = false;
      sensors.link.ageMs = Math.min(sensors.link.ageMs, simulation.nowMs - simulation.startedAtMs);
    },
  };
  const technician = createTechnician();
  const controller = createController(seenByHost, disk, openMachine(options, disk.image()), inbox);
  const simulation = Object.assign(controller, {
    disk,
    options,
    hostLost: false,
    hadTurn: false,
    endsBeforeMs: 0,
    returnsAtMs: 0,
    starts: 1,
    startedAtMs: Number.MIN_SAFE_INTEGER,
    hostFaults,
    comings: [],
    technician,
  });
  simulation.wallClock = () => wallMsOf(hostFaults, simulation.nowMs);
  disturbed(simulation);
  return simulation;
}

/** Lets the host's faults disturb the orders of the machine that was just opened. */
function disturbed(simulation: Simulation): void {
  const { hostFaults } = simulation;
  simulation.control.disturb = (power) => disturb(hostFaults, power);
}

/** Puts a fault into the chair or its host, or with `none` takes it away. Throws on a value the tables do not have. */
export function breakSomething(simulation: Simulation, name: FaultName | HostFaultName, value: string): void {
  if (isHostFaultName(name)) breakHost(simulation, name, value);
  else simulation.board.break(name, value);
}

/** In how many ticks each counted fault of the host has changed something; for `keep`, how many answers. */
export function effectsOnHost({
  hostFaults: { changed },
  disk: { answered },
}: Simulation): Readonly<Record<string, number>> {
  const ofDisk = Object.keys(changed).map((kind) => {
    const [name, word = ''] = kind.split(' ');
    return [kind, name === 'keep' ? answered[word as 'twice' | 'slow'] : (changed[kind] ?? 0)];
  });
  return Object.fromEntries(ofDisk);
}

function machineOptions({
  chair,
  programs,
  own,
  program,
  minutes,
  gentle,
}: SimulationOptions): MachineOptions {
  const chosen = program === undefined ? undefined : programs[program]?.program;
  return {
    chair,
    factory: programs,
    software: 'simulated',
    ...(own === undefined ? {} : { own }),
    ...(chosen === undefined ? {} : { program: chosen }),
    ...(minutes === undefined ? {} : { minutes }),
    ...(gentle === undefined ? {} : { gentle }),
  };
}

/** Chooses the program that the remote would run; false while a session runs, or if the chair does not have it. */
export function chooseProgram({ machine: { control } }: Simulation, id: string): boolean {
  const index = control.programs.findIndex((plan) => plan.program === id);
  if (index < 0 || control.session.inSession) return false;
  control.session.program = index;
  return true;
}

/** Time that a failed host has for its last words. */
const lastWordsMs: Milliseconds = 3000;

/**
 * From the end of the process to the first turn of the next one: Node.js alone takes about that long to start on a small computer. It
 * is longer than the lease. A host that is killed or without power returns when the fault says so.
 */
const restartMs: Milliseconds = 300;

/** First half of a tick; `carryOut` is the second. False if the host has no turn: nothing was read or decided. */
export function decideSimulation(simulation: Simulation): boolean {
  const { board, disk } = simulation;
  stepHostFaults(simulation);
  const host = board.host();
  if (host === 'killed' && !simulation.hostLost) {
    simulation.hostLost = true;
    simulation.endsBeforeMs = 0;
    if (board.plant.powered) disk.stop();
    else disk.cutPower();
  }
  simulation.hadTurn =
    host === 'runs' && !saysLastWords(simulation) && simulation.nowMs >= simulation.returnsAtMs;
  if (!simulation.hadTurn) return false;
  if (simulation.hostLost) restartHost(simulation);
  const { technician, inbox, nowMs } = simulation;
  if (!isIdle(technician)) stepTechnician(technician, inbox, nowMs);
  const lateMs = board.turn?.lateMs ?? 0;
  try {
    const { reset } = lateMs > 0 ? decideLate(simulation, lateMs) : decide(simulation);
    if (reset) loseHost(simulation);
  } catch (mistake) {
    if (!(mistake instanceof ProvokedMistake)) throw mistake;
    failTurn(simulation, mistake);
    simulation.endsBeforeMs = nowMs + lastWordsMs;
  }
  return true;
}

/** The host ends; the service manager restarts it. */
function loseHost(simulation: Simulation): void {
  simulation.hostLost = true;
  simulation.endsBeforeMs = 0;
  simulation.returnsAtMs = simulation.nowMs + restartMs;
  simulation.disk.stop();
}

/** A failed host ends once its last words are on the disk, or the disk has had its time. */
function saysLastWords(simulation: Simulation): boolean {
  const { disk, nowMs, endsBeforeMs } = simulation;
  if (endsBeforeMs === 0) return false;
  disk.take(nowMs);
  if (!disk.idle() && nowMs < endsBeforeMs) return true;
  loseHost(simulation);
  return false;
}

function restartHost(simulation: Simulation): void {
  const { options, hostFaults, disk } = simulation;
  simulation.machine = restarted(options, hostFaults, disk);
  // The last sensor values are lost too: until new ones come, no key is down.
  copyInto(simulation.sensors, createSensors(options.chair));
  hostFaults.wereRepeated = false;
  loseLine(simulation.technician, simulation.inbox);
  reopenLines(simulation.inbox);
  disturbed(simulation);
  simulation.hostLost = false;
  simulation.starts++;
  simulation.startedAtMs = simulation.nowMs;
}

/** A damaged file of a shipped program is refused when programs are loaded; the others still run. */
function restarted(options: MachineOptions, faults: HostFaults, disk: ChairDisk): Machine {
  if (faults.chairFileMissing) return openMachine({ ...options, noChairFile: 'chair.yaml' }, disk.image());
  if (!faults.programDamaged) return openMachine(options, disk.image());
  const damaged = options.program ?? options.factory[0]?.program ?? '';
  const factory = options.factory.filter(({ program }) => program !== damaged);
  return openMachine({ ...options, factory, damaged: [damaged] }, disk.image());
}

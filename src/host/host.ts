/**
 * One chair put together: the control loop, the store that keeps what must survive a power cut, and the technician's
 * port. Knows no board and no clock: whoever has them calls `turn` once a tick.
 */
import type { Outputs } from '../chair/outputs.ts';
import type { Sensors } from '../chair/sensors.ts';
import { referenceChair } from '../chair/specification.ts';
import { type ChairEvent, takeEvents } from '../control/events.ts';
import { reportFault } from '../control/guard/guard.ts';
import { type Control, createControl, setPrograms, tick } from '../control/tick.ts';
import type { Plan } from '../program/plan/plan.ts';
import { planProgram } from '../program/plan/planner.ts';
import type { Machine } from '../service/machine.ts';
import {
  confirmPending,
  createService,
  reloadPrograms,
  type Service,
  takeActivity,
} from '../service/service.ts';
import type { Store } from '../store/store.ts';
import { type ComeBack, comeBack, createComeBack } from './come-back.ts';
import { historyOf } from './history.ts';
import { type Keeping, keepEvent } from './keeping.ts';
import {
  beginSelfTest,
  type SelfTestRun,
  selfTestReport,
  serviceJobOf,
  watchSelfTest,
} from './self-test-run.ts';

export interface HostOptions {
  readonly store: Store;
  /** The programs that ship with the chair, in the order of the remote. */
  readonly factory: readonly Plan[];
  readonly software: string;
  /** The wall clock, ms since 1970, or null where the chair has none. */
  wallClockMs(): number | null;
  setWallClock(ms: number): void;
  /** The technician wants the controller restarted; the answer has been sent. */
  onReset(): void;
  /** The first session after switching on starts gently; by default it does. */
  readonly gentle?: boolean;
  /** Told of every event, after it was stored: for the log a technician reads. */
  onEvent?(event: ChairEvent): void;
}

export interface Host {
  readonly options: HostOptions;
  readonly control: Control;
  readonly service: Service;
  readonly keeping: Keeping;
  readonly selfTest: SelfTestRun;
  readonly comeBack: ComeBack;
  programsDue: boolean;
  nowMs: number;
}

/** Opens a chair: what the store kept is in force, damaged programs are left out and said. */
export async function openHost(options: HostOptions): Promise<Host> {
  const { store, factory } = options;
  const { locked, program, minutes, memories } = store.settings();
  const { history, sessionNumber } = historyOf(await store.readLog('sessions'));
  const control = createControl({
    programs: factory,
    memories,
    history,
    sessionNumber,
    locked,
    boot: store.boot,
    gentle: options.gentle ?? true,
    ...(minutes > 0 ? { minutes } : {}),
  });
  const service: Service = createService({
    machine: machineOf(() => host),
    store,
    factory: factory.map(({ program: id, name, version }) => ({ id, name, version })),
  });
  const host: Host = {
    options,
    control,
    service,
    keeping: { store, service, control: () => control, wallClockMs: () => options.wallClockMs() },
    selfTest: { testing: false, tested: false },
    comeBack: createComeBack(),
    programsDue: false,
    nowMs: 0,
  };
  await reloadPrograms(host.service);
  installPrograms(host);
  const chosen = control.programs.findIndex((plan) => plan.program === program);
  if (chosen > 0) control.session.program = chosen;
  return host;
}

/** One tick of the chair, and what follows from it for store, logs and technician. */
export function turn(
  host: Host,
  sensors: Sensors,
  dueMs: number,
  outputs: Outputs,
  nowMs: number = dueMs,
): void {
  const { control, service } = host;
  host.nowMs = dueMs;
  if (host.programsDue && !control.session.inSession) installPrograms(host);
  const { inputs } = control;
  inputs.serviceActive = takeActivity(service);
  inputs.confirmPending = confirmPending(service);
  inputs.serviceJob = serviceJobOf(host.selfTest);
  const before = control.session.state;
  tick(control, sensors, dueMs, outputs, nowMs);
  comeBack(host.comeBack, control, before, sensors.link, dueMs);
  showProblems(host);
  watchSelfTest(host.selfTest, control);
  if (control.session.events.list.length > 0) {
    for (const event of takeEvents(control.session.events)) {
      keepEvent(host.keeping, event);
      host.options.onEvent?.(event);
    }
  }
}

/** Faults that do not latch are shown for as long as somebody says every tick that they last. */
function showProblems({ options, control, service }: Host): void {
  for (const { code } of options.store.problems()) reportFault(control.guard, code, 1);
  for (const { program } of service.loaded) if (program === null) reportFault(control.guard, 'E61', 1);
}

/** Factory programs first, in their order; then those that were flashed, by their names. */
function installPrograms(host: Host): void {
  host.programsDue = false;
  const flashed = host.service.loaded
    .flatMap(({ program }) => (program === null ? [] : [planProgram(program)]))
    .sort((one, other) => (one.program < other.program ? -1 : 1));
  setPrograms(host.control, [...host.options.factory, ...flashed]);
}

function machineOf(of: () => Host): Machine {
  return {
    model: referenceChair.model,
    get software() {
      return of().options.software;
    },
    nowMs: () => of().nowMs,
    state: () => of().control.session.state,
    wallClockMs: () => of().options.wallClockMs(),
    setWallClock: (ms) => of().options.setWallClock(ms),
    status: () => statusOf(of()),
    startSelfTest: () => beginSelfTest(of().selfTest, of().control),
    selfTest: () => selfTestReport(of().selfTest, of().control),
    programsChanged() {
      of().programsDue = true;
    },
    settingsRestored() {
      const { control, options } = of();
      const { memories, locked } = options.store.settings();
      control.session.memories = structuredClone(memories) as typeof control.session.memories;
      control.session.locked = locked;
    },
    reset: () => of().options.onReset(),
  };
}

function statusOf(host: Host): Record<string, string | number | boolean | null> {
  const { session, carriage, heater, programs } = host.control;
  const rounded = (value: number) => (Number.isFinite(value) ? Math.round(value * 10) / 10 : null);
  return {
    state: session.state,
    fault: session.faultCode,
    locked: session.locked,
    program: programs[session.program]?.program ?? '',
    sessions: session.sessionNumber,
    boot: session.boot,
    uptimeMs: host.nowMs,
    carriageMm: carriage.known ? rounded(carriage.positionMm) : null,
    lumbarElementC: rounded(heater.lumbar.elementC),
    sacralElementC: rounded(heater.sacral.elementC),
    lumbarSurfaceC: rounded(heater.lumbar.surfaceC),
    sacralSurfaceC: rounded(heater.sacral.surfaceC),
  };
}

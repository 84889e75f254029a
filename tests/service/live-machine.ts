/** One turn of a whole chair for the service port's tests: service, tick, and what is to be kept, which lasts at once. */

import { type FaultCode, faultIndex } from '../../src/chair/faults.ts';
import { createOutputs } from '../../src/chair/outputs.ts';
import { createSensors, type Sensors } from '../../src/chair/sensors.ts';
import { referenceChair } from '../../src/chair/specification.ts';
import { type ChairEvent, takeEvents } from '../../src/control/events.ts';
import { type Control, createControl, setPrograms, tick } from '../../src/control/tick.ts';
import {
  beginSelfTest,
  type SelfTestRun,
  selfTestReport,
  serviceJobOf,
  watchSelfTest,
} from '../../src/host/self-test-run.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createInbox, type Inbox, sendTo, takeInbox } from '../../src/service/inbox.ts';
import type { ServiceWorld } from '../../src/service/machine.ts';
import { settle, stepService, takeIn } from '../../src/service/server.ts';
import {
  confirm,
  confirmPending,
  createService,
  reloadPrograms,
  type Service,
  takeActivity,
} from '../../src/service/service.ts';
import type { Keep } from '../../src/store/keep.ts';
import { type Home, openHome } from '../store/home.ts';

export interface LiveMachine {
  readonly control: Control;
  readonly service: Service;
  readonly inbox: Inbox;
  readonly home: Home;
  readonly sensors: Sensors;
  readonly outputs: ReturnType<typeof createOutputs>;
  /** Somebody at the service port waits for start. */
  confirmPending(): boolean;
  resets(): number;
  /** Reads `sensors`, writes `outputs`. */
  turn(nowMs: number): void;
}

export function createLiveMachine(factory: readonly Plan[]): LiveMachine {
  const home = openHome();
  const { store } = home;
  const control = createControl({ programs: factory, boot: store.boot, gentle: true });
  const names = factory.map(({ program: id, name, version }) => ({ id, name, version }));
  const service = createService(names, referenceChair.model);
  const inbox = createInbox();
  const selfTest: SelfTestRun = { testing: false, tested: false };
  const keeps: { ticket: number; what: Keep }[] = [];
  let tickets = 0;
  let resets = 0;
  let clockMs: number | null = null;
  let now = 0;
  reloadPrograms(service, store);

  const world: ServiceWorld = {
    get nowMs() {
      return now;
    },
    get state() {
      return control.session.state;
    },
    get wallMs() {
      return clockMs === null ? null : clockMs + now;
    },
    software: '0.1.0',
    store,
    status: () => statusOf(control, now),
    selfTest: () => selfTestReport(selfTest, control),
    startSelfTest: () => (beginSelfTest(selfTest, control) ? null : 'busy'),
    keep(what) {
      keeps.push({ ticket: ++tickets, what });
      return tickets;
    },
    setClock(wallMs) {
      clockMs = wallMs - now;
    },
    reset() {
      resets++;
    },
    programsChanged() {
      const flashed = service.loaded.flatMap(({ program }) =>
        program === null ? [] : [planProgram(program)],
      );
      setPrograms(control, [...factory, ...flashed]);
    },
    settingsRestored() {
      control.session.memories = structuredClone([...store.settings.memories]);
      control.session.locked = store.settings.locked;
    },
    send: (connection, bytes) => sendTo(inbox, connection, bytes),
  };

  function take(event: ChairEvent): void {
    if (event.kind === 'confirm') confirm(service, world);
    else if (event.kind === 'fault')
      home.keep({ what: 'log', log: 'faults', record: faultRecord(control, event) });
  }

  const sensors = createSensors();
  const outputs = createOutputs();
  return {
    control,
    service,
    inbox,
    home,
    sensors,
    outputs,
    confirmPending: () => confirmPending(service, world),
    resets: () => resets,
    turn(nowMs) {
      now = nowMs;
      for (const { ticket, what } of keeps.splice(0)) settle(service, ticket, home.keep(what), world);
      takeIn(service, takeInbox(inbox));
      stepService(service, world);
      control.inputs.serviceActive = takeActivity(service);
      control.inputs.confirmPending = confirmPending(service, world);
      control.inputs.serviceJob = serviceJobOf(selfTest);
      tick(control, sensors, nowMs, outputs);
      watchSelfTest(selfTest, control);
      for (const event of takeEvents(control.session.events)) take(event);
    },
  };
}

function statusOf({ session }: Control, uptimeMs: number): Record<string, string | number | boolean> {
  const { state, faultCode, locked, sessionNumber } = session;
  return { state, fault: faultCode, locked, sessions: sessionNumber, uptimeMs };
}

function faultRecord({ session, guard }: Control, { code, atMs }: { code: FaultCode; atMs: number }) {
  const value = guard.ledger.values[faultIndex(code)] ?? 0;
  return { boot: session.boot, atMs, code, value, session: session.sessionNumber };
}

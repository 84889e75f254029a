/**
 * `lumbar run` on a real board, in real time: the control loop at absolute deadlines, key presses from the terminal in
 * addition to the remote's, and a report of measured values. Whatever ends the run, outputs go off first.
 */

import type { RealBoard } from '../board/open.ts';
import { at } from '../chair/assert.ts';
import type { Chair } from '../chair/chair.ts';
import type { Outputs } from '../chair/outputs.ts';
import type { Sensors } from '../chair/sensors.ts';
import type { Control } from '../control/tick.ts';
import type { Plan } from '../program/plan/plan.ts';
import type { RunBoard, Seen } from '../run/board.ts';
import { createLateness, type Lateness, runLoop } from '../run/loop.ts';
import { jsonReport } from '../run/report.ts';
import { createRun, type Run, reportOf, stepRun } from '../run/run.ts';
import { askForPriority } from './priority.ts';
import { beginRealBoard, closeRealBoard, connectRealBoard, offOnOwnError } from './real-board.ts';
import { runInteractively } from './run-interactive.ts';
import { keepTraces, type TraceFile } from './run-trace.ts';
import { exitCodes, painter, printJson, write } from './terminal/output.ts';
import { measuredText, reportText } from './terminal/report-text.ts';

export interface RealRun {
  readonly chair: Chair;
  readonly plan: Plan;
  /** Further programs for the remote's program key, where a person is at the keyboard (--keys); else null. */
  readonly otherPlans: readonly Plan[] | null;
  readonly boardName: string;
  readonly timerMin: number;
  readonly gentle: boolean;
  readonly traces: readonly TraceFile[];
  readonly json: boolean;
}

/** Adapts the real board to the board of a run. */
class BenchBoard implements RunBoard {
  readonly kind: string;
  readonly real: RealBoard;
  seen: Seen;
  readonly #chair: Chair;
  #keys = 0;

  constructor(kind: string, real: RealBoard, chair: Chair) {
    this.kind = kind;
    this.real = real;
    this.#chair = chair;
    this.seen = unseen(chair);
  }

  /** Takes the measured values from the control loop's sensors and counts. */
  attach(control: Control, sensors: Sensors): void {
    this.seen = measured(this.real, this.#chair.wiring, control, sensors);
  }

  press(keys: number): void {
    this.#keys = keys;
  }

  /** Adds the run's key presses to those of the real remote. */
  read(sensors: Sensors): void {
    this.real.read(sensors);
    sensors.keys |= this.#keys;
  }

  write(outputs: Outputs): void {
    this.real.write(outputs);
  }
}

const unmeasured = { elementC: Number.NaN, surfaceC: Number.NaN } as const;
const unseen = ({ pads }: Chair): Seen => ({
  carriageMm: Number.NaN,
  carriageMmPerS: Number.NaN,
  kneaderTurns: Number.NaN,
  kneaderTurnsMade: 0,
  supplyV: Number.NaN,
  motorsV: Number.NaN,
  pads: pads.map(() => unmeasured),
});

/** Measured values: positions from counted edges, elements and surfaces from their thermistors; NaN where nothing measures. */
function measured(
  real: RealBoard,
  { pads }: Chair['wiring'],
  { carriage, kneader, heater }: Control,
  sensors: Sensors,
): Seen {
  const nameOf = (pad: number) => at(pads, pad, 'pad').name;
  const or = (measures: boolean, value: number): number => (measures ? value : Number.NaN);
  return {
    get carriageMm() {
      return or(carriage.known, carriage.positionMm);
    },
    // Nothing measures the speed; only standing still is known.
    get carriageMmPerS() {
      return carriage.moving ? Number.NaN : 0;
    },
    get kneaderTurns() {
      return kneader.turns;
    },
    get kneaderTurnsMade() {
      return kneader.turns;
    },
    get supplyV() {
      return or(real.measures('supply'), sensors.supplyV);
    },
    get motorsV() {
      return or(real.measures('motors-supply'), sensors.motorsV);
    },
    pads: heater.pads.map((_, pad) => ({
      get elementC() {
        return or(real.measures(`${nameOf(pad)}-thermistor`), at(sensors.pads, pad, 'pad').elementC);
      },
      get surfaceC() {
        return or(real.measures(`${nameOf(pad)}-surface`), at(sensors.pads, pad, 'pad').surfaceC);
      },
    })),
  };
}

/** Runs to the end, prints the report, and ends the process. */
export async function runOnBoard(options: RealRun): Promise<never> {
  const { boardName, chair, plan } = options;
  let said = '';
  let connected = false;
  const real = await beginRealBoard(boardName, chair.wiring, ({ text, warning }) => {
    said = text.replace(/^(link lost|no link yet): /, '');
    // Before the connection, the reason for having none is shown only once, at the end.
    if (!connected && said !== text) return;
    process.stderr.write(`${painter(process.stderr)(warning ? 'warn' : 'dim', text)}\n`);
  });
  askForPriority();
  const leave = (): Promise<void> => closeRealBoard(real);
  offBeforeAnyEnd(real);
  await connecting(real, chair, boardName, () => said);
  connected = true;

  const board = new BenchBoard(boardName, real, chair);
  const running: Run<BenchBoard> = createRun({
    chair,
    plan,
    board,
    seed: null,
    timerMin: options.timerMin,
    gentle: options.gentle,
    trace: options.traces.length > 0,
    ...(options.otherPlans === null ? {} : { interactive: true, otherPlans: options.otherPlans }),
  });
  const { controller } = running;
  board.attach(controller.control, controller.sensors);
  const lateness = createLateness();
  const begunMs = performance.now();
  const stopped = await runInteractively(running, {
    keys: options.otherPlans !== null,
    leave: () => leave().finally(() => void keepTraces(options.traces, running)),
    drive: (show) => realTime(running, lateness, show),
  }).finally(leave);
  const kept = await report(running, options, lateness, performance.now() - begunMs);
  const code = exitCodeOf(running, stopped);
  process.exit(kept === 'written' ? code : exitCodes.usage);
}

/** Waits for the connection. Nothing runs yet, so Ctrl-C just closes the board. */
async function connecting(
  real: RealBoard,
  chair: Chair,
  name: string,
  lastSaid: () => string,
): Promise<void> {
  const abandon = (): void => {
    void closeRealBoard(real).finally(() => process.exit(exitCodes.stopped));
  };
  process.on('SIGINT', abandon);
  process.on('SIGTERM', abandon);
  try {
    await connectRealBoard(real, chair, name, lastSaid);
  } catch (error) {
    real.close();
    throw error;
  } finally {
    process.off('SIGINT', abandon);
    process.off('SIGTERM', abandon);
  }
}

/** Switches outputs off if the terminal is closed or an unexpected error occurs: nothing may stay on. */
function offBeforeAnyEnd(real: RealBoard): void {
  process.on('SIGHUP', () => {
    void closeRealBoard(real).finally(() => process.exit(exitCodes.stopped));
  });
  offOnOwnError(
    () => real.close(),
    (what) => process.stderr.write(`lumbar: ${what}\n`),
  );
}

const showEachTicks = 10;

function realTime(running: Run<BenchBoard>, lateness: Lateness, show: () => void): Promise<void> {
  const { controller } = running;
  let ticks = 0;
  return runLoop((dueMs, nowMs) => {
    controller.nowMs = dueMs;
    const goesOn = stepRun(running, nowMs);
    if (ticks++ % showEachTicks === 0 || !goesOn) show();
    return goesOn;
  }, lateness);
}

async function report(
  running: Run<BenchBoard>,
  options: RealRun,
  lateness: Lateness,
  wallMs: number,
): Promise<ReturnType<typeof keepTraces>> {
  const report = reportOf(running, wallMs);
  if (options.json) await printJson(jsonReport(report));
  else {
    await write(process.stdout, `${reportText(report, painter(process.stdout))}${measuredText(lateness)}`);
  }
  return keepTraces(options.traces, running);
}

function exitCodeOf({ controller, outcome }: Run<BenchBoard>, stopped: boolean): number {
  if (!controller.sensors.link.connected) {
    process.stderr.write('lumbar: The board does not answer any more: is the cable in?\n');
    return exitCodes.noConnection;
  }
  if (outcome === 'faulted') return exitCodes.faulted;
  return stopped ? exitCodes.stopped : exitCodes.done;
}

/** What can be taken away: the trace as CSV, VCD or JSON, and the session as a scenario file. */

import { tickMs } from '../../../src/chair/limits.ts';
import { commonPads, sessionStates } from '../../../src/chair/names.ts';
import { blockForNextRow, createTrace, rowOffset, type Trace } from '../../../src/run/trace.ts';
import { traceLines } from '../../../src/run/trace-formats.ts';
import { type Moment, type PadNumber, padNumbers } from '../protocol.ts';
import { momentAt } from './moment.ts';
import { scenarioText } from './scenario.ts';
import type { SimulationSession } from './simulation-session.ts';
import type { Workspace } from './workspace.ts';

interface Export {
  readonly name: string;
  readonly type: string;
  readonly lines: Iterable<string>;
}

const traceTypes = { csv: 'text/csv', vcd: 'text/plain', json: 'application/json' } as const;

/** By file name; a string says why there is none. */
export function exportOf(session: SimulationSession, name: string, _query: URLSearchParams): Export | string {
  const { workspace } = session;
  const program =
    workspace.eventLog.history.runs.at(-1)?.program ??
    workspace.setup.plans[workspace.setup.program]!.program;
  const format = /^trace\.(csv|vcd|json)$/.exec(name)?.[1] as keyof typeof traceTypes | undefined;
  if (format !== undefined) {
    const run = workspace.eventLog.history.runs.at(-1);
    if (run === undefined) return 'No program has run yet: a trace begins with its first step.';
    const paths = workspace.plans[run.plan]?.steps.map(({ path }) => path) ?? [];
    return {
      name: `${program}.${format}`,
      type: traceTypes[format],
      lines: traceLines(format, traceOf(workspace, run.zeroMs), paths),
    };
  }
  if (name === 'scenario.yaml') {
    return { name: `${program}-session.yaml`, type: 'application/yaml', lines: [scenarioText(workspace)] };
  }
  return 'There is trace.csv, trace.vcd, trace.json and scenario.yaml.';
}

/** Of a pad that the columns have; the chair may not have it. */
function padCells(moment: Moment, pad: PadNumber | undefined): number[] {
  if (pad === undefined) return [Number.NaN, Number.NaN, Number.NaN];
  return [moment.padsOn[pad] === true ? 1 : 0, moment[`pad${pad}ElementC`], moment[`pad${pad}SurfaceC`]];
}

/** The recording from a program's first step on, as the trace every other command writes. */
function traceOf(workspace: Workspace, zeroMs: number): Trace {
  const trace = createTrace(workspace.simulation.options.chair);
  const { recording } = workspace;
  const [common, others] = [trace.pads.slice(0, commonPads.length), trace.pads.slice(commonPads.length)];
  for (let tick = Math.max(recording.first, zeroMs / tickMs); tick < recording.end; tick++) {
    const moment = momentAt(recording, tick)!;
    const block = blockForNextRow(trace);
    block.set(
      [
        tick * tickMs - zeroMs,
        sessionStates.indexOf(moment.state),
        moment.step,
        moment.carriageMm,
        moment.carriageDuty,
        moment.kneaderTurns,
        moment.kneaderDuty,
        ...common.flatMap(({ index }) => padCells(moment, padNumbers[index])),
        moment.padRelay,
        moment.motorRelay,
        moment.supplyV,
        moment.faults,
        ...others.flatMap(({ index }) => padCells(moment, padNumbers[index])),
        ...(trace.tapper < 0 ? [] : [moment.tapperDuty]),
      ],
      rowOffset(trace),
    );
    trace.rows++;
  }
  return trace;
}

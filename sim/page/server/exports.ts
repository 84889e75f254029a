/** Exports: the trace as CSV, VCD or JSON, and the session as a scenario file. */

import { tickMs } from '../../../src/chair/limits.ts';
import { commonPads, sessionStates } from '../../../src/chair/names.ts';
import { blockForNextRow, countRow, createTrace, rowOffset, type Trace } from '../../../src/run/trace.ts';
import type { TraceExtras } from '../../../src/run/trace-cells.ts';
import { traceLines, traceTableOf } from '../../../src/run/trace-formats.ts';
import type { TraceTable } from '../../../src/run/trace-table.ts';
import { type Moment, type PadNumber, padNumbers } from '../protocol.ts';
import { momentAt } from './moment.ts';
import { rawTickAt } from './recording.ts';
import { scenarioText } from './scenario.ts';
import type { SimulationSession } from './simulation-session.ts';
import { tracksOf } from './tracks.ts';
import type { Workspace } from './workspace.ts';

interface Export {
  readonly name: string;
  readonly type: string;
  readonly lines: Iterable<string>;
}

const traceTypes = { csv: 'text/csv', vcd: 'text/plain', json: 'application/json' } as const;

/** The export of this file name; a string says why there is none. */
export function exportOf(session: SimulationSession, name: string): Export | string {
  const { workspace } = session;
  const program =
    workspace.eventLog.history.runs.at(-1)?.program ??
    workspace.setup.plans[workspace.setup.program]!.program;
  const format = /^trace\.(csv|vcd|json)$/.exec(name)?.[1] as keyof typeof traceTypes | undefined;
  if (format !== undefined) {
    const { zeroMs, paths } = lastRunOf(workspace);
    const faults = workspace.eventLog.history.faults.map(({ code, atMs, message }) => ({
      code,
      atMs: atMs - zeroMs,
      part: message,
    }));
    return {
      name: `${program}.${format}`,
      type: traceTypes[format],
      lines: traceLines(format, traceOf(workspace, zeroMs), paths, faults, extrasOf(workspace)),
    };
  }
  if (name === 'scenario.yaml') {
    return { name: `${program}-session.yaml`, type: 'application/yaml', lines: [scenarioText(session)] };
  }
  return 'There is trace.csv, trace.vcd, trace.json and scenario.yaml.';
}

/** When the last program began, and the paths of its steps. */
function lastRunOf({ eventLog, plans }: Workspace): { zeroMs: number; paths: string[] } {
  const run = eventLog.history.runs.at(-1);
  return { zeroMs: run?.zeroMs ?? 0, paths: plans[run?.plan ?? 0]?.steps.map(({ path }) => path) ?? [] };
}

/** A workspace's trace as a table, for comparing it with another. */
export function tableOf(workspace: Workspace): TraceTable {
  const { zeroMs, paths } = lastRunOf(workspace);
  return traceTableOf(traceOf(workspace, zeroMs), paths);
}

/** The cells of a pad; NaN if the chair does not have it. */
function padCells(moment: Moment, pad: PadNumber | undefined): number[] {
  if (pad === undefined) return [Number.NaN, Number.NaN, Number.NaN];
  return [moment.padsOn[pad] === true ? 1 : 0, moment[`pad${pad}ElementC`], moment[`pad${pad}SurfaceC`]];
}

/** The recorded tracks and markers, as additional columns. */
function extrasOf({ recording, simulation, eventLog }: Workspace): TraceExtras {
  // Characters with a meaning in CSV are removed.
  const notes = new Map(
    eventLog.history.marks.map(({ atMs, note }) => [
      // A marker at now belongs to the last row, since now has none yet.
      Math.min(Math.round(atMs / tickMs), recording.end - 1),
      note.replace(/[",\s]+/g, ' ').trim() || 'marker',
    ]),
  );
  const tracks = tracksOf(simulation.options.chair);
  const kinds = { switch: 'wire', text: 'text', number: 'real' } as const;
  return {
    columns: [
      ...tracks.map(({ id, kind }) => ({ name: id, kind: kinds[kind] })),
      { name: 'marker', kind: 'text' },
    ],
    cell: (row, column) => {
      if (column === tracks.length) return notes.get(recording.first + row) ?? '';
      const found = rawTickAt(recording, recording.first + row);
      return found === null ? null : (tracks[column]?.read(found.codes, found.values) ?? null);
    },
  };
}

/**
 * The whole recording as the trace that other commands write. Zero is the first step of the last program; homing and
 * everything before have negative times.
 */
function traceOf(workspace: Workspace, zeroMs: number): Trace {
  const trace = createTrace(workspace.simulation.options.chair);
  const { recording } = workspace;
  const [common, others] = [trace.pads.slice(0, commonPads.length), trace.pads.slice(commonPads.length)];
  for (let tick = recording.first; tick < recording.end; tick++) {
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
    countRow(trace, block);
  }
  return trace;
}

/** The present state of the workspace for the page. */

import { tickMs } from '../../../src/chair/limits.ts';
import type { Pad } from '../../plant/pad.ts';
import {
  type ActiveFault,
  type LiveState,
  type Moment,
  type PadChannels,
  padNumbers,
  toneNames,
} from '../protocol.ts';
import type { Clock } from './clock.ts';
import { activeMarks } from './event-log.ts';
import { measuresOf } from './hold-codes.ts';
import { momentAt } from './moment.ts';
import { planIndex, type Workspace } from './workspace.ts';

interface ViewExtras {
  readonly workspaceNumber: number;
  readonly service: string;
  readonly withoutService: string;
  readonly chip: LiveState['chip'];
}

export function viewOf(workspace: Workspace, clock: Clock, extras: ViewExtras): LiveState {
  const { simulation, recording, setup } = workspace;
  const { control } = simulation;
  const { guard } = control;
  const { register } = guard;
  const moment = momentAt(recording, recording.end - 1) ?? restingMoment(workspace);
  return {
    ...moment,
    nowMs: simulation.nowMs,
    keys: simulation.board.plant.keys | simulation.board.plant.stuckKeys | workspace.heldKeys,
    running: clock.running,
    speed: clock.speed,
    until: clock.until === null ? '' : clock.until.what,
    pace: Math.round(clock.pace * 100) / 100,
    board: setup.board,
    model: setup.chair.model,
    seed: setup.seed,
    rough: setup.rough,
    workspaceNumber: extras.workspaceNumber,
    oldestMs: recording.first * tickMs,
    measures: measuresOf(moment.holds, register),
    activeFaults: register.faults === 0 && register.shown === 0 ? none : activeMarks(simulation),
    injected: { ...workspace.injected },
    heldKeys: workspace.heldKeys,
    zeroMs: workspace.eventLog.history.runs.at(-1)?.zeroMs ?? -1,
    ...choiceOf(workspace),
    chip: extras.chip,
    service: extras.service,
    withoutService: extras.withoutService,
  };
}

/** The present choices on the remote; a command may change them before the next tick is recorded. */
function choiceOf(workspace: Workspace) {
  const { session, programs } = workspace.simulation.control;
  const chosen = programs[session.program];
  const { locked, minutes, speedShift, spotMm, heatLevel } = session;
  return {
    plan: chosen === undefined ? -1 : planIndex(workspace, chosen),
    locked,
    minutes,
    speedShift,
    spotMm,
    heatLevel,
    leftMs: Math.round(session.leftMs / 1000) * 1000,
  };
}

const none: ActiveFault[] = [];

/** The moment before the first recorded tick: the plant's values, everything off. */
function restingMoment(workspace: Workspace): Moment {
  const { plant } = workspace.simulation.board;
  const off = Number.NaN;
  return {
    nowMs: 0,
    state: 'off',
    step: -1,
    keys: 0,
    lamp: false,
    lockLamp: false,
    tone: toneNames[0],
    display: '    ',
    padsOn: padNumbers.map(() => false),
    seat: plant.personKg > 0,
    emergencyStop: plant.emergencyStop,
    personKg: plant.personKg,
    powered: plant.powered,
    ...choiceOf(workspace),
    faults: 0,
    shown: 0,
    holds: [0, 0, 0, 0, 0, 0, 0],
    wants: [false, false, false, false, false, false, false],
    carriageMm: plant.carriageMm,
    targetMm: off,
    carriageDuty: 0,
    carriageA: 0,
    kneaderTurns: plant.kneaderTurns,
    kneaderDuty: 0,
    kneaderA: 0,
    ...restingPads(plant.pads),
    supplyV: plant.supplyV,
    ambientC: plant.ambientC,
    padRelay: 0,
    motorRelay: 0,
    tapperDuty: Number.NaN,
    believedMm: off,
    believedLowMm: off,
    believedHighMm: off,
    wantedDuty: 0,
    carriageRefused: 0,
  };
}

function restingPads(pads: readonly Pad[]): PadChannels {
  const none = { elementC: Number.NaN, surfaceC: Number.NaN };
  return Object.fromEntries(
    padNumbers.flatMap((number) => {
      const { elementC, surfaceC } = pads[number] ?? none;
      return [
        [`pad${number}ElementC`, elementC],
        [`pad${number}SurfaceC`, surfaceC],
        [`pad${number}TargetC`, Number.NaN],
        [`pad${number}Duty`, 0],
        ...(['ReadC', 'FilteredC', 'WantedC', 'ReadSurfaceC', 'EstimateC'] as const).map(
          (name) => [`pad${number}${name}`, Number.NaN] as const,
        ),
        [`pad${number}Refused`, 0],
      ];
    }),
  ) as unknown as PadChannels;
}

/** Only what differs from what was sent before, with numbers rounded to what a screen can show; null if nothing differs. */
export function changesOf(
  state: LiveState,
  sent: Map<string, string | number | boolean>,
): Partial<LiveState> | null {
  const changed: Record<string, unknown> = {};
  let any = false;
  for (const [key, raw] of Object.entries(state)) {
    const value = typeof raw === 'number' ? (Number.isNaN(raw) ? 'NaN' : Math.round(raw * 1000) / 1000) : raw;
    const compared = typeof value === 'object' ? JSON.stringify(value) : (value as string | number | boolean);
    if (sent.get(key) === compared) continue;
    sent.set(key, compared);
    changed[key] = value === 'NaN' ? null : value;
    any = true;
  }
  return any ? (changed as Partial<LiveState>) : null;
}

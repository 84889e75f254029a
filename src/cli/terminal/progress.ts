/** The progress of a run: one line, updated on a terminal; without a terminal there is none. */

import type { Plan } from '../../program/plan/plan.ts';
import type { RunBoard } from '../../run/board.ts';
import { programMs, type Run } from '../../run/run.ts';
import { remoteLine } from './keyboard.ts';
import { clock } from './report-text.ts';

/** The remote without the lamp's blinking. */
function steadySigns(run: Run<RunBoard>): string {
  return remoteLine(run.controller.control, false);
}

interface Progress {
  show(run: Run<RunBoard>): void;
  say(text: string): void;
  end(): void;
}

const barWidth = 24;
const repaintMs = 50;

function line(run: Run<RunBoard>, plan: Plan): string {
  const { control, board } = run.controller;
  const { seen } = board;
  const { carriage } = run.options.chair.wiring.motors;
  const step = plan.steps[control.sequencer.step];
  const atMs = Math.max(0, programMs(run));
  const share = Math.min(1, atMs / plan.plannedMs);
  const bar = '#'.repeat(Math.round(share * barWidth)).padEnd(barWidth, '.');
  const doing = step === undefined ? control.session.state : `${step.path} ${step.technique}`;
  const surfaces = seen.pads.map(({ surfaceC }) => shown(surfaceC, 1)).join(' / ');
  return (
    `[${bar}] ${clock(atMs)} / ${clock(plan.plannedMs)}  ${doing.padEnd(15)} ` +
    `${carriage === null ? '' : `carriage ${shown(seen.carriageMm, 0).padStart(4)} mm`}${surfaces === '' ? '' : `  surface ${surfaces} C`}`
  );
}

/** A value that nothing measures is shown as a dash. */
function shown(value: number, decimals: number): string {
  return Number.isNaN(value) ? '--' : value.toFixed(decimals);
}

/** With `keys` the line begins with the remote; without a terminal each change of the remote is a line. */
export function createProgress(stream: NodeJS.WriteStream, plan: Plan, keys: boolean): Progress {
  const live = stream.isTTY === true;
  let shownSigns = '';
  let dirty = false;
  const whole = (run: Run<RunBoard>): string => {
    if (!keys) return line(run, plan);
    const { control, outputs } = run.controller;
    return `${remoteLine(control, outputs.lamp)}  ${line(run, plan)}`;
  };
  let shownMs = 0;
  const clear = (): void => {
    if (live && dirty) stream.write('\r\x1b[K');
    dirty = false;
  };
  return {
    show(run) {
      if (live) {
        if (performance.now() - shownMs < repaintMs) return;
        shownMs = performance.now();
        stream.write(`\r${whole(run).slice(0, stream.columns - 1)}\x1b[K`);
        dirty = true;
      } else if (keys) {
        const signs = steadySigns(run);
        if (signs !== shownSigns) stream.write(`${signs}\n`);
        shownSigns = signs;
      }
    },
    say(text) {
      clear();
      stream.write(`${text}\n`);
    },
    end: clear,
  };
}

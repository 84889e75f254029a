/** The guard's view: each output, whether power is asked for, and which rule holds it back, in a sentence. */
import { useEffect, useRef } from 'preact/hooks';
import { reasons } from '../../../src/control/guard/reasons.ts';
import type { Moment } from '../protocol.ts';
import { outputNames } from '../protocol.ts';
import { onFrame } from './frames.ts';
import { page, shownMoment } from './state.ts';

const names = {
  carriage: 'Carriage',
  kneader: 'Kneader',
  motorRelay: 'Motor relay',
  lumbar: 'Lumbar pad',
  sacral: 'Sacral pad',
  padRelay: 'Pad relay',
} as const;

interface Hold {
  readonly level: 'on' | 'held' | 'idle';
  readonly text: string;
}

/** What an output is doing and why; `measure` is NaN where it was not recorded. */
function holdOf(moment: Moment, index: number, measure: number): Hold {
  const wanted = moment.wants[index] === true;
  const rule = reasons[moment.holds[index] ?? 0];
  if (rule !== undefined && rule.name !== 'none') {
    const figure =
      Number.isFinite(measure) && rule.unit !== '' ? ` ${shortFigure(measure)} ${rule.unit}` : '';
    const name = rule.code === null ? rule.name : `${rule.name} ${lower(rule.says)}`;
    const more = rule.code === null ? `: ${rule.says}` : '';
    return { level: wanted ? 'held' : 'idle', text: `off because: ${name}${figure}${more}` };
  }
  if (wanted) return { level: 'on', text: 'on' };
  return { level: 'idle', text: whyNotAsked(moment, index) };
}

function shortFigure(value: number): string {
  return Math.abs(value) >= 100 ? String(Math.round(value)) : String(Math.round(value * 10) / 10);
}

function lower(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1);
}

/** Nothing holds it back: the session or the program does not query for it. */
function whyNotAsked(moment: Moment, index: number): string {
  const { state } = moment;
  if (state === 'off') return 'not asked for: the chair is off';
  if (index < 3)
    return state === 'running' ? 'not asked for: it is to stand still' : `not asked for: ${state}`;
  const level = index === 4 ? moment.sacralTargetC : moment.lumbarTargetC;
  if (!Number.isFinite(level))
    return state === 'running' ? 'not asked for: the heat is off' : `not asked for: ${state}`;
  return 'not asked for: warm enough just now';
}

export function Guard() {
  const list = useRef<HTMLDListElement>(null);
  useEffect(() => {
    const cells = [...list.current!.querySelectorAll('dd')];
    let atMs = 0;
    return onFrame(() => {
      // Pads are switched many times a second; a sentence that flickers cannot be read.
      const wallMs = performance.now();
      if (wallMs - atMs < 150 && page.running) return;
      atMs = wallMs;
      const moment = shownMoment();
      for (const [index, cell] of cells.entries()) {
        const { level, text } = holdOf(
          moment,
          index,
          page.lookBack === null ? (page.measures[index] ?? Number.NaN) : Number.NaN,
        );
        if (cell.textContent !== text) {
          cell.textContent = text;
          cell.title = text;
        }
        if (cell.className !== level) cell.className = level;
      }
    });
  }, []);
  return (
    <section class="panel guard" aria-labelledby="guard-title">
      <div class="panel-head">
        <h2 id="guard-title">Guard</h2>
        <span class="soft">what holds power back</span>
      </div>
      <dl ref={list}>
        {outputNames.map((name) => (
          <div key={name} data-output={name}>
            <dt>{names[name]}</dt>
            <dd class="idle" />
          </div>
        ))}
      </dl>
    </section>
  );
}

/** The chair: its drawing, and the same in words and figures. Shows the recorded values now, or at the moment looked back at. */
import { useEffect, useRef } from 'preact/hooks';
import { ActiveFaults } from '../active-faults.tsx';
import { send } from '../connection.ts';
import { clock } from '../format.ts';
import { onFrame, onSlowFrame } from '../frames.ts';
import { chair, page, shownMoment } from '../state.ts';
import { animate } from './animate.ts';
import { StillDrawing } from './drawing.tsx';
import { MovingDrawing } from './moving.tsx';
import { readoutTexts } from './words.ts';

export function Chair() {
  const drawn = useRef<HTMLDivElement>(null);
  useEffect(() => onFrame(animate(drawn.current!)), []);
  return (
    <section class="panel chair" aria-labelledby="chair-title">
      <div class="panel-head">
        <h2 id="chair-title">Chair</h2>
        <ChairChoice />
        <ShownTime />
      </div>
      <div class="chair-drawing" ref={drawn}>
        <StillDrawing />
        <MovingDrawing />
        <ActiveFaults />
      </div>
      <Readout />
    </section>
  );
}

/** Choosing another chair begins a new run; the present run is kept. */
function ChairChoice() {
  const { model, name, chairs, real } = chair();
  if (real) return null;
  return (
    <select
      class="chair-choice"
      aria-label="Chair that is simulated"
      title={`${name}. Another one begins a new run; this one is kept under Runs`}
      value={model}
      onChange={(event) => send({ c: 'restart', chair: event.currentTarget.value })}
    >
      {chairs.map((one) => (
        <option key={one.model} value={one.model} title={one.name}>
          {one.model}
        </option>
      ))}
    </select>
  );
}

function ShownTime() {
  const { lookBack } = page;
  return lookBack === null ? (
    <span class="tag live">now</span>
  ) : (
    <span class="tag past">as it was at {clock(lookBack.nowMs, 2)}</span>
  );
}

/** Values in words; of fixed height, so that nothing moves. */
function Readout() {
  const list = useRef<HTMLDListElement>(null);
  const { carriage, placeByTime, kneader, pads } = chair();
  const rows = [
    ...(carriage ? [['where', 'Rollers'] as const] : []),
    ...(placeByTime ? [['belief', 'Believed'] as const] : []),
    ...(kneader === 'none' ? [] : [['arms', 'Arms'] as const]),
    ...pads.map(({ id, name }) => [id, `${name} pad`] as const),
    ['works', 'Works on'],
  ] as const;
  useEffect(() => {
    const cells = [...list.current!.querySelectorAll<HTMLElement>('[data-row]')];
    return onSlowFrame(() => {
      const texts = readoutTexts(shownMoment());
      for (const cell of cells) {
        const text = texts[cell.dataset['row']!] ?? '';
        if (cell.textContent !== text) cell.textContent = text;
      }
    });
  }, []);
  return (
    <dl class="readout" ref={list}>
      {rows.map(([row, name]) => (
        <div key={row}>
          <dt>{name}</dt>
          <dd data-row={row} />
        </div>
      ))}
    </dl>
  );
}

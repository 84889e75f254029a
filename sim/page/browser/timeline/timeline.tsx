/**
 * The timeline: lanes of the plan with the actual course over them, strip charts below on the same axis, cursors, and
 * looking back.
 */
import { useEffect, useRef } from 'preact/hooks';
import { clock } from '../format.ts';
import { chair, change, page, showBelief } from '../state.ts';
import { ExportMenu } from './export-menu.tsx';
import { lanesHeightOf } from './lanes.ts';
import { Measure } from './measure.tsx';
import { startPlot } from './plot.ts';
import { stripsOf } from './strips.ts';
import { TracksMenu } from './tracks-menu.tsx';
import { showAll, viewNow, zoom } from './view.ts';

const spans = [
  ['10 s', 10_000],
  ['1 min', 60_000],
  ['5 min', 300_000],
  ['20 min', 1_200_000],
] as const;

export function TimelineTools() {
  const { viewSpanMs, follow, belief } = page;
  const setFollow = (on: boolean): void =>
    change(on ? { follow: true } : { follow: false, viewFromMs: viewNow(1).fromMs });
  return (
    <div class="timeline-tools">
      <fieldset class="segments" aria-label="Stretch of time in view">
        {spans.map(([text, ms]) => (
          <button
            key={text}
            type="button"
            aria-pressed={follow && viewSpanMs === ms}
            onClick={() => change({ viewSpanMs: ms, follow: true })}
          >
            {text}
          </button>
        ))}
        <button type="button" title="Everything recorded and planned" onClick={showAll}>
          All
        </button>
      </fieldset>
      <button type="button" class="icon" aria-label="Zoom out" onClick={() => zoom(2)}>
        −
      </button>
      <button type="button" class="icon" aria-label="Zoom in" onClick={() => zoom(0.5)}>
        +
      </button>
      <label class="check" title="The view moves with now">
        <input
          type="checkbox"
          checked={follow}
          onChange={(event) => setFollow(event.currentTarget.checked)}
        />{' '}
        follow
      </label>
      {chair().real ? null : (
        <label
          class="check"
          title="What the controller reads, filters, estimates, wants and is refused, over what is true"
        >
          <input
            type="checkbox"
            checked={belief}
            onChange={(event) => showBelief(event.currentTarget.checked)}
          />{' '}
          belief
        </label>
      )}
      <Cursors />
      <Measure />
      <TracksMenu />
      {chair().real ? null : <ExportMenu />}
    </div>
  );
}

/** The two cursors and the time between them. */
function Cursors() {
  const { cursorA, cursorB } = page;
  const { tickMs } = chair();
  const here = (): number => Math.round((page.lookBackMs ?? page.nowMs) / tickMs) * tickMs;
  const apart = cursorA !== null && cursorB !== null ? `${Math.round(cursorB - cursorA)} ms` : '–';
  return (
    <fieldset class="cursors" aria-label="Cursors">
      <button
        type="button"
        title="Cursor A at the moment looked at, else now; Shift+drag sets both"
        onClick={() => change({ cursorA: here() })}
      >
        A {cursorA === null ? '' : clock(cursorA, 2)}
      </button>
      <button
        type="button"
        title="Cursor B at the moment looked at, else now"
        onClick={() => change({ cursorB: here() })}
      >
        B {cursorB === null ? '' : clock(cursorB, 2)}
      </button>
      <output aria-label="Between the cursors" data-test="apart">
        Δ {apart}
      </output>
      <button
        type="button"
        class="icon"
        aria-label="Remove the cursors"
        disabled={cursorA === null && cursorB === null}
        onClick={() => change({ cursorA: null, cursorB: null })}
      >
        ×
      </button>
    </fieldset>
  );
}

export function TimelinePlot() {
  const root = useRef<HTMLDivElement>(null);
  const strips = stripsOf(chair(), page.belief);
  useEffect(() => startPlot(root.current!, strips), []);
  return (
    <div class="plot" ref={root}>
      <svg
        class="lanes tl"
        height={lanesHeightOf(chair())}
        role="img"
        aria-label="The plan of the program and what really happened"
      />
      <svg
        class="tracks tl"
        role="img"
        aria-label="Keys, switches, signs, what the guard holds back, and the link"
      />
      {strips.map((strip) => (
        <div key={strip.id} class="strip" data-strip={strip.id}>
          <div class="strip-head">
            <b>
              {strip.title}
              {strip.unit === '' ? '' : ','} <span class="unit">{strip.unit}</span>
            </b>
            {strip.traces.map((trace) => (
              <span
                key={trace.channel}
                class={`legend${trace.dash === undefined ? '' : ' dashed'}`}
                style={{ '--colour': `var(${trace.colour})` }}
              >
                {trace.name} <output data-channel={trace.channel} data-decimals={trace.decimals} />
              </span>
            ))}
          </div>
        </div>
      ))}
      <div class="lines" aria-hidden="true">
        <i class="line now" />
        <i class="line hover" />
        <i class="line look" />
        <i class="line cursor" data-name="A" />
        <i class="line cursor" data-name="B" />
      </div>
      <div
        class="scrub"
        role="slider"
        tabIndex={0}
        data-arrows=""
        aria-label="Time looked at. Arrow keys look back and forth, Page keys pan, plus and minus zoom, Home is the beginning, End is now."
        aria-valuemin={0}
        aria-valuemax={0}
        aria-valuenow={0}
      />
      <div class="tooltip" aria-hidden="true" />
    </div>
  );
}

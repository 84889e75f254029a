/** The plan of the text in the editor, as it is typed. A click on a block shows what ends the step and goes to its line. */
import { useEffect, useRef, useState } from 'preact/hooks';
import type { Plan } from '../../../../src/program/plan/plan.ts';
import type { CheckedText } from '../../answers.ts';
import { channelNames } from '../../protocol.ts';
import { clock } from '../format.ts';
import { chair, change } from '../state.ts';
import type { Points } from '../timeline/columns.ts';
import { lanesSvg, planHeightOf } from '../timeline/lanes.ts';
import { labelOf } from '../timeline/plan-blocks.ts';

/** A draft has no recorded values. */
const noPoints: Points = {
  count: 0,
  ms: [],
  values: Object.fromEntries(channelNames.map((name) => [name, []])) as unknown as Points['values'],
};
const asWritten = { spotMm: 0, speedShift: 0, heatLevel: -1 } as const;

function drawn(plan: Plan, widthPx: number): string {
  const { program, plannedMs } = plan;
  return lanesSvg({
    chair: chair(),
    fromMs: 0,
    toMs: Math.max(1000, plannedMs),
    nowMs: 0,
    widthPx,
    points: noPoints,
    plans: [plan],
    next: null,
    history: {
      runs: [{ program, zeroMs: 0, endMs: -1, plan: 0, steps: [] }],
      states: [],
      offPlan: [],
      faults: [],
      actions: [],
      marks: [],
    },
    chosen: asWritten,
    endMs: null,
    minutes: 0,
    clip: 'draft-plot',
  });
}

/** The plan of the last text without problems is drawn. */
export function DraftPlan({ checked }: { checked: CheckedText | null }) {
  const last = useRef<CheckedText | null>(null);
  if (checked !== null && checked.plan !== null) last.current = checked;
  const svg = useRef<SVGSVGElement>(null);
  const [widthPx, setWidthPx] = useState(0);
  const [chosen, setChosen] = useState('');
  const shown = last.current;
  const plan = shown?.plan ?? null;
  useEffect(() => {
    const element = svg.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setWidthPx(Math.floor(element.clientWidth)));
    observer.observe(element);
    const click = ({ target }: MouseEvent): void => {
      const block = target instanceof Element ? target.closest<SVGElement>('[data-step]') : null;
      if (block !== null) lead(block.dataset['step'] ?? '');
    };
    const lead = (path: string): void => {
      setChosen(path);
      const index = last.current?.plan?.steps.findIndex((step) => step.path === path) ?? -1;
      const place = last.current?.steps[index]?.place;
      if (place != null) change({ wantedPlace: place });
    };
    element.addEventListener('click', click);
    return () => {
      observer.disconnect();
      element.removeEventListener('click', click);
    };
  }, [plan === null]);
  useEffect(() => {
    if (svg.current !== null && plan !== null && widthPx > 0) svg.current.innerHTML = drawn(plan, widthPx);
  }, [plan, widthPx]);
  if (plan === null) return <div class="draft-plan" />;
  const index = plan.steps.findIndex(({ path }) => path === chosen);
  const step = plan.steps[index];
  return (
    <div class={checked?.plan === null ? 'draft-plan before' : 'draft-plan'}>
      <svg
        ref={svg}
        class="lanes tl"
        height={planHeightOf(chair())}
        role="img"
        aria-label="The plan of the text in the editor"
      />
      <p class="soft" data-test="draft-step">
        {step === undefined
          ? `${clock(plan.plannedMs)} as written, ${plan.steps.length} steps${checked?.plan === null ? ', before the problems' : ''}`
          : `${step.path} ${labelOf(step).full}, ends ${shown?.steps[index]?.ends}`}
      </p>
    </div>
  );
}

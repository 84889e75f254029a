/** The step whose block was clicked: what ends it, its progress, what delays it, and a button to its line. */
import { useEffect, useState } from 'preact/hooks';
import type { StepProgress } from '../../answers.ts';
import { query } from '../connection.ts';
import { change, page, showInEditor } from '../state.ts';
import { labelOf } from './plan-blocks.ts';

const askedEveryMs = 400;

/** The step's progress, queried repeatedly because it changes. */
function useProgress(): StepProgress | null {
  const { chosenStep, workspaceNumber } = page;
  const [found, setFound] = useState<StepProgress | null>(null);
  useEffect(() => {
    setFound(null);
    if (chosenStep === null) return;
    let wanted = true;
    const ask = (): void => {
      void query<StepProgress>({ q: 'step', ...chosenStep }).then(
        (answer) => {
          if (wanted) setFound(answer);
        },
        // The step belonged to another chair's plan, which is gone.
        () => {
          if (wanted) change({ chosenStep: null });
        },
      );
    };
    ask();
    const timer = setInterval(ask, askedEveryMs);
    return () => {
      wanted = false;
      clearInterval(timer);
    };
  }, [chosenStep, workspaceNumber]);
  return found;
}

export function ChosenStep() {
  const { chosenStep, plans } = page;
  const found = useProgress();
  const step = chosenStep === null ? undefined : plans[chosenStep.plan]?.steps[chosenStep.step];
  if (step === undefined || found === null) return null;
  const { program, ends, progress, keeps, line } = found;
  return (
    <section class="chosen-step" aria-label="The step that was clicked">
      <p>
        <b>
          {step.path} {labelOf(step).full}
        </b>{' '}
        ends {ends}.{' '}
        {progress === null ? (
          <span class="soft">It is not under way.</span>
        ) : (
          <output data-test="step-progress">Now: {progress}.</output>
        )}{' '}
        {keeps.length === 0 ? null : <span class="bad">Kept by {keeps.join('; ')}.</span>}
      </p>
      {line === null ? null : (
        <button type="button" class="small" onClick={() => showInEditor(program, line)}>
          Line {line.line} in the editor
        </button>
      )}
      <button
        type="button"
        class="icon small"
        aria-label="Close the step"
        onClick={() => change({ chosenStep: null })}
      >
        ×
      </button>
    </section>
  );
}

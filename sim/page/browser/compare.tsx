/** Two runs overlaid and as differences, aligned at their start or at a step. */
import { useState } from 'preact/hooks';
import type { ComparedRuns } from '../answers.ts';
import { query } from './connection.ts';
import { clock } from './format.ts';
import { page } from './state.ts';

type Series = ComparedRuns['series'][number];

export function Compare() {
  const { runs } = page;
  const [a, setA] = useState<number | null>(null);
  const [b, setB] = useState<number | null>(null);
  const [step, setStep] = useState('');
  const [found, setFound] = useState<ComparedRuns | string | null>(null);
  const [before, after] = [a ?? runs[1]?.run, b ?? runs[0]?.run];
  if (before === undefined || after === undefined)
    return <p class="soft">With a second run, two of them can be compared here.</p>;
  const compare = async (at: string): Promise<void> => {
    setStep(at);
    setFound(
      await query<ComparedRuns>({ q: 'compare', a: before, b: after, step: at }).catch(
        (error: Error) => error.message,
      ),
    );
  };
  const steps = typeof found === 'object' && found !== null ? found.comparison.steps : [];
  return (
    <section class="compare" aria-label="Two runs compared">
      <div class="compare-tools">
        <RunChoice name="A" value={before} onChoose={setA} />
        <RunChoice name="B" value={after} onChoose={setB} />
        <label class="check">
          aligned at{' '}
          <select value={step} onChange={(event) => void compare(event.currentTarget.value)}>
            <option value="">the program's start</option>
            {steps
              .filter(({ aMs, bMs }) => aMs !== null && bMs !== null)
              .map(({ path }) => (
                <option key={path} value={path}>
                  step {path}
                </option>
              ))}
          </select>
        </label>
        <button type="button" class="primary" onClick={() => void compare(step)}>
          Compare
        </button>
      </div>
      {typeof found === 'string' ? <p class="bad">{found}</p> : null}
      {typeof found === 'object' && found !== null ? <Differences {...found} /> : null}
    </section>
  );
}

function RunChoice({
  name,
  value,
  onChoose,
}: {
  name: string;
  value: number;
  onChoose: (run: number) => void;
}) {
  return (
    <label class={`check run-${name}`}>
      {name}{' '}
      <select
        aria-label={`Run ${name}`}
        value={value}
        onChange={(event) => onChoose(Number(event.currentTarget.value))}
      >
        {page.runs.map(({ run, name: title }) => (
          <option key={run} value={run}>
            {title}
          </option>
        ))}
      </select>
    </label>
  );
}

const begins = (ms: number | null, run: string): string =>
  ms === null ? `not in ${run}` : `${clock(ms, 2)} in ${run}`;

function Differences({ comparison, ms, series }: ComparedRuns) {
  const { equal, firstMs, columns, steps, faults } = comparison;
  const moved = steps.filter(({ aMs, bMs }) => aMs !== bMs);
  const rows = [
    ...moved.map(({ path, aMs, bMs }) => `step ${path} begins at ${begins(aMs, 'A')}, ${begins(bMs, 'B')}`),
    ...faults.onlyA.map((code) => `${code} in A alone`),
    ...faults.onlyB.map((code) => `${code} in B alone`),
    ...columns
      .filter(({ maxDiff }) => maxDiff === null)
      .map(({ name, firstMs: fromMs }) => `${name} differs from ${clock(fromMs ?? 0, 2)} on`),
  ];
  return (
    <>
      <p data-test="compared">
        <b>{equal ? 'The two are equal.' : `The two differ from ${clock(firstMs ?? 0, 2)} on`}</b>
        {equal ? '' : ', from the start of the program in A.'}
      </p>
      <ul class="soft">
        {rows.map((row) => (
          <li key={row}>{row}</li>
        ))}
      </ul>
      {series.map((one) => {
        const column = columns.find(({ name }) => name === one.name);
        const unit = column?.unit ?? '';
        return (
          <figure key={one.name} data-compared={one.name}>
            <figcaption>
              <b>{one.name}</b> from {clock(column?.firstMs ?? 0, 2)} on: {short(column?.maxDiff)} {unit}{' '}
              apart at most, {short(column?.meanDiff)} {unit} in the mean
            </figcaption>
            <Over series={one} ms={ms} />
            <Difference series={one} ms={ms} />
          </figure>
        );
      })}
    </>
  );
}

/** Rounds to three significant digits, which are enough to judge by. */
const short = (value: number | null | undefined): string => String(Number((value ?? 0).toPrecision(3)));

const wide = 1000;

/** A path through the values that exist, over the width of the chart. */
function pathOf(values: readonly (number | null)[], y: (value: number) => number): string {
  let pen = 'M';
  return values
    .map((value, index) => {
      if (value === null) {
        pen = 'M';
        return '';
      }
      const text = `${pen}${((index / Math.max(1, values.length - 1)) * wide).toFixed(1)} ${y(value).toFixed(2)}`;
      pen = 'L';
      return text;
    })
    .join('');
}

/** The lowest and highest value, one further apart on either side where all are equal. */
function rangeOf(values: readonly (number | null)[]): readonly [number, number] {
  const there = values.filter((value) => value !== null);
  const [least, most] = [Math.min(...there), Math.max(...there)];
  return most > least ? [least, most] : [least - 1, most + 1];
}

interface ChartProps {
  readonly series: Series;
  readonly ms: readonly number[];
}

function Over({ series: { name, a, b }, ms }: ChartProps) {
  const [least, most] = rangeOf([...a, ...b]);
  const y = (value: number): number => 78 - ((value - least) / (most - least)) * 76;
  return (
    <div class="compare-chart">
      <span class="compare-scale">
        <i>{short(most)}</i>
        <i>{short(least)}</i>
      </span>
      <svg
        viewBox={`0 0 ${wide} 80`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name} of A and B from ${clock(ms[0] ?? 0)} to ${clock(ms.at(-1) ?? 0)}`}
      >
        <path class="line-a" d={pathOf(a, y)} />
        <path class="line-b" d={pathOf(b, y)} />
      </svg>
    </div>
  );
}

function Difference({ series: { name, a, b }, ms }: ChartProps) {
  const apart = a.map((value, index) => {
    const other = b[index];
    return value === null || other === null || other === undefined ? null : other - value;
  });
  const [least, most] = rangeOf([0, ...apart]);
  const y = (value: number): number => 38 - ((value - least) / (most - least)) * 36;
  return (
    <div class="compare-chart difference">
      <span class="compare-scale">
        <i>{short(most)}</i>
        <i>{short(least)}</i>
      </span>
      <svg
        viewBox={`0 0 ${wide} 40`}
        preserveAspectRatio="none"
        role="img"
        aria-label={`${name}, B less A, from ${clock(ms[0] ?? 0)} to ${clock(ms.at(-1) ?? 0)}`}
      >
        <line class="zero" x1="0" x2={wide} y1={y(0)} y2={y(0)} />
        <path class="line-difference" d={pathOf(apart, y)} />
      </svg>
    </div>
  );
}

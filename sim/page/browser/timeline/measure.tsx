/** Measurements between the two cursors: minimum, mean, maximum and change of values; edges, share and frequency of switches. */
import { useEffect, useState } from 'preact/hooks';
import type { Measures } from '../../protocol.ts';
import { query } from '../connection.ts';
import { fixed } from '../format.ts';
import { chair, page } from '../state.ts';
import { stripsOf } from './strips.ts';

/** Null until both cursors are set and the answer has arrived. */
function useMeasures(): Measures | null {
  const { cursorA, cursorB, workspaceNumber } = page;
  const [found, setFound] = useState<Measures | null>(null);
  useEffect(() => {
    setFound(null);
    if (cursorA === null || cursorB === null || cursorA === cursorB) return;
    let wanted = true;
    // Delayed, since a drag moves the cursor many times a second.
    const timer = setTimeout(() => {
      void query<Measures>({ q: 'measure', aMs: cursorA, bMs: cursorB })
        .then((measures) => {
          if (wanted) setFound(measures);
        })
        .catch(() => {});
    }, 150);
    return () => {
      wanted = false;
      clearTimeout(timer);
    };
  }, [cursorA, cursorB, workspaceNumber]);
  return found;
}

export function Measure() {
  const found = useMeasures();
  if (found === null) return null;
  const traces = stripsOf(chair(), page.belief).flatMap(({ title, unit, traces }) =>
    traces.map((trace) => ({ ...trace, title: `${title}: ${trace.name}`, unit })),
  );
  return (
    <details class="menu measure">
      <summary>Measure</summary>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and without a mouse only with the focus in it */}
      <section class="menu-body" aria-label="Measured between the cursors" tabIndex={0}>
        <table>
          <thead>
            <tr>
              <th scope="col">value</th>
              <th scope="col">change</th>
              <th scope="col">least</th>
              <th scope="col">mean</th>
              <th scope="col">most</th>
            </tr>
          </thead>
          <tbody>
            {traces.flatMap(({ channel, title, unit, decimals }) => {
              const one = found.values.find(({ name }) => name === channel);
              if (one === undefined) return [];
              const figures = [one.change, one.min, one.mean, one.max];
              return [
                <tr key={channel} data-measure={channel}>
                  <th scope="row">
                    {title} {unit}
                  </th>
                  {figures.map((figure, index) => (
                    <td key={['change', 'min', 'mean', 'max'][index]}>
                      {fixed(figure, Math.max(2, decimals))}
                    </td>
                  ))}
                </tr>,
              ];
            })}
          </tbody>
        </table>
        <table>
          <thead>
            <tr>
              <th scope="col">switch</th>
              <th scope="col">edges</th>
              <th scope="col">on</th>
              <th scope="col">per second</th>
            </tr>
          </thead>
          <tbody>
            {found.switches.map(({ id, name, edges, share, hz }) => (
              <tr key={id} data-measure={id}>
                <th scope="row">{name}</th>
                <td>{edges}</td>
                <td>{fixed(share * 100, 1)} %</td>
                <td>{fixed(hz, 3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </section>
    </details>
  );
}

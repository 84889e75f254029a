/** What is wrong, as the chair has found: message, what to do. Lies over the drawing, so that nothing jumps. */
import { faults as faultRows } from '../../../src/chair/faults.ts';
import { clock } from './format.ts';
import { chair, shownFaults } from './state.ts';
import { lookAt } from './timeline/view.ts';

export function ActiveFaults() {
  return (
    <div class="active-faults" role="alert">
      {shownFaults().map(({ code, atMs, latched, message }) => {
        const row = faultRows[code];
        return (
          <article key={code} class={latched ? 'fault-card' : 'fault-card warning'}>
            <h3>
              {code} {row.title}
              <button
                type="button"
                class="link"
                title="Look at the chair as it was then"
                onClick={() => lookAt(atMs, chair().tickMs)}
              >
                {clock(atMs, 2)}
              </button>
            </h3>
            <p>{withoutTitle(message)}</p>
            <p class="soft">{row.technician}</p>
          </article>
        );
      })}
    </div>
  );
}

/** The message without what stands in the title: `Lumbar pad, reading -84 C. The heat was switched off. ...` */
function withoutTitle(message: string): string {
  return message
    .replace(
      /^E\d+ [^(.]*\(([^)]*)\)\./,
      (_, seen: string) => `${seen.charAt(0).toUpperCase()}${seen.slice(1)}.`,
    )
    .replace(/ See docs\S*$/, '');
}

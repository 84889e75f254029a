/** The active faults, with message and what to do. They lie over the drawing, so that nothing else moves. */
import { faults as faultRows } from '../../../src/chair/faults.ts';
import { clock } from './format.ts';
import { chair, change, page, showBelief, shownFaults } from './state.ts';
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
            {page.belief || chair().real ? null : (
              <button
                type="button"
                class="link"
                title="The charts, with what the chair read, estimated, wanted and was refused over what was true"
                onClick={() => showBeliefAt(atMs)}
              >
                what the chair believed
              </button>
            )}
          </article>
        );
      })}
    </div>
  );
}

/** Length of time shown around a fault. */
const aboutFaultMs = 120_000;

function showBeliefAt(atMs: number): void {
  showBelief(true);
  change({ follow: false, viewSpanMs: aboutFaultMs, viewFromMs: atMs - 0.75 * aboutFaultMs });
  lookAt(atMs, chair().tickMs);
}

/** The message without the part that the title shows: `Lumbar pad, reading -84 C. The heat was switched off. ...` */
function withoutTitle(message: string): string {
  return message
    .replace(
      /^E\d+ [^(.]*\(([^)]*)\)\./,
      (_, seen: string) => `${seen.charAt(0).toUpperCase()}${seen.slice(1)}.`,
    )
    .replace(/ See docs\S*$/, '');
}

/** What can be exported: trace, scenario, and a picture of the timeline. */
import { notify, page } from '../state.ts';
import { timelinePicture } from './picture.ts';

export function ExportMenu() {
  const without = page.zeroMs < 0;
  return (
    <details class="menu">
      <summary>Export</summary>
      <div class="menu-body">
        {(['csv', 'vcd', 'json'] as const).map((format) => (
          <a
            key={format}
            href={without ? undefined : `/export/trace.${format}`}
            aria-disabled={without}
            download
          >
            Trace as {format.toUpperCase()}
          </a>
        ))}
        <a href="/export/scenario.yaml" download>
          Session as scenario
        </a>
        <button type="button" onClick={savePicture}>
          Timeline as SVG
        </button>
        {without ? <p class="soft">A trace begins with a program's first step.</p> : null}
      </div>
    </details>
  );
}

function savePicture(): void {
  const url = URL.createObjectURL(new Blob([timelinePicture()], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${page.plans[page.plan]?.program ?? 'lumbar'}-timeline.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  notify('info', 'The picture of the timeline is saved.');
}

/** The exports: trace, scenario, and a picture of the timeline. */
import { notify, page } from '../state.ts';
import { timelinePicture } from './picture.ts';

export function ExportMenu() {
  return (
    <details class="menu">
      <summary>Export</summary>
      <div class="menu-body">
        {(['csv', 'vcd', 'json'] as const).map((format) => (
          <a key={format} href={`/export/trace.${format}`} download>
            Trace as {format.toUpperCase()}
          </a>
        ))}
        <a href="/export/scenario.yaml" download>
          Session as scenario
        </a>
        <button type="button" onClick={savePicture}>
          Timeline as SVG
        </button>
        <p class="soft">Zero is the program's first step; homing stands before it.</p>
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

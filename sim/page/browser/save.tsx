/** What can be saved: trace, scenario, and a picture of the timeline. */
import { strips } from './charts.ts';
import { pointsIn } from './columns.ts';
import { clock } from './format.ts';
import { escaped, gutterPx, lanesHeight, lanesSvg, rightPx } from './lanes.ts';
import { page, say, useKeys } from './store.ts';
import { viewNow } from './timeline.tsx';

export function ExportMenu() {
  const { zeroMs } = useKeys('zeroMs');
  const without = zeroMs < 0;
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

const stripPx = 84;

function savePicture(): void {
  const text = timelinePicture();
  const url = URL.createObjectURL(new Blob([text], { type: 'image/svg+xml' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `${page.plans[page.plan]?.program ?? 'lumbar'}-timeline.svg`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
  say('info', 'The picture of the timeline is saved.');
}

/** The timeline in view as a picture of its own, colours included. */
function timelinePicture(): string {
  const widthPx = 1200;
  const view = viewNow(widthPx - gutterPx - rightPx);
  const points = pointsIn(view);
  const height = lanesHeight + strips.length * stripPx + 30;
  const style = getComputedStyle(document.documentElement);
  const colour = (name: string): string => style.getPropertyValue(name).trim();
  const body = lanesSvg({
    ...view,
    widthPx,
    nowMs: page.nowMs,
    plans: page.plans,
    chosen: page.plans[page.plan],
    history: page.history,
    points,
  });
  const x = (ms: number): number =>
    gutterPx + ((ms - view.fromMs) / (view.toMs - view.fromMs)) * (widthPx - gutterPx - rightPx);
  const charts = strips.map((strip, index) => {
    const top = lanesHeight + index * stripPx + 18;
    const tall = stripPx - 26;
    const shown = strip.traces.filter(({ band }) => band === undefined);
    let [least, most] = strip.least as readonly [number, number];
    for (const { channel } of shown) {
      for (const value of points.values[channel]) {
        if (value === null) continue;
        least = Math.min(least, value);
        most = Math.max(most, value);
      }
    }
    const y = (value: number): number => top + tall * (1 - (value - least) / (most - least));
    const lines = shown.map(({ channel, colour: name, dash }) => {
      let path = '';
      let pen = false;
      points.values[channel].forEach((value, at) => {
        if (value === null) {
          pen = false;
          return;
        }
        path += `${pen ? 'L' : 'M'}${x(points.ms[at]!).toFixed(1)} ${y(value).toFixed(1)}`;
        pen = true;
      });
      return `<path d="${path}" fill="none" stroke="${colour(name)}" stroke-width="1.3"${dash === undefined ? '' : ' stroke-dasharray="4 3"'} clip-path="url(#strip)"/>`;
    });
    const names = shown
      .map(({ name, colour: of }) => `<tspan fill="${colour(of)}">${escaped(name)} </tspan>`)
      .join('');
    return (
      `<rect class="lane" x="${gutterPx}" y="${top}" width="${widthPx - gutterPx - rightPx}" height="${tall}"/>` +
      `<text class="lane-name" x="${gutterPx}" y="${top - 4}">${escaped(strip.title)} ${escaped(strip.unit)}: ${names}</text>` +
      `<text class="ruler" x="${gutterPx - 6}" y="${top + 9}" text-anchor="end">${+most.toFixed(1)}</text>` +
      `<text class="ruler" x="${gutterPx - 6}" y="${top + tall}" text-anchor="end">${+least.toFixed(1)}</text>${lines.join('')}`
    );
  });
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}" viewBox="0 0 ${widthPx} ${height}" font-family="system-ui, sans-serif" font-size="11">` +
    `<style>${pictureStyle(colour)}</style><clipPath id="strip"><rect x="${gutterPx}" y="0" width="${widthPx - gutterPx - rightPx}" height="${height}"/></clipPath>` +
    `<rect width="100%" height="100%" fill="${colour('--panel')}"/>${body}${charts.join('')}` +
    `<text class="ruler" x="${gutterPx}" y="${height - 6}">${escaped(page.plans[page.plan]?.name ?? '')}, ${clock(view.fromMs)} to ${clock(view.toMs)}, seed ${page.seed}</text></svg>`
  );
}

/** The rules of the style sheet that lanes use, with their colours filled in. */
function pictureStyle(colour: (name: string) => string): string {
  const rules: string[] = [];
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSStyleRule && rule.selectorText.includes('.tl'))
        rules.push(rule.cssText.replaceAll('.tl ', ''));
    }
  }
  return rules.join('\n').replace(/var\((--[\w-]+)\)/g, (_, name: string) => colour(name));
}

/** The timeline in view as a self-contained picture, with its colours. */
import { clock } from '../format.ts';
import { type Palette, readPalette } from '../palette.ts';
import { chair, page } from '../state.ts';
import { type Points, pointsIn } from './columns.ts';
import { escaped, lanesHeightOf, lanesSvg, linePath } from './lanes.ts';
import { plansShown } from './plot.ts';
import { type Strip, stripsOf } from './strips.ts';
import { gutterPx, plotWidth, rightPx, type View, viewNow } from './view.ts';

const widthPx = 1200;
const stripPx = 84;

export function timelinePicture(): string {
  const view = viewNow(plotWidth(widthPx));
  const points = pointsIn(view);
  const strips = stripsOf(chair(), page.belief);
  const height = lanesHeightOf(chair()) + strips.length * stripPx + 30;
  const palette = readPalette();
  const lanes = lanesSvg({ ...view, widthPx, points, ...plansShown() });
  const charts = strips.map((strip, index) =>
    stripPicture(strip, lanesHeightOf(chair()) + index * stripPx + 18, view, points, palette),
  );
  const title = `${page.plans[page.plan]?.name ?? ''}, ${clock(view.fromMs)} to ${clock(view.toMs)}, seed ${page.seed}`;
  return (
    `<svg xmlns="http://www.w3.org/2000/svg" width="${widthPx}" height="${height}" viewBox="0 0 ${widthPx} ${height}" font-family="system-ui, sans-serif" font-size="11">` +
    `<style>${laneStyle(palette)}</style><clipPath id="strip"><rect x="${gutterPx}" y="0" width="${plotWidth(widthPx)}" height="${height}"/></clipPath>` +
    `<rect width="100%" height="100%" fill="${palette('--panel')}"/>${lanes}${charts.join('')}` +
    `<text class="ruler" x="${gutterPx}" y="${height - 6}">${escaped(title)}</text></svg>`
  );
}

function stripPicture(strip: Strip, top: number, view: View, points: Points, palette: Palette): string {
  const tall = stripPx - 26;
  const traces = strip.traces.filter(({ band }) => band === undefined);
  let [least, most] = strip.inSight;
  for (const { channel } of traces) {
    for (const value of points.values[channel]) {
      if (value === null) continue;
      least = Math.min(least, value);
      most = Math.max(most, value);
    }
  }
  const x = (ms: number): number =>
    gutterPx + ((ms - view.fromMs) / (view.toMs - view.fromMs)) * plotWidth(widthPx);
  const y = (value: number): number => top + tall * (1 - (value - least) / (most - least));
  const lines = traces.map(({ channel, colour, dash }) =>
    linePath(
      points,
      points.values[channel],
      x,
      y,
      (path) =>
        `<path d="${path}" fill="none" stroke="${palette(colour)}" stroke-width="1.3"${dash === undefined ? '' : ' stroke-dasharray="4 3"'} clip-path="url(#strip)"/>`,
    ),
  );
  const names = traces
    .map(({ name, colour }) => `<tspan fill="${palette(colour)}">${escaped(name)} </tspan>`)
    .join('');
  const scale = (value: number, atY: number): string =>
    `<text class="ruler" x="${gutterPx - 6}" y="${atY}" text-anchor="end">${+value.toFixed(1)}</text>`;
  return (
    `<rect class="lane" x="${gutterPx}" y="${top}" width="${widthPx - gutterPx - rightPx}" height="${tall}"/>` +
    `<text class="lane-name" x="${gutterPx}" y="${top - 4}">${escaped(strip.title)} ${escaped(strip.unit)}: ${names}</text>` +
    `${scale(most, top + 9)}${scale(least, top + tall)}${lines.join('')}`
  );
}

/** The style rules of the lanes, with the colours filled in. */
function laneStyle(palette: Palette): string {
  const rules: string[] = [];
  for (const sheet of document.styleSheets) {
    for (const rule of sheet.cssRules) {
      if (rule instanceof CSSStyleRule && rule.selectorText.includes('.tl'))
        rules.push(rule.cssText.replaceAll('.tl ', ''));
    }
  }
  return rules.join('\n').replace(/var\((--[\w-]+)\)/g, (_, name: `--${string}`) => palette(name));
}

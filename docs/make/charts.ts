/** Tables of the pages as pictures: SVG, drawn from the very rows that stand in the page, light or dark as the reader has it. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

interface Table {
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/** The table whose first row begins so. */
export function tableIn(page: string, begins: string): Table {
  const lines = page.split('\n');
  const first = lines.findIndex((line) => line.startsWith(begins));
  if (first < 0) throw new Error(`A page has no table that begins with "${begins}".`);
  const after = lines.slice(first).findIndex((line) => !line.startsWith('|'));
  const table = lines.slice(first, after < 0 ? undefined : first + after);
  const cells = (line: string): string[] =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim());
  const [head = [], , ...rows] = table.map(cells);
  return { head, rows };
}

const palette = readFileSync(join(import.meta.dirname, '../../sim/page/browser/style/palette.css'), 'utf8');

/** A colour of the page's palette, in one of its two themes. */
function colour(name: string, theme: 'light' | 'dark'): string {
  const [, light, dark] = new RegExp(`--${name}: light-dark\\((#\\w+), (#\\w+)\\);`).exec(palette) ?? [];
  const found = theme === 'light' ? light : dark;
  if (found === undefined) throw new Error(`The palette has no ${name}.`);
  return found;
}

/** What is drawn by which of its colours. */
const colours = (theme: 'light' | 'dark'): string =>
  [
    `text { fill: ${colour('text', theme)} } .soft { fill: ${colour('soft', theme)} }`,
    `line { stroke: ${colour('line', theme)} } .bound { stroke: ${colour('bad', theme)} }`,
    `.a { fill: ${colour('carriage', theme)} } .b { fill: ${colour('kneader', theme)} } .c { fill: ${colour('surface', theme)} } .over { fill: ${colour('bad', theme)} }`,
  ].join('\n');

const style = `
text { font: 12px system-ui, sans-serif }
.end { text-anchor: end } .middle { text-anchor: middle } .strong { font-weight: 600 } .bound { stroke-dasharray: 4 3 }
${colours('light')}
@media (prefers-color-scheme: dark) {
${colours('dark')}
}`;

function svg(width: number, height: number, title: string, parts: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" aria-label="${title}">`,
    `<style>${style}\n</style>`,
    ...parts,
    '</svg>\n',
  ].join('\n');
}

const text = (x: number, y: number, said: string, kind = ''): string =>
  `<text x="${round(x)}" y="${round(y)}" class="${kind}">${said.replace(/&/g, '&amp;').replace(/</g, '&lt;')}</text>`;

const upright = (x: number, fromY: number, toY: number, kind = ''): string =>
  `<line x1="${round(x)}" x2="${round(x)}" y1="${fromY}" y2="${toY}" class="${kind}"/>`;

function round(value: number): number {
  return Math.round(value * 10) / 10;
}

function numberIn(cell: string, pattern: RegExp): number {
  const found = pattern.exec(cell);
  if (found === null) throw new Error(`"${cell}" has no number to draw.`);
  return Number(found[1]);
}

const series = ['a', 'b', 'c'] as const;

/** A mark for each controller in each row: a disc, a square, a diamond, so that colour is not needed. */
function mark(kind: (typeof series)[number], x: number, y: number): string {
  if (kind === 'a') return `<circle class="a" cx="${round(x)}" cy="${y}" r="5"/>`;
  const turned = kind === 'c' ? ` transform="rotate(45 ${round(x)} ${y})"` : '';
  return `<rect class="${kind}" x="${round(x - 4.5)}" y="${y - 4.5}" width="9" height="9"${turned}/>`;
}

/** Of docs/heat.md: time to the level, and how far beyond it the surface went, for each room and level. */
export function heatChart(page: string): string {
  const { head, rows } = tableIn(page, '| room | level |');
  const names = head.slice(2);
  const panels = [
    { title: 'seconds to the level', pattern: /^(\d+) s/, ticks: [0, 100, 200, 300], fromX: 110 },
    { title: 'kelvin beyond it', pattern: /([\d.]+) K$/, ticks: [0, 1, 2, 3], fromX: 430 },
  ];
  const [topY, rowPx, widePx] = [58, 24, 270];
  const endY = topY + rows.length * rowPx;
  const rowY = (index: number): number => topY + (index + 0.5) * rowPx;
  const legend = names.flatMap((name, index) => {
    const kind = series[index] ?? 'c';
    return [mark(kind, 116 + index * 110, 14), text(128 + index * 110, 18, name)];
  });
  const labels = rows.map(([room, level], index) => text(98, rowY(index) + 4, `${room} ${level}`, 'end'));
  const drawn = panels.flatMap(({ title, pattern, ticks, fromX }) => {
    const most = ticks.at(-1) ?? 1;
    const x = (value: number): number => fromX + (value / most) * widePx;
    return [
      text(fromX, 38, title, 'strong'),
      ...ticks.flatMap((tick) => [
        upright(x(tick), topY - 4, endY),
        text(x(tick), topY - 8, String(tick), 'soft middle'),
      ]),
      ...rows.flatMap((row, index) =>
        row
          .slice(2)
          .map((cell, column) => mark(series[column] ?? 'c', x(numberIn(cell, pattern)), rowY(index))),
      ),
    ];
  });
  return svg(730, endY + 8, 'Time to each level and overshoot, by room, of three controllers', [
    ...legend,
    ...labels,
    ...drawn,
  ]);
}

const inMs: Readonly<Record<string, number>> = { ms: 1, s: 1000, min: 60_000 };

/** `1.76 s` in milliseconds; of another unit the number as it is. */
function amount(cell: string): number {
  const [, number, unit = ''] = /^([\d.]+) (\w+)/.exec(cell) ?? [];
  if (number === undefined) throw new Error(`"${cell}" is no amount.`);
  return Number(number) * (inMs[unit] ?? 1);
}

/** Of docs/safety.md: how much of its bound the worst of a thousand took. */
export function reactionChart(page: string): string {
  const { rows } = tableIn(page, '| what fails | worst | bound | phases |');
  const [topY, rowPx, fromX, widePx, most] = [30, 18, 420, 240, 1.6];
  const endY = topY + rows.length * rowPx;
  const x = (share: number): number => fromX + (Math.min(share, most) / most) * widePx;
  const bars = rows.flatMap(([what = '', worst = '', bound = ''], index) => {
    const share = amount(worst) / amount(bound);
    const y = topY + index * rowPx;
    const wide = round(Math.max(1.5, x(share) - fromX));
    return [
      text(fromX - 10, y + 13, what, 'end'),
      `<rect class="${share > 1 ? 'over' : 'a'}" x="${fromX}" y="${y + 3}" width="${wide}" height="12" rx="2"/>`,
      text(fromX + widePx + 8, y + 13, `${worst} of ${bound}`, share > 1 ? 'strong' : 'soft'),
    ];
  });
  const ticks = [0, 0.5, 1, 1.5].flatMap((share) => [
    upright(x(share), topY - 4, endY, share === 1 ? 'bound' : ''),
    text(x(share), topY - 10, share === 1 ? 'bound' : `${share * 100} %`, 'soft middle'),
  ]);
  return svg(800, endY + 8, 'The worst reaction of a thousand as a share of its bound', [...ticks, ...bars]);
}

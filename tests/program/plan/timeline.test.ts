import { describe, expect, test } from 'vitest';
import { loadAnyChair } from '../../../src/board/shipped.ts';
import { planningFigures } from '../../../src/chair/planning.ts';
import { checkProgram } from '../../../src/program/language/check.ts';
import { plainPaint } from '../../../src/program/language/format-problems.ts';
import type { Program } from '../../../src/program/language/program.ts';
import { planProgram } from '../../../src/program/plan/planner.ts';
import { timelineText } from '../../../src/program/plan/timeline.ts';
import { chair } from '../../chair.ts';
import { factoryPlan, factoryTexts } from '../language/factory-texts.ts';

describe('the timeline as text', () => {
  test('shows a table of the steps and bars for carriage, arms and heat', () => {
    const text = `
format: 1
id: sample
name: Sample
about: Shows everything.
heat: { lumbar: low }
steps:
  - preheat: { for: 1 min }
  - roll: { from: gluteal, to: thoracolumbar, speed: 3, width: wide, for: 1 min }
  - knead: { at: mid-lumbar, direction: out, for: 60 s }
  - heat: high
  - knead: { over: waist, speed: 6, turns: 1 }
  - roll: { from: waist, to: sacrum, width: narrow, passes: 1 }
  - press: { at: upper-lumbar, width: medium, hold: 45 s }
  - rest: { for: 1 min }
`;
    const plan = planProgram(checkProgram(text, 'sample.yaml', chair).program as Program, chair);
    expect(`\n${timelineText(plan, 70)}\n`).toBe(`
Sample
sample, version 1, 5 min 11.6 s, 7 steps
Shows everything.

step  start    lasts  does                                             heat
1      0:00   ~1 min  preheat  until warm                              lumbar low, sacral off
2      1:00    1 min  roll     60 to 330 mm, speed 3, wide             lumbar low, sacral off
3      2:00    1 min  knead    240 mm, speed 2, out                    lumbar low, sacral off
5      3:00   ~6.6 s  knead    180 to 300 mm, speed 6, in, 1 turn      high
6      3:07  ~11.8 s  roll     240 to 150 mm, speed 2, narrow, 1 pass  high
7      3:18   53.2 s  press    280 mm, medium, hold 45 s               high
8      4:12    1 min  rest                                             high

       mid-back |
  thoracolumbar |          ───────────
   upper-lumbar |          ───────────         ●● ▼▼▼▼▼▼▼▼▼▼
     mid-lumbar |          ──────────●●●●●●●●●●●●──
   lower-lumbar |          ───────────         ●●──
         sacrum |          ───────────          ───
        gluteal |          ───────────
           arms |          wwwwwwwwww<<<<<<<<<<<>nmmmmmmmmmm
          speed |          333333333322222222222622
    heat lumbar |▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▂▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
    heat sacral |                              ▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆▆
                |0         1         2          3         4        min

Carriage: ─ rolling, ● kneading, ▼ pressing. Arms: n m w narrow,
medium, wide; > < kneading in, out. Heat: ▂ low, ▄ medium, ▆ high.
Times marked ~ depend on the person and the room.
`);
  });

  test('of a preheat on a chair without heat says that it is over at once', () => {
    const lineOf = (id: string) => {
      const figures = planningFigures(loadAnyChair(id));
      const read = checkProgram(factoryTexts.get('gentle-start') ?? '', 'gentle-start.yaml', figures);
      const plan = planProgram(read.program as Program, figures);
      return timelineText(plan)
        .split('\n')
        .find((line) => line.includes('preheat'));
    };
    expect(lineOf('chair-a')).toMatch(/~50 s +preheat +no heat, over at once +off$/);
    expect(lineOf('lumbar-1')).toMatch(/~50 s +preheat +until warm +low$/);
  });

  test('shows what reaches beyond the zones in a line of its own, and has none where nothing does', () => {
    const text =
      'format: 1\nid: high\nname: High\nsteps:\n  - roll: { from: 440 mm, to: 590 mm, speed: 2, for: 6 min }\n';
    const plan = planProgram(checkProgram(text, 'high.yaml', chair).program as Program, chair);
    const [above, below] = timelineText(plan)
      .split('\n')
      .filter((line) => line.includes('──'));
    expect(above).toMatch(/^ +above \|─{83}$/);
    expect(below).toMatch(/^ +mid-back \|─{83}$/);
    expect(timelineText(factoryPlan('just-roll'))).not.toContain('above |');
    // The zones are those of the chair, where they lie elsewhere than on the standard rail.
    const own = { 'mid-lumbar': { fromMm: 430, toMm: 460 }, 'mid-back': { fromMm: 460, toMm: 600 } };
    const drawn = timelineText(plan, 100, plainPaint, own).split('\n');
    expect(drawn.filter((line) => line.includes('──')).map((line) => line.split('|')[0]!.trim())).toEqual([
      'mid-back',
      'mid-lumbar',
    ]);
  });

  test('fits the page, whatever its width', () => {
    for (const id of factoryTexts.keys()) {
      for (const width of [60, 80, 100, 160]) {
        const lines = timelineText(factoryPlan(id), width).split('\n');
        const bars = lines.filter((line) => /^ *[a-z -]* \|/.test(line));
        expect(bars).toHaveLength(12);
        for (const line of bars) expect(line.length).toBeLessThanOrEqual(width);
        for (const line of lines) expect(line).toBe(line.trimEnd());
      }
    }
    expect(timelineText(factoryPlan('just-heat'), 3)).toBe(timelineText(factoryPlan('just-heat'), 60));
    expect(timelineText(factoryPlan('just-heat'))).toBe(timelineText(factoryPlan('just-heat'), 100));
  });

  test('is coloured by whoever prints it', () => {
    const text = timelineText(factoryPlan('just-roll'), 60, (tone, part) => `<${tone}>${part}</>`);
    expect(text).toContain('<strong>Just roll</>');
    expect(text).toContain('<dim>|</>');
  });
});

import { readFileSync } from 'node:fs';
import { chromium, type Locator, type Page } from 'playwright-core';
import { chromiumFile, chromiumFlags } from '../sim/page/browser.ts';
import { openBenchSimulator } from './bench-simulator.ts';
import { type BenchRow, row } from './rows.ts';

/** No task may take more. */
const stepsMost = 6;
const patienceMs = 60_000;

class Hands {
  steps = 0;
  readonly page: Page;
  readonly url: string;

  constructor(page: Page, url: string) {
    this.page = page;
    this.url = url;
  }

  /** A link that somebody else has sent: opening it is a step, if it is one of the task's. */
  async visit(query: string): Promise<void> {
    await this.page.goto(this.url + query);
    await this.page.locator('[data-test=state]:not(.state-gone)').waitFor();
  }

  async click(what: Locator): Promise<void> {
    this.steps++;
    await what.click();
  }

  button(name: string | RegExp): Promise<void> {
    return this.click(this.page.getByRole('button', { name, exact: true }).first());
  }

  tab(name: string): Promise<void> {
    return this.click(this.page.getByRole('tab', { name }));
  }

  /** One step, however long the text. */
  async type(text: string): Promise<void> {
    this.steps++;
    await this.page.keyboard.insertText(text);
  }

  async sees(what: Locator, text: RegExp): Promise<void> {
    await what.filter({ hasText: text }).first().waitFor();
  }
}

const massage = '?program=lower-back-relief&seed=1&run=1&paused=1';
const broken = `${massage}&at=120000&faults=thermistor.lumbar:open@100000`;

/** In a drawn part, near its left end, px. */
async function placeIn(part: Locator): Promise<{ x: number; y: number }> {
  // Drawn anew, a part is gone for a moment.
  for (let tries = 0; tries < 50; tries++) {
    const box = await part.boundingBox();
    if (box !== null) return { x: box.x + Math.min(1, box.width / 2), y: box.y + box.height / 2 };
    await part.page().waitForTimeout(100);
  }
  throw new Error('It is not drawn.');
}

interface Task {
  readonly name: string;
  /** What was there before the task began, the last of these in view. */
  readonly before: readonly string[];
  readonly does: (hands: Hands) => Promise<void>;
}

const tasks: readonly Task[] = [
  {
    name: 'why is the heat off',
    before: [broken],
    does: (hands) => hands.sees(hands.page.locator('.guard dd'), /off because: E21/),
  },
  {
    name: 'how many ms from the key to standstill',
    before: [`${massage}&at=326000&do=325000_stop,325400^stop`],
    does: async (hands) => {
      const { page } = hands;
      await hands.button('10 s');
      const parts = (track: string) => page.locator(`[data-track=${track}] > rect:not(.lane)`);
      await parts('key_stop').first().waitFor({ state: 'attached' });
      const from = await placeIn(parts('key_stop').first());
      // The motion that the key ended.
      const ends = await parts('carriage_moves').evaluateAll((all) =>
        all.map((one) => one.getBoundingClientRect()).map(({ left, right }) => ({ left, right })),
      );
      const to = ends.find(({ left, right }) => left <= from.x && right > from.x)?.right;
      if (to === undefined) throw new Error('Nothing moved when the key was pressed.');
      hands.steps++;
      await page.keyboard.down('Shift');
      await page.mouse.move(from.x, from.y);
      await page.mouse.down();
      await page.mouse.move(to, from.y, { steps: 4 });
      await page.mouse.up();
      await page.keyboard.up('Shift');
      await hands.sees(page.locator('[data-test=apart]'), /Δ [1-9]\d+ ms/);
    },
  },
  {
    name: 'write a program, run, save and flash it',
    before: ['?seed=1'],
    does: async (hands) => {
      const { page } = hands;
      await hands.tab('Programs');
      await hands.button(/New/);
      await hands.sees(page.locator('.verdict'), /no problems/);
      await page.locator('.cm-content').focus();
      await page.keyboard.press('Control+End');
      await hands.type('  - rest: { for: 15 s }\n');
      await hands.sees(page.locator('.verdict'), /no problems/);
      await hands.button('Try');
      await hands.sees(page.locator('.notices'), /Runs my-program-1/);
      await hands.button('Save');
      await hands.sees(page.locator('.notices'), /Saved/);
      await hands.button('Flash');
      await hands.sees(page.locator('.flash output'), /is active/);
    },
  },
  {
    name: 'a fault by link',
    before: [`${massage}&at=60000`],
    does: async (hands) => {
      const { page } = hands;
      await hands.click(page.getByText('Temperature sensors'));
      await hands.click(page.locator('[data-fault="thermistor.lumbar:open"]'));
      hands.steps++;
      await page.getByLabel('Run to').selectOption('fault');
      await hands.sees(page.locator('[data-test=state]'), /E21/);
      await hands.button('Link');
      await page.waitForURL(/thermistor\.lumbar:open/);
      hands.steps++;
      await page.reload();
      await hands.sees(page.locator('[data-test=state]'), /E21/);
    },
  },
  {
    name: 'export, to be opened elsewhere',
    before: [`${massage}&at=60000`],
    does: async (hands) => {
      const { page } = hands;
      await hands.click(page.getByText('Export', { exact: true }));
      const download = page.waitForEvent('download');
      await hands.click(page.getByRole('link', { name: /VCD/ }).first());
      const file = await (await download).path();
      if (!readFileSync(file, 'utf8').includes('$enddefinitions')) throw new Error('That is no VCD.');
    },
  },
  {
    name: 'two runs compared',
    before: [`${massage}&at=120000`, broken],
    does: async (hands) => {
      const { page } = hands;
      await hands.tab('Runs');
      await hands.button('Compare');
      await page.locator('[data-compared=carriage_mm]').waitFor();
    },
  },
  {
    name: 'a step that does not end',
    before: ['?program=function-check&seed=1&run=1&paused=1&at=60000'],
    does: async (hands) => {
      const { page } = hands;
      const block = page.locator('.lanes .plan:not(.ahead) [data-step] rect').last();
      const { x, y } = await placeIn(block);
      hands.steps++;
      await page.mouse.click(x, y);
      await hands.sees(page.locator('.chosen-step'), /ends /);
      await hands.button(/^Line \d+ in the editor$/);
      await page.locator('.cm-activeLine').waitFor();
    },
  },
];

export async function taskRows(): Promise<BenchRow[]> {
  if (chromiumFile === undefined) {
    console.error('tasks: skipped, no Chromium is installed');
    return [];
  }
  const browser = await chromium.launch({ executablePath: chromiumFile, args: [...chromiumFlags] });
  const { simulator, close } = await openBenchSimulator();
  try {
    const rows: BenchRow[] = [];
    for (const { name, before, does } of tasks) {
      const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
      context.setDefaultTimeout(patienceMs);
      const hands = new Hands(await context.newPage(), simulator.url);
      for (const link of before) {
        await hands.visit(link);
        await hands.page.waitForTimeout(1000);
      }
      await does(hands);
      rows.push(row(`task: ${name}`, hands.steps, 'steps', stepsMost));
      await context.close();
    }
    return rows;
  } finally {
    await browser.close();
    await close();
  }
}

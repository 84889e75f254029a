/**
 * Draws the pictures of README and docs from a seed, by a real page in Chromium, light and dark: npm run pictures.
 * They are not part of `npm run docs`, which needs no browser.
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { openSimulator } from '../../../sim/page/server/simulator.ts';
import { loadChair } from '../../../src/board/shipped.ts';
import { packageFolder } from '../../../src/package-folder.ts';
import { chromiumFile, chromiumFlags } from './browser.ts';

const size = { width: 1200, height: 760 } as const;
/** A picture in a README is read over slow lines, too. */
const bytesMost = 150_000;

interface Picture {
  readonly name: string;
  /** Each is visited in turn; the last one is what is shown. */
  readonly links: readonly string[];
  readonly look: (page: Page) => Promise<void>;
}

const massage = 'program=lower-back-relief&seed=1&run=1&paused=1';

const pictures: readonly Picture[] = [
  { name: 'massage', links: [`${massage}&at=330000`], look: async () => {} },
  {
    name: 'fault',
    links: [`${massage}&at=300000&faults=thermistor.lumbar:frozen@130000`],
    look: (page) => page.getByRole('button', { name: 'what the chair believed' }).click(),
  },
  {
    name: 'compared',
    links: [`${massage}&at=240000`, `${massage}&at=240000&faults=thermistor.lumbar:open@180000`],
    look: async (page) => {
      await page.getByRole('tab', { name: 'Runs' }).click();
      await page.getByRole('button', { name: 'Compare' }).click();
      await page.locator('[data-compared=carriage_mm]').waitFor();
    },
  },
];

/** Lines are drawn a few frames after what they show has come. */
const settleMs = 1500;

async function draw(
  browser: Browser,
  { name, links, look }: Picture,
  scheme: 'light' | 'dark',
): Promise<void> {
  const simulator = await openSimulator({
    chair: loadChair(),
    program: 'lower-back-relief',
    seed: 1,
    speed: 1,
    board: 'model',
    folder: join(packageFolder(), 'docs', 'pictures'),
    port: 0,
    servicePort: 0,
    software: 'pictures',
  });
  const context = await browser.newContext({ viewport: size, colorScheme: scheme });
  const page = await context.newPage();
  for (const link of links) {
    await page.goto(`${simulator.url}?${link}`);
    await page.locator('[data-test=state]:not(.state-gone)').waitFor();
    await page.waitForTimeout(settleMs);
  }
  await look(page);
  await page.waitForTimeout(settleMs);
  const path = join(packageFolder(), 'docs', 'pictures', `${name}-${scheme}.webp`);
  // The address of the service port is another one each time.
  await page.addStyleTag({ content: '.service { visibility: hidden }' });
  // Playwright itself writes no WebP, which is half as large.
  const { data } = await (await context.newCDPSession(page)).send('Page.captureScreenshot', {
    format: 'webp',
    quality: 80,
  });
  const bytes = Buffer.from(data, 'base64');
  writeFileSync(path, bytes);
  await context.close();
  await simulator.close();
  process.stdout.write(`docs/pictures/${name}-${scheme}.webp: ${Math.round(bytes.length / 1000)} kB\n`);
  if (bytes.length > bytesMost) throw new Error(`${path} is larger than ${bytesMost} bytes.`);
}

if (chromiumFile === undefined)
  throw new Error('No Chromium is installed: set CHROMIUM, or apt-get install chromium.');
mkdirSync(join(packageFolder(), 'docs', 'pictures'), { recursive: true });
const browser = await chromium.launch({ executablePath: chromiumFile, args: [...chromiumFlags] });
// Named, or all of them.
const named = process.argv.slice(3);
for (const picture of pictures.filter(({ name }) => named.length === 0 || named.includes(name)))
  for (const scheme of ['light', 'dark'] as const) await draw(browser, picture, scheme);
await browser.close();
process.exit(0);

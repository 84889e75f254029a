/**
 * The page of the simulator in real Chromium: first paint, size of the script, pictures a second and processor time at
 * real time, memory and panning after an hour of chair time, and from key to lamp. Without Chromium there are no rows.
 */

import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { chromium, type Page } from 'playwright-core';
import { stepWorkspace } from '../../sim/page/server/workspace.ts';
import { chromiumFile, chromiumFlags } from '../sim/page/browser.ts';
import { openBenchSimulator } from './bench-simulator.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

/** Every process of a browser: the one with this profile, and its descendants. */
function processesOf(profile: string): number[] {
  const all = execFileSync('ps', ['-eo', 'pid,ppid,args'], { encoding: 'utf8' })
    .split('\n')
    .map((line) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line))
    .filter((match) => match !== null)
    .map(([, pid, parent, args]) => ({ pid: Number(pid), parent: Number(parent), args: args ?? '' }));
  const found = new Set(all.filter(({ args }) => args.includes(profile)).map(({ pid }) => pid));
  for (let before = -1; before !== found.size; ) {
    before = found.size;
    for (const { pid, parent } of all) if (found.has(parent)) found.add(pid);
  }
  return [...found];
}

/** Processor time used so far, s; utime and stime of /proc in hundredths. */
function cpuSeconds(pids: readonly number[]): number {
  let ticks = 0;
  for (const pid of pids) {
    try {
      const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' ');
      ticks += Number(fields[11]) + Number(fields[12]);
    } catch {
      // It has ended meanwhile.
    }
  }
  return ticks / 100;
}

/** How long the page's main thread has had something to do so far, s. */
async function mainThreadSeconds(page: Page): Promise<() => Promise<number>> {
  const session = await page.context().newCDPSession(page);
  await session.send('Performance.enable');
  return async () => {
    const { metrics } = await session.send('Performance.getMetrics');
    return metrics.find(({ name }) => name === 'TaskDuration')?.value ?? Number.NaN;
  };
}

export async function pageRows(): Promise<BenchRow[]> {
  if (chromiumFile === undefined) {
    console.error('page: skipped, no Chromium is installed');
    return [];
  }
  const profile = mkdtempSync(join(tmpdir(), 'lumbar-bench-profile-'));
  const { simulator, folder, close } = await openBenchSimulator();
  const context = await chromium.launchPersistentContext(profile, {
    executablePath: chromiumFile,
    headless: true,
    args: [...chromiumFlags, '--js-flags=--expose-gc', '--enable-precise-memory-info'],
    viewport: { width: 1440, height: 900 },
  });
  try {
    const page = context.pages()[0] ?? (await context.newPage());
    const rows: BenchRow[] = [];
    const paints: number[] = [];
    for (let visit = 0; visit < 5; visit++) {
      await page.goto(simulator.url);
      await page.locator('[data-test=state].state-off').waitFor();
      paints.push(
        await page.evaluate<number>(`performance.getEntriesByName('first-contentful-paint')[0].startTime`),
      );
    }
    rows.push(row('page: first paint', medianOf(paints), 'ms', 1000));
    rows.push(
      row(
        'page: script without editor, gzip',
        gzipSync(readFileSync(join(folder, 'page.js'))).length / 1000,
        'kB',
        150,
      ),
    );
    rows.push(row('page: key to lamp', await keyToLamp(page), 'ms', 100));
    await page.getByRole('button', { name: 'Run', exact: true }).first().click();
    await page.waitForTimeout(1500);
    const pids = processesOf(profile);
    const mainThread = await mainThreadSeconds(page);
    const busyBefore = await mainThread();
    const cpuBefore = cpuSeconds(pids);
    const seconds = 6;
    const frames = await page.evaluate<number>(
      `new Promise((resolve) => { let count = 0; const end = performance.now() + ${seconds * 1000}; const next = () => { count++; performance.now() < end ? requestAnimationFrame(next) : resolve(count); }; requestAnimationFrame(next); })`,
    );
    const busy = (await mainThread()) - busyBefore;
    rows.push(row('page: pictures at real time', frames / seconds, '1/s', 60));
    rows.push(row('page: main thread at real time', (busy / seconds) * 100, '% of the time', 30));
    rows.push(
      row(
        'page: processor at real time, whole browser',
        ((cpuSeconds(pids) - cpuBefore) / seconds) * 100,
        '% of a core',
        30,
      ),
    );
    rows.push(...(await afterAnHour(page, simulator.session.workspace)));
    return rows;
  } finally {
    await context.close();
    await close();
    rmSync(profile, { recursive: true, force: true });
  }
}

/** From the key event on the page to the lamp's change on the page: power is pressed, the lamp lights at once. */
async function keyToLamp(page: Page): Promise<number> {
  const times: number[] = [];
  for (let press = 0; press < 5; press++) {
    const ms = await page.evaluate<number>(`new Promise((resolve) => {
      const lamp = document.querySelector('.lamp.status');
      const from = performance.now();
      const observer = new MutationObserver(() => { if (lamp.classList.contains('lit')) { observer.disconnect(); resolve(performance.now() - from); } });
      observer.observe(lamp, { attributes: true, attributeFilter: ['class'] });
      dispatchEvent(new KeyboardEvent('keydown', { key: 'p', code: 'KeyP' }));
      setTimeout(() => dispatchEvent(new KeyboardEvent('keyup', { key: 'p', code: 'KeyP' })), 25);
    })`);
    times.push(ms);
    // A fresh chair is off again.
    await page.getByRole('button', { name: 'Reset chair' }).click();
    await page.locator('[data-test=state].state-off').waitFor();
    await page.waitForTimeout(150);
  }
  return medianOf(times);
}

const hourTicks = 180_000;

async function afterAnHour(page: Page, workspace: Parameters<typeof stepWorkspace>[0]): Promise<BenchRow[]> {
  const heap = async (): Promise<number> =>
    page.evaluate<number>(`(gc(), performance.memory.usedJSHeapSize / 1e6)`);
  await page.getByRole('button', { name: '5 min' }).click();
  await page.waitForTimeout(500);
  const before = await heap();
  for (let tick = 0; tick < hourTicks; tick++) stepWorkspace(workspace);
  await page.getByRole('button', { name: 'All', exact: true }).click();
  await page.waitForTimeout(1000);
  // Panning: from the hand's move to the picture that shows it, columns from the server included.
  const times = await page.evaluate<number[]>(`(async () => {
    const scrub = document.querySelector('.scrub');
    const times = [];
    const lanes = document.querySelector('.lanes');
    document.querySelector('[aria-label="Zoom in"]').click();
    await new Promise((resolve) => setTimeout(resolve, 300));
    for (let step = 0; step < 20; step++) {
      const from = performance.now();
      const drawn = new Promise((resolve) => { const observer = new MutationObserver(() => { observer.disconnect(); resolve(); }); observer.observe(lanes, { childList: true }); });
      scrub.dispatchEvent(new KeyboardEvent('keydown', { key: step % 2 ? 'PageUp' : 'PageDown' }));
      await drawn;
      times.push(performance.now() - from);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
    return times;
  })()`);
  await page.getByRole('button', { name: '5 min' }).click();
  await page.waitForTimeout(500);
  return [
    row('page: panning half a view, an hour recorded', medianOf(times), 'ms', 50),
    row('page: memory after an hour, more than before', (await heap()) - before, 'MB'),
  ];
}

/**
 * How fast the whole chair runs: a 15-minute program with its trace kept in memory, on one core, beside the
 * same 50 Hz loop of johnny-five components; then the commands as a person meets them, cold.
 */

import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { modelPort } from '../../sim/boards/modelport.ts';
import { checkProgram } from '../../src/program/language/check.ts';
import { factoryProgramFile } from '../../src/program/library.ts';
import type { Plan } from '../../src/program/plan/plan.ts';
import { planProgram } from '../../src/program/plan/planner.ts';
import { createRun, programMs, stepRun } from '../../src/run/run.ts';
import { chair } from '../chair.ts';
import { runPeerLoop } from './peer-loop.ts';
import { type BenchRow, medianOf, row } from './rows.ts';

const rounds = 15;
const warmUps = 5;
const peerMinutes = 15;
const coldRounds = 7;

export function defaultPlan(): Plan {
  const file = factoryProgramFile('lower-back-relief');
  const { program } = checkProgram(readFileSync(file, 'utf8'), file, chair);
  if (program === null) throw new Error('the default program has problems');
  return planProgram(program, chair);
}

/** Chair time over wall time of one run, homing and parking included in both. */
function timesRealTime(plan: Plan, seed: number): number {
  const run = createRun({
    chair,
    plan,
    board: modelPort(chair, { seed }),
    seed,
    timerMin: 30,
    gentle: false,
    trace: true,
  });
  const begun = process.hrtime.bigint();
  while (stepRun(run));
  const wallMs = Number(process.hrtime.bigint() - begun) / 1e6;
  if (run.outcome !== 'completed') throw new Error(`the run ${run.outcome} at ${programMs(run)} ms`);
  return run.controller.nowMs / wallMs;
}

function processMs(args: readonly string[]): { wallMs: number; output: string } {
  const begun = process.hrtime.bigint();
  const output = execFileSync(process.execPath, args, {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  return { wallMs: Number(process.hrtime.bigint() - begun) / 1e6, output };
}

/** 500 steps as different as the format allows: places so far apart, in turn, that no spot is worked for too long. */
function longProgram(): string {
  const zones = ['gluteal', 'sacrum', 'lower-lumbar', 'upper-lumbar', 'thoracolumbar', 'mid-back'];
  const steps = Array.from({ length: 500 }, (_, index) => {
    const zone = zones[(index / 2) % zones.length];
    return index % 2 === 0
      ? `  - knead: { at: ${zone} + ${index % 7} mm, speed: ${1 + (index % 6)}, for: 3 s }`
      : `  - rest: { for: 1 s }`;
  });
  return ['format: 1', 'id: five-hundred', 'name: Five hundred', 'steps:', ...steps, ''].join('\n');
}

function checkRows(): BenchRow[] {
  const text = longProgram();
  const { problems } = checkProgram(text, 'five-hundred.yaml', chair);
  if (problems.length > 0) throw new Error(problems[0]?.message);
  const times = Array.from({ length: 20 }, () => {
    const begun = process.hrtime.bigint();
    checkProgram(text, 'five-hundred.yaml', chair);
    return Number(process.hrtime.bigint() - begun) / 1e6;
  });
  return [row('check of a 500-step program, after start-up', medianOf(times), 'ms')];
}

function coldRows(): BenchRow[] {
  const lumbar = resolve('dist/lumbar.js');
  if (!existsSync(lumbar)) throw new Error('npm run build first: the cold figures run dist/lumbar.js');
  const folder = mkdtempSync(join(tmpdir(), 'lumbar-bench-'));
  try {
    const runs: number[] = [];
    const runProcesses: number[] = [];
    const checks: number[] = [];
    const bare: number[] = [];
    writeFileSync(join(folder, 'empty.js'), '');
    for (let round = 0; round < coldRounds; round++) {
      bare.push(processMs([join(folder, 'empty.js')]).wallMs);
      checks.push(processMs([lumbar, 'check', 'lower-back-relief']).wallMs);
      const { wallMs, output } = processMs([lumbar, 'run', 'lower-back-relief', '--json']);
      const report = JSON.parse(output) as { wallMs: number; elapsedMs: number };
      runs.push(report.elapsedMs / report.wallMs);
      runProcesses.push(wallMs);
    }
    return [
      row('lumbar run, cold: times real time', medianOf(runs), 'x'),
      row('lumbar run, whole process, beside a bare node', medianOf(runProcesses), 'ms', medianOf(bare)),
      row('lumbar check, whole process, beside a bare node', medianOf(checks), 'ms', medianOf(bare)),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export function speedRows(): BenchRow[] {
  const plan = defaultPlan();
  const ours: number[] = [];
  const peers: number[] = [];
  for (let round = 0; round < warmUps + rounds; round++) {
    const our = timesRealTime(plan, 1);
    const peer = (peerMinutes * 60_000) / runPeerLoop(peerMinutes);
    if (round < warmUps) continue;
    ours.push(our);
    peers.push(peer);
  }
  return [
    row(
      '15-minute program with trace, warm, beside johnny-five',
      medianOf(ours),
      'x real time',
      medianOf(peers),
    ),
    ...coldRows(),
    ...checkRows(),
  ];
}

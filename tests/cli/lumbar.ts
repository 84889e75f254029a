/** Runs the built executable as a person would, in a folder and with an environment of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';
import { vi } from 'vitest';
import { runLumbar } from '../../src/cli/lumbar.ts';

export const executable = resolve(import.meta.dirname, '../../dist/lumbar.js');

export interface Said {
  code: number | null;
  stdout: string;
  stderr: string;
}

export function lumbar(args: readonly string[], cwd?: string): Said {
  const { status, stdout, stderr } = spawnSync(process.execPath, [executable, ...args], {
    encoding: 'utf8',
    cwd,
    maxBuffer: 256 * 1024 * 1024,
    timeout: 60_000,
  });
  return { code: status, stdout, stderr };
}

/**
 * The same by the command's entry within this process, for commands that say something and end: to start a process
 * costs as much as most of them. One at a time.
 */
export async function lumbarHere(args: readonly string[], cwd: string = process.cwd()): Promise<Said> {
  const said = { stdout: '', stderr: '' };
  const spies = (['stdout', 'stderr'] as const).map((name) =>
    vi.spyOn(process[name], 'write').mockImplementation((part, ...more: unknown[]) => {
      said[name] += part.toString();
      const written = more.find((one) => typeof one === 'function');
      written?.();
      return true;
    }),
  );
  const before = { folder: process.cwd(), code: process.exitCode };
  process.chdir(cwd);
  process.exitCode = undefined;
  try {
    const code = await runLumbar(args);
    return { code, ...said };
  } finally {
    process.exitCode = before.code;
    process.chdir(before.folder);
    for (const spy of spies) spy.mockRestore();
  }
}

/** Starts the command and sends a signal once `when` appears on standard error. */
export function lumbarInterrupted(
  args: readonly string[],
  when: RegExp,
  signal: NodeJS.Signals,
): Promise<Said> {
  return new Promise((resolveSaid) => {
    const child = spawn(process.execPath, [executable, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    let stdout = '';
    let stderr = '';
    let sent = false;
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
      if (!sent && when.test(stderr)) {
        sent = true;
        child.kill(signal);
      }
    });
    child.on('close', (code) => resolveSaid({ code, stdout, stderr }));
  });
}

/** Runs the built executable as a person would, in a folder and with an environment of its own. */
import { spawn, spawnSync } from 'node:child_process';
import { resolve } from 'node:path';

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

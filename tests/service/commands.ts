/** Runs the built executable beside a chair in the same process, so without waiting for it. */
import { spawn } from 'node:child_process';
import { executable, type Said } from '../cli/lumbar.ts';

export function lumbarBeside(args: readonly string[], cwd: string, home: string): Promise<Said> {
  return new Promise((resolve) => {
    const child = spawn(process.execPath, [executable, ...args], {
      cwd,
      env: { ...process.env, LUMBAR_HOME: home, NO_COLOR: '1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    child.stdout.on('data', (data: Buffer) => {
      stdout += data.toString();
    });
    child.stderr.on('data', (data: Buffer) => {
      stderr += data.toString();
    });
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
}

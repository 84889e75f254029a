/** Where the chair keeps what must survive a power cut: LUMBAR_HOME, else the platform's data folder. */
import { homedir } from 'node:os';
import { join } from 'node:path';

export function storeHome(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  userHome: string = homedir(),
): string {
  const named = environment['LUMBAR_HOME'];
  if (named) return named;
  if (platform === 'win32') {
    return join(environment['LOCALAPPDATA'] ?? join(userHome, 'AppData', 'Local'), 'lumbar');
  }
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'lumbar');
  return join(environment['XDG_DATA_HOME'] || join(userHome, '.local', 'share'), 'lumbar');
}

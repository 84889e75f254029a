/** Where the chair keeps what must survive a power cut: LUMBAR_HOME, else the platform's data folder. */
import { homedir } from 'node:os';
import { join } from 'node:path';

/** Neither the environment nor the system names a folder for what is kept. */
export class NoHome extends Error {
  constructor() {
    super('This user has no home folder. Say where to keep things: LUMBAR_HOME=/path/of/a/folder.');
  }
}

/** Empty where there is no home: a user without an entry in the passwd file, and no HOME. */
function homeOfUser(): string {
  try {
    return homedir();
  } catch {
    return '';
  }
}

export function storeHome(
  environment: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
  userHome: string = homeOfUser(),
): string {
  const named = environment['LUMBAR_HOME'];
  if (named) return named;
  if (userHome === '' && !environment['XDG_DATA_HOME']) throw new NoHome();
  if (platform === 'win32') {
    return join(environment['LOCALAPPDATA'] ?? join(userHome, 'AppData', 'Local'), 'lumbar');
  }
  if (platform === 'darwin') return join(userHome, 'Library', 'Application Support', 'lumbar');
  return join(environment['XDG_DATA_HOME'] || join(userHome, '.local', 'share'), 'lumbar');
}

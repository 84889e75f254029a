/** `lumbar setup --page`, and `lumbar sim --unknown`: setup on a page, with the button that is held while motors move. */
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import type { SetupPage } from '../../sim/page/setup/server.ts';
import type { PinChair } from '../../sim/unknown/pin-chair.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import { packageFolder } from '../package-folder.ts';
import { isLoopback, type PageAddress } from './serve-page.ts';
import { usageError } from './terminal/output.ts';

export interface OpenSetupPage extends SetupPage {
  readonly url: string;
}

/** `simulated`: the unknown chair whose hands and eyes the page is, too. */
export async function openPage(
  { host, port }: PageAddress,
  chair: AnyChair,
  simulated: PinChair | null,
): Promise<OpenSetupPage> {
  const { openSetupPage } = await import('../../sim/page/setup/server.ts');
  const { PageHands } = await import('../../sim/page/setup/hands.ts');
  const token = isLoopback(host) ? null : randomBytes(32).toString('base64url');
  const page = await openSetupPage({
    folder: join(packageFolder(), 'dist', 'page'),
    host,
    port,
    token,
    chair,
    hands: simulated === null ? null : new PageHands(simulated),
    now: () => Math.floor(performance.now()),
  }).catch(({ code, message }: NodeJS.ErrnoException) => {
    const why = code === 'EADDRINUSE' ? `port ${port} is in use` : message;
    throw usageError(`no page at ${host}:${port}: ${why}`);
  });
  const named = host.includes(':') ? `[${host}]` : host;
  return { ...page, url: `http://${named}:${page.port}/${token === null ? '' : `?token=${token}`}` };
}

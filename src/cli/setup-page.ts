/** `lumbar setup --page` and `lumbar sim --unknown`: setup on a page, with a button to hold while motors move. */
import { join } from 'node:path';
import type { SetupPage } from '../../sim/page/setup/server.ts';
import type { PinChair } from '../../sim/unknown/pin-chair.ts';
import type { AnyChair } from '../chair/any-chair.ts';
import { packageFolder } from '../package-folder.ts';
import { noPageText, type PageAddress, pageToken, pageUrl } from './page-address.ts';
import { usageError } from './terminal/output.ts';

export interface OpenSetupPage extends SetupPage {
  readonly url: string;
}

/** `simulated`: the unknown chair, at which the page also plays the person's hands and eyes. */
export async function openPage(
  address: PageAddress,
  chair: AnyChair,
  simulated: PinChair | null,
): Promise<OpenSetupPage> {
  const { openSetupPage } = await import('../../sim/page/setup/server.ts');
  const { PageHands } = await import('../../sim/page/setup/hands.ts');
  const token = pageToken(address);
  const page = await openSetupPage({
    folder: join(packageFolder(), 'dist', 'page'),
    ...address,
    token,
    chair,
    hands: simulated === null ? null : new PageHands(simulated),
    now: () => Math.floor(performance.now()),
  }).catch((error: NodeJS.ErrnoException) => {
    throw usageError(noPageText(address, error));
  });
  return { ...page, url: pageUrl(address, page.port, token) };
}

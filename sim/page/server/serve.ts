/** The desktop simulator as one call: a desk, the page that shows it, and how to end both. */
import { join } from 'node:path';
import { packageFolder } from '../../../src/program/language/library.ts';
import { closeDesk, type Desk, type DeskOptions, openDesk, usePort } from './desk.ts';
import { openFlasher } from './flasher.ts';
import { serve } from './http.ts';

export interface Simulator {
  readonly desk: Desk;
  readonly port: number;
  readonly url: string;
  /** Why there is no service port, or empty. */
  readonly withoutService: string;
  close(): Promise<void>;
}

export interface SimulatorOptions extends DeskOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Where the built page is; beside the executable unless told otherwise. */
  readonly pageFolder?: string;
  /** TCP port of the simulated chair's service port; 0: any that is free. */
  readonly servicePort: number;
  readonly software: string;
}

export async function openSimulator(options: SimulatorOptions): Promise<Simulator> {
  const desk = openDesk(options);
  try {
    const folder = options.pageFolder ?? join(packageFolder(), 'dist', 'page');
    const served = await serve(desk, folder, options.port);
    const withoutService = await openFlasher(desk, options.servicePort, options.software).then(
      (flasher) => {
        usePort(desk, flasher);
        return '';
      },
      (error: Error) => error.message,
    );
    return {
      desk,
      withoutService,
      port: served.port,
      url: `http://127.0.0.1:${served.port}/`,
      close: async () => {
        await served.close();
        await closeDesk(desk);
      },
    };
  } catch (error) {
    await closeDesk(desk);
    throw error;
  }
}

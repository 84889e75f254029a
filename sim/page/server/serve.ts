/** The desktop simulator as one call: a desk, the page that shows it, and how to end both. */
import { join } from 'node:path';
import { packageFolder } from '../../../src/program/library.ts';
import { closeDesk, type Desk, type DeskOptions, openDesk } from './desk.ts';
import { serve } from './http.ts';

export interface Simulator {
  readonly desk: Desk;
  readonly port: number;
  readonly url: string;
  close(): Promise<void>;
}

export interface SimulatorOptions extends DeskOptions {
  /** 0: any that is free. */
  readonly port: number;
  /** Where the built page is; beside the executable unless told otherwise. */
  readonly pageFolder?: string;
}

export async function openSimulator(options: SimulatorOptions): Promise<Simulator> {
  const desk = openDesk(options);
  try {
    const folder = options.pageFolder ?? join(packageFolder(), 'dist', 'page');
    const served = await serve(desk, folder, options.port);
    return {
      desk,
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

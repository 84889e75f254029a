/** Which computer this is, and whether a technician's cable can go straight into it. */
import { isAt, type System, textAt } from './system.ts';

/** How the USB socket that can be a device is set up; null where the computer has none. */
type GadgetMode = 'peripheral' | 'otg' | null;

export interface Computer {
  /** As the maker calls it; '' where nothing says. */
  readonly model: string;
  readonly gadget: GadgetMode;
  /** Makes one chair's port tell from another's. */
  readonly serialNumber: string;
}

/**
 * Source: Raspberry Pi documentation, "USB OTG". The Zero has one socket for everything, which looks at the ID pin of
 * the cable; on a 4 and a 5 it is the USB-C socket, beside four that are always the host's.
 */
const gadgets: ReadonlyArray<readonly [model: RegExp, mode: Exclude<GadgetMode, null>]> = [
  [/^Raspberry Pi Zero/, 'otg'],
  [/^Raspberry Pi [45] /, 'peripheral'],
];

export function readComputer(system: System): Computer {
  const said = (name: string) =>
    (textAt(system, `/proc/device-tree/${name}`) ?? '').replaceAll('\0', '').trim();
  const model = said('model');
  const gadget = gadgets.find(([pattern]) => pattern.test(model))?.[1] ?? null;
  return { model, gadget, serialNumber: said('serial-number') };
}

/** The boot loader's settings: where bookworm and later have them, else where bullseye had them; null: no Pi OS. */
export function bootConfigFile(system: System): string | null {
  return ['/boot/firmware/config.txt', '/boot/config.txt'].find((path) => isAt(system, path)) ?? null;
}

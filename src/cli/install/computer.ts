/** Which computer this is, and whether a technician's cable can go straight into it. */
import { isAt, type System, textAt } from './system.ts';

/** How the USB socket that can be a device is set up; null where the computer has none. */
type GadgetMode = 'peripheral' | 'otg' | null;

export interface Computer {
  /** The maker's name for the model; '' where it is unknown. */
  readonly model: string;
  readonly gadget: GadgetMode;
  /** Distinguishes this chair's service port from that of another chair. */
  readonly serialNumber: string;
}

/**
 * Source: Raspberry Pi documentation, "USB OTG". The Zero has a single USB data socket, whose role follows the ID pin of
 * the cable; on a 4 and a 5 it is the USB-C socket, beside four sockets that are always host.
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

/** The boot loader's settings: the path of bookworm and later, else that of bullseye; null: this is no Raspberry Pi OS. */
export function bootConfigFile(system: System): string | null {
  return ['/boot/firmware/config.txt', '/boot/config.txt'].find((path) => isAt(system, path)) ?? null;
}

/** `lumbar serve` without a readable chair file: nothing is driven, and the service port says so (E63). */
import type { RealBoard } from '../board/open.ts';
import type { Chair } from '../chair/chair.ts';
import { readChair } from '../chair/file/read.ts';
import { supportedChair } from '../chair/supported.ts';
import { boardChair, homeChairFile } from './board-chair.ts';
import { CommandError } from './terminal/output.ts';

interface ServedChair {
  readonly value: Chair;
  /** The file that could not be read, and why; then `value` is a chair without anything to drive. Null where the file was read. */
  readonly missing: { readonly file: string; readonly why: string } | null;
}

/** `serviced`: there is a service port to report E63 on; without one the command ends with the error. */
export async function chairOrNone(
  name: string | undefined,
  example: string,
  serviced: boolean,
): Promise<ServedChair> {
  try {
    return { value: await boardChair(name, example), missing: null };
  } catch (error) {
    if (!(serviced && error instanceof CommandError)) throw error;
    return { value: bareChair(), missing: { file: name ?? homeChairFile(), why: error.message } };
  }
}

/** A controller with a stop key, and nothing to drive. */
const bareText = `chair: none
format: 1
name: No chair file
chip: mega-2560
supply:
  volts: 24 V
inputs:
  stop: { pin: 2, active: low, pull: up }
`;

function bareChair(): Chair {
  const { chair, problems } = readChair(bareText, 'no chair file');
  const supported = chair === null ? null : supportedChair(chair).chair;
  if (supported === null) throw new Error(problems.map(({ message }) => message).join('\n'));
  return supported;
}

/** A board that is never addressed, since the wiring is unknown. It reports itself connected: there is no link that could be lost. */
export const noBoard: RealBoard = {
  open: false,
  identified: false,
  settled: false,
  measures: () => false,
  read(sensors) {
    sensors.link.connected = true;
  },
  write() {},
  close() {},
};

/** The computers and lines that reactions are timed beside; all of them are healthy. */
import type { RoughKind } from '../../sim/rough/kinds.ts';

export const hosts = {
  steady: [],
  late: ['late-turns'],
  pauses: ['pauses', 'late-turns'],
  line: ['line-lag', 'line-burst'],
} as const satisfies Record<string, readonly RoughKind[]>;
export type HostName = keyof typeof hosts;

/** @throws where there is none of that name */
export function hostNamed(name: string): HostName {
  if (!Object.hasOwn(hosts, name)) throw new Error(`--host is one of ${Object.keys(hosts).join(', ')}`);
  return name as HostName;
}

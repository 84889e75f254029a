/** A scenario after reading: plain data, every word checked, every text read. */
import type { KeyName } from '../../src/chair/names.ts';
import type { Milliseconds } from '../../src/chair/units.ts';
import type { Program } from '../../src/program/language/program.ts';
import type { HostFaultName } from '../chair/host-faults.ts';
import type { FaultName } from '../plant/faults.ts';
import type { PadFactors } from '../plant/pad.ts';
import type { Change } from '../plant/surroundings.ts';
import type { RoughKind } from '../rough/kinds.ts';
import type { Value } from './observables.ts';

export interface Scenario {
  readonly name: string;
  /** The id of a shipped chair, or the path of a chair file; if left out, the chair of whoever runs the scenario. */
  readonly chair?: string;
  /** The id of a program that ships with the chair, the path of a file, or (a map) the program itself. */
  readonly program: string | object;
  readonly seed: number;
  readonly ambientC: number;
  /** 0: nobody. */
  readonly personKg: number;
  /** How pads differ from the rated ones; pads not named are as rated. */
  readonly pads: Readonly<Record<string, PadFactors>>;
  /** The kinds of roughness of its world; none: the nominal world. */
  readonly rough: readonly RoughKind[];
  /** The campaign's invariants are judged in every tick as well. */
  readonly invariants: boolean;
  readonly steps: readonly Step[];
}

export const scenarioDefaults = {
  seed: 1,
  ambientC: 22,
  personKg: 75,
  pads: {} as Scenario['pads'],
} as const;

/** The expected value of one observable. */
export interface Condition {
  readonly observable: string;
  /** As a person reads it: `surface.lumbar 38 to 41 C`. */
  readonly says: string;
  readonly holds: (value: Value) => boolean;
}

/** A fault to inject or, with `none`, to clear; its value as `fault-values.ts` reads it. */
export interface FaultOrder {
  readonly name: FaultName | HostFaultName;
  readonly value: string;
}

/** What a technician at the service port does. `as`: the program as the file gives it. */
export type TechnicianOrder =
  | { readonly do: 'flash'; readonly program: Program; readonly as: string | object }
  | { readonly do: 'activate' | 'rollback' | 'delete'; readonly id: string }
  | { readonly do: 'restore'; readonly settings: object }
  | { readonly do: 'selftest' | 'reset' };

export type Action =
  | { readonly kind: 'press'; readonly key: KeyName }
  | { readonly kind: 'hold'; readonly keys: readonly KeyName[]; readonly forMs: Milliseconds }
  | { readonly kind: 'wait'; readonly forMs: Milliseconds }
  /** `withinMs` null: the conditions must hold at once. */
  | {
      readonly kind: 'expect';
      readonly conditions: readonly Condition[];
      readonly withinMs: Milliseconds | null;
    }
  /** The conditions must hold from here until the run ends. */
  | { readonly kind: 'always'; readonly conditions: readonly Condition[] }
  | { readonly kind: 'fault'; readonly faults: readonly FaultOrder[] }
  | { readonly kind: 'around'; readonly change: Change }
  /** Chooses a program as with the page's menu, between sessions: one on the remote, or (a map) the scenario's own. */
  | { readonly kind: 'choose'; readonly program: string | object }
  | { readonly kind: 'technician'; readonly order: TechnicianOrder };

export type Step = Action & {
  /** Where the step stands in its file, from 1; 0 without a file. */
  readonly line: number;
  readonly column: number;
};

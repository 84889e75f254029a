/** A command's request, and its answer: at once, or when something has been kept. */
import type { CborObject } from '../codec/cbor.ts';
import type { Keep } from '../store/keep.ts';
import { type Answer, refused } from './answer.ts';
import type { ConnectionState } from './connection.ts';
import type { ServiceWorld } from './machine.ts';
import type { Refusal } from './refusals.ts';
import type { Outcome, Service } from './service.ts';

export interface Request {
  readonly service: Service;
  readonly world: ServiceWorld;
  readonly connection: ConnectionState;
  readonly body: CborObject;
}

/** The answer waits until this is kept; then the command's `kept` gives it. */
export interface KeepFirst {
  readonly kind: 'keep';
  readonly what: Keep;
}

/** A refusal is answered at once. */
export function refusedOrKept(result: Refusal | Keep): Answer | KeepFirst {
  return 'reason' in result ? refused(result) : { kind: 'keep', what: result };
}

export interface Command {
  readonly read?: (request: Request) => Answer;
  readonly write?: (request: Request) => Answer | KeepFirst;
  /** Its write changes nothing, so it does not need the service state. */
  readonly free?: boolean;
  /** Takes in how keeping ended, and answers. The connection may be gone by then; what was kept stays kept. */
  readonly kept?: (request: Request, outcome: Outcome, what: Keep) => Answer;
}

export type Commands = Readonly<Record<number, Command>>;

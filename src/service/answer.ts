/** A command's answer, before it is encoded for a version of the protocol. */
import type { CborObject, CborValue } from '../codec/cbor.ts';
import { groups, type Message } from './message.ts';
import { type Refusal, refusals, refusalText, smpCodes } from './refusals.ts';

export type Answer =
  /** `reset`: the controller restarts once this answer has been sent. */
  | { readonly kind: 'done'; readonly body: object; readonly reset?: true }
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  /** An error of one of Zephyr's own groups, as that group's code and as the protocol's. */
  | { readonly kind: 'error'; readonly group: number; readonly rc: number; readonly smp: number };

export const fsErrors = { badName: 2, notFound: 3, offsetTooLarge: 12, hashUnknown: 13 } as const;
export const osErrors = { badFormat: 2, clockNotSet: 4, clockFailed: 5 } as const;

export function done(body: object = {}): Answer {
  return { kind: 'done', body };
}

export function refused(refusal: Refusal | null): Answer {
  return refusal === null ? done() : { kind: 'refused', refusal };
}

export function refusedFor(reason: Refusal['reason'], detail = ''): Answer {
  return { kind: 'refused', refusal: { reason, detail } };
}

export function fsError(rc: number, smp: number = smpCodes.notFound): Answer {
  return { kind: 'error', group: groups.fs, rc, smp };
}

export function osError(rc: number, smp: number = smpCodes.invalid): Answer {
  return { kind: 'error', group: groups.os, rc, smp };
}

/** Success has neither rc nor err: strict clients refuse a success that contains one. */
export function bodyOf(answer: Answer, version: Message['version']): object {
  switch (answer.kind) {
    case 'done':
      return answer.body;
    case 'error':
      return version === 0 ? { rc: answer.smp } : { err: { group: answer.group, rc: answer.rc } };
    case 'refused': {
      const { rc, smp } = refusals[answer.refusal.reason];
      if (version === 0 || rc === null) return { rc: smp, rsn: shortText(refusalText(answer.refusal), 160) };
      return { err: { group: groups.chair, rc } };
    }
  }
}

/** At most `letters` characters, without halves of one: some answers return what strangers sent. */
export function shortText(text: string, letters: number): string {
  const cut = text.length <= letters ? text : `${text.slice(0, letters - 3)}...`;
  return cut.replace(/[\p{Cc}\p{Cs}]/gu, '?');
}

// ---- reading requests ----

export function textIn(body: CborObject, key: string): string | null {
  const value: CborValue | undefined = body[key];
  return typeof value === 'string' ? value : null;
}

export function bytesIn(body: CborObject, key: string): Uint8Array | null {
  const value = body[key];
  return value instanceof Uint8Array ? value : null;
}

/** A whole number from 0, `none` where the key is missing, or null where it is something else. */
export function wholeIn(body: CborObject, key: string, none: number): number | null {
  const value = body[key];
  if (value === undefined) return none;
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : null;
}

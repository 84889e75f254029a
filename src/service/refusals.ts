/**
 * Every reason for which the service port refuses a request: docs/service.md and the technician's commands are made
 * from this table. SMP version 1 carries `smp` (codes of the protocol) and the words; version 2 carries `{group, rc}`,
 * or `smp` alone where there is no rc. The rc up to 16 are those of nearly the same meaning in Zephyr's file group,
 * because clients that know nothing of this chair show them by its names.
 */

/** Codes of the protocol itself (mcumgr_err_t). */
export const smpCodes = {
  unknown: 1,
  noMemory: 2,
  invalid: 3,
  timeout: 4,
  notFound: 5,
  badState: 6,
  tooLarge: 7,
  notSupported: 8,
  corrupt: 9,
  busy: 10,
  denied: 11,
  tooOld: 12,
  tooNew: 13,
} as const;

interface RefusalRow {
  /** The code in group 64, or null where the protocol's own code is used. */
  readonly rc: number | null;
  readonly smp: number;
  readonly means: string;
  /** What the technician should do. */
  readonly todo: string;
}

export const refusals = {
  'not-in-service': {
    rc: null,
    smp: smpCodes.badState,
    means: 'the chair is not in the service state, or has left it',
    todo: 'Switch the chair off, then hold power and stop for 5 s until the lamp blinks every 3 s.',
  },
  'in-session': {
    rc: 18,
    smp: smpCodes.badState,
    means: 'somebody is being massaged',
    todo: 'Let the session end, or stop it; then switch the chair off and hold power and stop for 5 s.',
  },
  'bad-request': {
    rc: null,
    smp: smpCodes.invalid,
    means: 'the request does not have the form that this command needs',
    todo: 'Use a client of this version.',
  },
  'not-supported': {
    rc: null,
    smp: smpCodes.notSupported,
    means: 'the chair has no such command',
    todo: 'Use a client of this version.',
  },
  'protocol-too-new': {
    rc: null,
    smp: smpCodes.tooNew,
    means: 'the request is of an SMP version after 2',
    todo: 'Tell the client to speak version 1 or 2.',
  },
  busy: {
    rc: null,
    smp: smpCodes.busy,
    means: 'another client is uploading, or too many changes wait for the disk',
    todo: 'Wait until it has ended, then try again.',
  },
  unexpected: {
    rc: 1,
    smp: smpCodes.unknown,
    means: 'something failed that should not fail',
    todo: 'Send the fault log to whoever maintains the software.',
  },
  'bad-name': {
    rc: 2,
    smp: smpCodes.invalid,
    means: 'the name is not /programs/ID.lumbar with the id of the package',
    todo: 'Name the file after the program: `lumbar flash` does.',
  },
  'not-found': {
    rc: 3,
    smp: smpCodes.notFound,
    means: 'the chair holds no such program, package, file or key',
    todo: 'See what there is: lumbar chair list, lumbar chair keys.',
  },
  'factory-program': {
    rc: 4,
    smp: smpCodes.denied,
    means: 'a program that came with the chair has this id; those are never replaced or deleted',
    todo: 'Give your program another id.',
  },
  'unknown-signer': {
    rc: 5,
    smp: smpCodes.denied,
    means: 'the package is signed with a key this chair does not trust',
    todo: 'Run lumbar chair trust and press start on the remote.',
  },
  'version-lower': {
    rc: 6,
    smp: smpCodes.tooOld,
    means: 'the chair holds or held a higher version of this program',
    todo: 'Raise the version, or flash with --allow-downgrade and press start on the remote.',
  },
  'bad-program': {
    rc: 7,
    smp: smpCodes.invalid,
    means: "the program is outside this chair's limits",
    todo: 'Fix what lumbar check reports.',
  },
  'no-room': {
    rc: 8,
    smp: smpCodes.noMemory,
    means: 'the chair holds as many programs as it can, or its disk is full',
    todo: 'Delete a program: lumbar chair delete ID.',
  },
  'nothing-before': {
    rc: 9,
    smp: smpCodes.notFound,
    means: 'there was no other version of this program before the active one',
    todo: 'Delete the program if it is not wanted: lumbar chair delete ID.',
  },
  'store-failed': {
    rc: 10,
    smp: smpCodes.unknown,
    means: 'the chair could not write to its disk (E62)',
    todo: 'See lumbar chair status and replace the memory card.',
  },
  'request-cancelled': {
    rc: 11,
    smp: smpCodes.badState,
    means: 'another request was waiting for start on the remote; both are cancelled',
    todo: 'Make sure nobody else serves this chair, then ask again.',
  },
  'too-large': {
    rc: 12,
    smp: smpCodes.tooLarge,
    means: 'the file is larger than any package',
    todo: 'Shorten the program.',
  },
  damaged: {
    rc: 13,
    smp: smpCodes.corrupt,
    means: 'the package is damaged: at least one byte differs from what was signed, or it is no package',
    todo: 'Pack it again and flash it again.',
  },
  'other-model': {
    rc: 14,
    smp: smpCodes.notSupported,
    means: 'the program is for another chair model',
    todo: 'Flash it into a chair of that model, or pack it for this one: `lumbar pack` and `lumbar flash` take `--chair`.',
  },
  'read-only': {
    rc: 15,
    smp: smpCodes.denied,
    means: 'this file can be read only',
    todo: 'Nothing: logs are not written from outside.',
  },
  'format-too-new': {
    rc: 16,
    smp: smpCodes.tooNew,
    means: 'the package has a newer format than this chair reads',
    todo: "Bring the chair's software up to date.",
  },
  'store-newer': {
    rc: 21,
    smp: smpCodes.tooNew,
    means: 'what this chair keeps was written by a newer version, and is left alone (E62)',
    todo: "Bring the chair's software up to date, or take back what was kept aside: lumbar store back.",
  },
  'self-test-runs': {
    rc: 19,
    smp: smpCodes.busy,
    means: 'the self-test runs already',
    todo: 'Wait until it has ended, or end it by stop on the remote.',
  },
  'no-controller': {
    rc: 20,
    smp: smpCodes.badState,
    means: 'the motor and heat controller does not answer',
    todo: 'See the link in lumbar chair status; check the cable and the supply of the controller.',
  },
  'too-many-keys': {
    rc: 17,
    smp: smpCodes.noMemory,
    means: 'the chair trusts as many keys as it can',
    todo: 'End the trust in one: lumbar chair untrust KEY.',
  },
} as const satisfies Record<string, RefusalRow>;
export type RefusalReason = keyof typeof refusals;

const byCode = new Map<number, RefusalReason>();
for (const [reason, row] of Object.entries(refusals))
  if (row.rc !== null) byCode.set(row.rc, reason as RefusalReason);

/** For the client: the reason for a code in the chair's answer; null where this table has none. */
export function refusalOf(rc: number): RefusalReason | null {
  return byCode.get(rc) ?? null;
}

export function protocolRefusalOf(smp: number): RefusalReason | null {
  for (const [reason, row] of Object.entries(refusals)) {
    if (row.rc === null && row.smp === smp) return reason as RefusalReason;
  }
  return null;
}

export interface Refusal {
  readonly reason: RefusalReason;
  /** The details, or empty. */
  readonly detail: string;
}

/** A refusal in words: the reason, the details, what to do. */
export function refusalText({ reason, detail }: Refusal): string {
  const { means, todo } = refusals[reason];
  return `${means}${detail === '' ? '' : ` (${detail})`}. ${todo}`;
}

/**
 * The triggers of the session: all that can change what the chair is doing. The tables (`key-table.ts`,
 * `event-table.ts`) say what each does in each state.
 *
 * Several may come in one tick. They are handled group by group in the order of this file, and within a group in the
 * order of its list. Once a trigger has changed the state, the rest of its group is dropped: it was meant for the old state.
 */

/** Faults come before anything that a person wants. */
export const faultTriggers = ['emergency-stop', 'fault'] as const;

/**
 * The keys, stop before all others. Power, program and timer act on release, because a hold or a chord of theirs
 * means something else. While the chair asks whether somebody is there, every key but stop and power gives `answer`,
 * on the press, and does nothing else.
 */
export const keyTriggers = [
  'stop',
  'answer',
  'service-chord',
  'lock-chord',
  'power-with-stop',
  'power',
  'start',
  'program-hold',
  'program',
  'heat',
  'speed-up',
  'speed-down',
  'spot-up',
  'spot-down',
  'timer',
] as const;
export type KeyTrigger = (typeof keyTriggers)[number];

/** Stop is down, whether or not its press was heard. */
export const heldTriggers = ['stop-held'] as const;

/** The sequencer's job is done. Not heard if keys of this tick have given it another job, which is not done yet. */
export const jobTriggers = ['homed', 'switches-tested', 'program-ended', 'parked'] as const;
export type JobTrigger = (typeof jobTriggers)[number];

/** The service port orders a job, or no longer does. */
export const serviceTriggers = ['job-ordered', 'job-withdrawn'] as const;

/** The controller answers again after the link was lost; meanwhile it has run on, or has restarted. */
export const recoveryTriggers = ['link-recovered', 'link-recovered-restarted'] as const;
export type RecoveryTrigger = (typeof recoveryTriggers)[number];

/** A limit of `time-limits.ts` is reached; given again in each tick as long as it is. */
export const timeTriggers = [
  'timer-overrun',
  'timer-over',
  'last-minute',
  'pause-cools-down',
  'seat-empty',
  'start-lapses',
  'seat-abandoned',
  'ask-due',
  'unanswered',
  'pause-too-long',
  'session-too-long',
  'homing-too-long',
  'parking-too-long',
  'service-idle',
  'ready-idle',
] as const;
export type TimeTrigger = (typeof timeTriggers)[number];

/**
 * Orders of a page of the chair. Those that only reduce what goes on act at once, the others once start on the remote has
 * confirmed them (`src/machine/page-orders.ts` decides which is which).
 */
export const pageTriggers = [
  'page-stop',
  'page-pause',
  'page-cooler',
  'page-slower',
  'page-sooner',
  'page-start',
  'page-warmer',
  'page-faster',
  'page-later',
  'page-spot-up',
  'page-spot-down',
] as const;
export type PageTrigger = (typeof pageTriggers)[number];

/** All but the keys. */
export const eventTriggers = [
  ...faultTriggers,
  ...heldTriggers,
  ...pageTriggers,
  ...jobTriggers,
  ...serviceTriggers,
  ...recoveryTriggers,
  ...timeTriggers,
] as const;
export type EventTrigger = (typeof eventTriggers)[number];

export type Trigger = KeyTrigger | EventTrigger;

/**
 * The triggers of the session: all that can change what the chair is doing. The tables say what each does in each
 * state (`key-table.ts`, `event-table.ts`).
 *
 * Several may come in one tick. They are heard group after group in the order of this page, and within a group in the
 * order of its list; once one has led to another state the rest of its group was meant for the state before.
 */

/** What is broken comes before all that anybody wants. */
export const faultTriggers = ['emergency-stop', 'fault'] as const;

/**
 * What a person says with the keys, stop before all else. Power, program and timer speak on release, because a hold
 * or a chord means something else on them. While the chair asks whether somebody is there, every key but stop and
 * power says `answer`, on the press, and nothing else.
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

/** The sequencer has done the job it had; keys of this tick may have given it another, which is not done. */
export const jobTriggers = ['homed', 'switches-tested', 'program-ended', 'parked'] as const;
export type JobTrigger = (typeof jobTriggers)[number];

/** What the service port wants done, or that it wants nothing. */
export const serviceTriggers = ['job-ordered', 'job-withdrawn'] as const;

/** The controller answers again after its link was lost, and has run on meanwhile or started anew. */
export const recoveryTriggers = ['link-recovered', 'link-recovered-restarted'] as const;
export type RecoveryTrigger = (typeof recoveryTriggers)[number];

/** A limit of `time-limits.ts` is reached; heard anew in each tick in which it still is. */
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
 * What a page of the chair orders: at once what only makes less of it, and the rest when start on the remote has been
 * pressed for it (`src/machine/page-orders.ts` decides which is which).
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

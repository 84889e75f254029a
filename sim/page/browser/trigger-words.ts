/** Texts for the chair's state: what led to it, and what to press now. */
import type { KeyName, SessionState } from '../../../src/chair/names.ts';
import type { Trigger } from '../../../src/control/session/triggers.ts';
import type { StateRun } from '../protocol.ts';

const words: Readonly<Record<Trigger, string>> = {
  'emergency-stop': 'the emergency stop was pressed',
  fault: 'a fault was found',
  stop: 'stop was pressed',
  'service-chord': 'power and stop were held',
  'lock-chord': 'program and timer were held',
  'power-with-stop': 'power was pressed with stop',
  power: 'power was pressed',
  start: 'start was pressed',
  'program-hold': 'program was held',
  program: 'program was pressed',
  heat: 'heat was pressed',
  'speed-up': 'faster was pressed',
  'speed-down': 'slower was pressed',
  'spot-up': 'spot up was pressed',
  'spot-down': 'spot down was pressed',
  timer: 'timer was pressed',
  answer: 'a key said that somebody is there',
  'stop-held': 'stop is held',
  'page-stop': 'a page stopped it',
  'page-pause': 'a page paused it',
  'page-cooler': 'a page asked for less heat',
  'page-slower': 'a page asked for less speed',
  'page-sooner': 'a page asked for less time',
  'page-start': 'a page asked, and start was pressed',
  'page-warmer': 'a page asked for more heat, and start was pressed',
  'page-faster': 'a page asked for more speed, and start was pressed',
  'page-later': 'a page asked for more time, and start was pressed',
  'page-spot-up': 'a page moved the spot, and start was pressed',
  'page-spot-down': 'a page moved the spot, and start was pressed',
  homed: 'the carriage has found its end',
  'switches-tested': 'the power switches are tested',
  'program-ended': 'the program has ended',
  parked: 'the carriage is parked',
  'job-ordered': 'the service port asked for it',
  'job-withdrawn': 'the service port no longer asks for it',
  'link-recovered': 'the link was lost and is back',
  'link-recovered-restarted': 'the link was lost, and the controller has started anew',
  'timer-overrun': 'the timer has run out',
  'timer-over': 'the timer has run out',
  'last-minute': 'the last minute has begun',
  'pause-cools-down': 'the pause lasts',
  'seat-empty': 'nobody sits in the chair',
  'start-lapses': 'nobody sat in the chair while a start waited',
  'seat-abandoned': 'nobody has sat in the chair for too long',
  'ask-due': 'it was time to ask whether somebody is there',
  unanswered: 'nobody answered the chair',
  'pause-too-long': 'the pause has lasted too long',
  'session-too-long': 'the session has lasted its time',
  'homing-too-long': 'homing has taken too long',
  'parking-too-long': 'parking has taken too long',
  'ready-idle': 'the chair stood ready for long, and has no power key',
  'service-idle': 'the service port was quiet for too long',
};

/** What to press, given the keys that this remote has: another key takes the place of a missing one. */
function toPress(state: SessionState, keys: readonly KeyName[]): string {
  const has = (key: KeyName): boolean => keys.includes(key);
  switch (state) {
    case 'off':
      if (!has('power')) return 'press start to begin';
      return has('start') ? 'press start to begin, or power to switch on' : 'press power to begin';
    case 'homing':
      return 'finds the end of its rail';
    case 'ready':
      return has('start') ? 'press start' : 'power switches off, and then begins anew';
    case 'running':
      return '';
    case 'paused':
      return has('start') ? 'press start to go on, stop to end' : 'press stop to end';
    case 'parking':
      return 'parks, then switches off';
    case 'fault':
      return has('power') ? 'press power: off and on' : 'press start: off, and once more: on';
    case 'service':
      return `the service port may work; ${has('power') ? 'power leaves' : 'start and stop held leave'} it`;
  }
}

/** `stop was pressed: press start`. */
export function stateText({ state, by }: Pick<StateRun, 'state' | 'by'>, keys: readonly KeyName[]): string {
  const sitDown = state === 'paused' && by === 'seat-empty' && keys.includes('start') ? 'sit down and ' : '';
  const press = `${sitDown}${toPress(state, keys)}`;
  const why = by === '' || state === 'running' || state === 'fault' ? '' : words[by];
  return [why, press].filter((part) => part !== '').join(': ');
}

export const triggerText = (by: Trigger | ''): string => (by === '' ? '' : words[by]);

/** From debounced keys to triggers, as a mask over `keyTriggers`. */
import { keyBit } from '../../chair/names.ts';
import {
  type Keys,
  lockChord,
  powerKey,
  programKey,
  serviceChord,
  startKey,
  stopKey,
  timerKey,
} from '../keys/keys.ts';
import { answerKeys, type RemoteKeys, standIn } from './few-keys.ts';
import type { Session } from './state.ts';
import { type KeyTrigger, keyTriggers } from './triggers.ts';

function triggerBit(trigger: KeyTrigger): number {
  return 1 << keyTriggers.indexOf(trigger);
}

/** Keys whose press, or repeat while held, is the trigger. */
const onPress = [
  { key: startKey, trigger: triggerBit('start') },
  { key: stopKey, trigger: triggerBit('stop') },
  { key: keyBit('heat'), trigger: triggerBit('heat') },
  { key: keyBit('speed-up'), trigger: triggerBit('speed-up') },
  { key: keyBit('speed-down'), trigger: triggerBit('speed-down') },
  { key: keyBit('spot-up'), trigger: triggerBit('spot-up') },
  { key: keyBit('spot-down'), trigger: triggerBit('spot-down') },
] as const;

/** Keys whose release is the trigger, unless they took part in a chord. */
const onRelease = [
  { key: powerKey, trigger: triggerBit('power') },
  { key: programKey, trigger: triggerBit('program') },
  { key: timerKey, trigger: triggerBit('timer') },
] as const;

const powerWithStop = triggerBit('power-with-stop');
const programHold = triggerBit('program-hold');
const lockChordHeld = triggerBit('lock-chord');
const serviceChordHeld = triggerBit('service-chord');

const answer = triggerBit('answer');

/**
 * The triggers that the keys give in this tick; 0 in most ticks. While parking, every key acts on the press; while the chair asks
 * whether somebody is there, every key but stop and power is an answer. `confirming`: the service port waits for start.
 */
export function keysSaid(keys: Keys, { state, asking, keysThere }: Session, confirming = false): number {
  const changed = keys.pressed | keys.repeated | keys.released | keys.held | keys.chords;
  if (changed === 0) return 0;
  if (asking) return saidWhileAsked(keys, keysThere);
  const said = state === 'parking' ? saidByPress(keys) : saidByAll(keys);
  const other = standIn(keysThere, state, confirming);
  if (other === null || (said & triggerBit(other.says)) === 0) return said;
  return (said & ~triggerBit(other.says)) | triggerBit(other.means);
}

function saidByAll(keys: Keys): number {
  const struck = keys.pressed | keys.repeated;
  let said = 0;
  for (const { key, trigger } of onPress) if ((struck & key) !== 0) said |= trigger;
  const alone = keys.released & ~keys.chorded;
  for (const { key, trigger } of onRelease) if ((alone & key) !== 0) said |= trigger;
  if ((keys.released & keys.chorded & powerKey) !== 0) said |= powerWithStop;
  if ((keys.held & programKey) !== 0) said |= programHold;
  if ((keys.chords & lockChord.bit) !== 0) said |= lockChordHeld;
  if ((keys.chords & serviceChord.bit) !== 0) said |= serviceChordHeld;
  return said;
}

function saidWhileAsked(keys: Keys, there: RemoteKeys): number {
  const asUsual = saidByAll(keys) & (triggerBit('stop') | triggerBit('power') | powerWithStop);
  return (keys.pressed & answerKeys(there)) === 0 ? asUsual : asUsual | answer;
}

function saidByPress(keys: Keys): number {
  let said = 0;
  for (const { key, trigger } of onPress) if ((keys.pressed & key) !== 0) said |= trigger;
  for (const { key, trigger } of onRelease) if ((keys.pressed & key) !== 0) said |= trigger;
  return said;
}

/** From key levels free of bounce to what a person says: `KeyEvent`s, as a mask over `keyEvents`. */
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
import { type KeyEvent, keyEvents } from './table.ts';

function keyEventBit(event: KeyEvent): number {
  return 1 << keyEvents.indexOf(event);
}

/** Keys whose press, or repeat while held, is the event. */
const onPress = [
  { key: startKey, event: keyEventBit('start') },
  { key: stopKey, event: keyEventBit('stop') },
  { key: keyBit('heat'), event: keyEventBit('heat') },
  { key: keyBit('speed-up'), event: keyEventBit('speed-up') },
  { key: keyBit('speed-down'), event: keyEventBit('speed-down') },
  { key: keyBit('spot-up'), event: keyEventBit('spot-up') },
  { key: keyBit('spot-down'), event: keyEventBit('spot-down') },
] as const;

/** Keys whose release is the event, unless they took part in a chord. */
const onRelease = [
  { key: powerKey, event: keyEventBit('power') },
  { key: programKey, event: keyEventBit('program') },
  { key: timerKey, event: keyEventBit('timer') },
] as const;

const powerWithStop = keyEventBit('power-with-stop');
const programHold = keyEventBit('program-hold');
const lockChordEvent = keyEventBit('lock-chord');
const serviceChordEvent = keyEventBit('service-chord');

/** What the keys say in this tick; 0 in most. */
export function keyEventsOf(keys: Keys): number {
  const said = keys.pressed | keys.repeated | keys.released | keys.held | keys.chords;
  return said === 0 ? 0 : eventsOf(keys);
}

function eventsOf(keys: Keys): number {
  const struck = keys.pressed | keys.repeated;
  let events = 0;
  for (const { key, event } of onPress) if ((struck & key) !== 0) events |= event;
  const alone = keys.released & ~keys.chorded;
  for (const { key, event } of onRelease) if ((alone & key) !== 0) events |= event;
  if ((keys.released & keys.chorded & powerKey) !== 0) events |= powerWithStop;
  if ((keys.held & programKey) !== 0) events |= programHold;
  if ((keys.chords & lockChord.bit) !== 0) events |= lockChordEvent;
  if ((keys.chords & serviceChord.bit) !== 0) events |= serviceChordEvent;
  return events;
}

/** While parking every key speaks on the press. */
export function pressEventsOf(keys: Keys): number {
  if (keys.pressed === 0) return 0;
  let events = 0;
  for (const { key, event } of onPress) if ((keys.pressed & key) !== 0) events |= event;
  for (const { key, event } of onRelease) if ((keys.pressed & key) !== 0) events |= event;
  return events;
}

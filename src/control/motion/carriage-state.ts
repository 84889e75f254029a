/** What the carriage's motion remembers, however it is driven and wherever its place comes from. */
import type { OpenEnd } from '../../chair/open-end.ts';
import type { Duty, Millimetres, MillimetresPerSecond, Milliseconds } from '../../chair/units.ts';
import type { CarriageGoalKind } from '../goals.ts';
import type { Ramp } from './ramp.ts';
import type { TimedPlace } from './timed-place.ts';
import type { Track } from './track.ts';

/** What homing needs of a chair: duties with a known and with an unknown place, and the last stretch, run slower. */
interface HomingFigures {
  readonly knownDuty: Duty;
  readonly unknownDuty: Duty;
  readonly slowLastMm: Millimetres;
}

export interface Carriage {
  /** False for a chair without a carriage: it then counts as being where it is sent. */
  readonly present: boolean;
  readonly homing: HomingFigures;
  /** The position is measured, not guessed; a move to a target needs that. */
  known: boolean;
  positionMm: Millimetres;
  moving: boolean;
  /** Stands still within 4 mm of the last goal's target, or at the limit it was sent to. */
  arrived: boolean;
  /** 1 up, -1 down, 0 standing still. */
  directionMoving: number;
  /** The goal of the tick before. */
  kind: CarriageGoalKind;
  targetMm: Millimetres;
  /** An end has closed on the way to it since power-on: motor and switches are wired the right way round. */
  endMet: boolean;
  /** Ramping down onto the target; the ramp decides where it stands. */
  landing: boolean;
  /** How many times it has landed on the way to this target. */
  landings: number;
  /** The speed held steadily at present, 0 while it changes; how far the carriage lags behind it; the position in the turn before. */
  cruiseMmPerS: MillimetresPerSecond;
  lagMm: Millimetres;
  cruiseMm: Millimetres;
  ramp: Ramp;
  track: Track;
  /** The duties of the ticks before, newest first: what is sensed answers to one of them. */
  past: Duty[];
  /** By how much more than a tick values lag behind the orders that they answer to, of late. */
  lateMs: Milliseconds;
  readonly railMm: Millimetres;
  /** At a lower speed its counts would come too seldom to show that it moves. */
  readonly slowestMmPerS: MillimetresPerSecond;
  /** The same on the way to an end, where nothing corrects the speed for a person of 75 kg whose load is not known yet. */
  readonly slowestSeekMmPerS: MillimetresPerSecond;
  /** The end without a switch; and how far the guard still lets the carriage go towards it. */
  readonly openEnd: OpenEnd;
  roomMm: Millimetres;
  /** Distance counted since it was at its switch, in either direction: the room shrinks with it. */
  countedMm: Millimetres;
  /** Nearer than this it has arrived, unless it has missed twice: with a tolerance finer than its counts, or than it lands, it would hunt. */
  readonly nearMm: Millimetres;
  /** On or off, without a duty between. */
  readonly switched: boolean;
  /** How far it coasts without power, on the mean. */
  readonly coastsMm: Millimetres;
  /** Where nothing counts: the place as an interval. */
  timed: TimedPlace | null;
  /** Direction of the end that it touches on its way to a target, 0 for none; and whether it has touched one. */
  touching: number;
  touched: boolean;
}

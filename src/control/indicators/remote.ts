/** The remote's indicators: lamps, beeper and display, filled into the outputs from what the session is doing. */
import type { Outputs } from '../../chair/outputs.ts';
import type { Milliseconds } from '../../chair/units.ts';
import type { Keys } from '../keys/keys.ts';
import type { Session, SessionInputs } from '../session/state.ts';
import { type Beeps, createBeeps, stepBeeps } from './beeps.ts';
import { createDisplay, type Display, stepDisplay } from './display.ts';
import { createLamp, type Lamp, stepLamp } from './lamps.ts';

export interface Remote {
  beeps: Beeps;
  display: Display;
  lamp: Lamp;
}

export function createRemote(): Remote {
  return { beeps: createBeeps(), display: createDisplay(), lamp: createLamp() };
}

/** Once a tick, after the session; writes `lamp`, `lockLamp`, `beeper` and `display`, nothing else. */
export function stepRemote(
  remote: Remote,
  session: Session,
  keys: Keys,
  inputs: SessionInputs,
  nowMs: Milliseconds,
  outputs: Outputs,
): void {
  stepBeeps(remote.beeps, session.sound, nowMs);
  stepDisplay(remote.display, session, keys, inputs, nowMs);
  stepLamp(remote.lamp, session.state, session.stateSinceMs, nowMs);
  outputs.lamp = remote.lamp.lit;
  outputs.lockLamp = session.locked;
  outputs.beeper = remote.beeps.on;
  outputs.display = remote.display.text;
}

import { heatLimits } from './limits.ts';
import type { Celsius } from './units.ts';

const { warmRoom } = heatLimits;

/**
 * How much cooler (K) a surface has to stay in this room than in a cooler one, 0 up to `warmRoom.fromC`. What a pad in a warm
 * room has too much it hardly loses, so that a thermistor that sinks has to be met with more in hand.
 */
export function warmRoomK(ambientC: Celsius): number {
  return ambientC > warmRoom.fromC ? warmRoom.perK * (ambientC - warmRoom.fromC) : 0;
}

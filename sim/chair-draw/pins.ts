/** Hands out the pins of a board, each once. */
import { atmega2560 } from '../../src/chair/chips/atmega2560.ts';
import type { ChipPin } from '../../src/chair/chips/chip.ts';

/** As a chair file names it. */
type PinName = string | number;

export interface FreePins {
  plain(): PinName;
  interrupt(): PinName;
  analog(): PinName;
  /** A pin of a timer that nothing else uses yet, so that each may have its own frequency. */
  pwm(): PinName;
}

export function freePins(): FreePins {
  const chip = atmega2560;
  const used = new Set<number>();
  const timers = new Set<number>();
  const take = (fits: (pin: ChipPin) => boolean): PinName => {
    const pin = chip.pins.find(
      (each) =>
        !used.has(each.number) && each.taken === null && each.number !== chip.bootloaderLed && fits(each),
    );
    if (pin === undefined) throw new Error('The board has no pin left for a drawn chair.');
    used.add(pin.number);
    return pin.analog === null ? pin.number : pin.name;
  };
  return {
    plain: () => take(({ pwm, analog, interrupt }) => pwm === null && analog === null && interrupt === null),
    interrupt: () => take(({ interrupt, pwm }) => interrupt !== null && pwm === null),
    analog: () => take(({ analog }) => analog !== null),
    pwm: () => {
      const name = take(({ pwm, interrupt }) => pwm !== null && interrupt === null && !timers.has(pwm.timer));
      const timer = chip.pins.find((pin) => pin.number === name)?.pwm?.timer;
      if (timer !== undefined) timers.add(timer);
      return name;
    },
  };
}

// The 16-bit timers that make PWM. Nobody else sets them up.
#pragma once
#include <stdint.h>

namespace timers {

// Looks after which a pin that shows one level does not follow its timer.
constexpr uint8_t kLooks = 40;

// All at the firmware's own frequency, no pin connected.
void start();
// The frequency of the timer with this control register, in the protocol's units; 0 leaves it. Returns the counts of
// a period. Only before the lock.
uint16_t setFrequency(volatile uint8_t *control, uint16_t pwm);
// Lengthens the period, if need be, until looks in turn at so many pins meet every sixteenth of it. Returns its counts.
uint16_t meetAll(volatile uint8_t *control, uint8_t pins);
// The compare value of so many 255ths.
uint16_t compareOf(uint8_t value, uint16_t counts);

}  // namespace timers

// The 16-bit PWM timers: mode, prescaler and period. Duty and pin connection are set in outputs.cpp.
#pragma once
#include <stdint.h>

namespace timers {

// Consecutive equal samples after which a PWM pin counts as not following its timer.
constexpr uint8_t kLooks = 40;

// All at the default frequency, no pin connected.
void start();
// Sets the frequency of the timer with this control register, in units of protocol::kPwmUnitHz; 0 keeps the default.
// Returns the counts per period. Only before the lock.
uint16_t setFrequency(volatile uint8_t *control, uint16_t pwm);
// Lengthens the period, if necessary, until kLooks samples of a pin, one every `pins` milliseconds, fall on every
// sixteenth of it. Returns the counts per period.
uint16_t meetAll(volatile uint8_t *control, uint8_t pins);
// Compare value for a duty of `value` / 255, above 0.
uint16_t compareOf(uint8_t value, uint16_t counts);

}  // namespace timers

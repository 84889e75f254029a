// One output pin: its registers, what was written to it, and what acts.
#pragma once
#include <stdint.h>

namespace outputs {

struct Output {
  volatile uint8_t *input;  // null until assigned; the output register lies two above
  uint8_t mask;
  bool activeLow;
  // PWM outputs only. `counts` make one period, `written` is the compare value of what acts.
  volatile uint8_t *control;
  volatile uint16_t *compare;
  uint8_t connect;
  uint16_t counts;
  uint16_t written;
  // What was asked through Firmata, and what acts; 0 is off.
  uint8_t staged;
  uint8_t acting;
  // Looks running at which a PWM pin was on, or off.
  uint8_t onLooks;
  uint8_t offLooks;
};

Output &at(uint8_t place);
// Call with interrupts off.
void drive(Output &out, uint8_t value);
// Towards on only while the guard lets guarded outputs act.
void driveIfArmed(Output &out, uint8_t value);

// The pin itself is on, whatever was asked of it.
inline bool isOn(const Output &out) { return ((*out.input & out.mask) != 0) != out.activeLow; }

inline uint8_t least(uint8_t acting, uint8_t named, uint8_t staged) {
  if (named == staged) return named;
  const uint8_t smaller = named < staged ? named : staged;
  return smaller < acting ? smaller : acting;
}

}  // namespace outputs

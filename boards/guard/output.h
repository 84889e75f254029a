// One output pin: its registers, the staged value and the value driven.
#pragma once
#include <stdint.h>

namespace outputs {

struct Output {
  volatile uint8_t *input;  // PINx; null until assigned. PORTx is at +2
  uint8_t mask;
  bool activeLow;
  // PWM outputs only: timer control register A, compare register, COM bits that connect the pin, timer counts per
  // period, and the compare value last written.
  volatile uint8_t *control;
  volatile uint16_t *compare;
  uint8_t connect;
  uint16_t counts;
  uint16_t written;
  // Last value written through Firmata, and the value driven; 0 is off.
  uint8_t staged;
  uint8_t acting;
  // Consecutive samples at which a PWM pin was on, or off.
  uint8_t onLooks;
  uint8_t offLooks;
};

Output &at(uint8_t place);
// Call with interrupts off.
void drive(Output &out, uint8_t value);
// Drives any value while armed; otherwise only 0.
void driveIfArmed(Output &out, uint8_t value);

// Readback: the pin itself is on, whatever is driven.
inline bool isOn(const Output &out) { return ((*out.input & out.mask) != 0) != out.activeLow; }

// The value both agree on; where they differ, the lowest of both and of the value driven.
inline uint8_t least(uint8_t acting, uint8_t named, uint8_t staged) {
  if (named == staged) return named;
  const uint8_t smaller = named < staged ? named : staged;
  return smaller < acting ? smaller : acting;
}

}  // namespace outputs

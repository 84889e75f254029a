// The chip's pins by their Firmata numbers: registers, abilities, and the mode each is in.
#pragma once
#include <avr/pgmspace.h>
#include <stdint.h>

#include "chip.h"

namespace pins {

// Firmata's numbers for pin modes.
enum Mode : uint8_t { kInput = 0, kOutput = 1, kAnalog = 2, kPwm = 3, kI2c = 6, kPullUp = 11 };

constexpr uint8_t kNone = 0xff;

inline volatile uint8_t *inputRegister(uint8_t pin) {
  return reinterpret_cast<volatile uint8_t *>(pgm_read_word(&chip::kPorts[pgm_read_byte(&chip::kPins[pin].port)]));
}
inline volatile uint8_t *directionRegister(uint8_t pin) { return inputRegister(pin) + 1; }
inline volatile uint8_t *outputRegister(uint8_t pin) { return inputRegister(pin) + 2; }
inline uint8_t maskOf(uint8_t pin) { return pgm_read_byte(&chip::kPins[pin].mask); }
inline uint8_t pwmOf(uint8_t pin) { return pgm_read_byte(&chip::kPins[pin].pwm); }
inline uint8_t interruptOf(uint8_t pin) { return pgm_read_byte(&chip::kPins[pin].interrupt); }
inline uint8_t analogOf(uint8_t pin) { return pgm_read_byte(&chip::kPins[pin].analog); }
// The serial line belongs to the host link and can be nothing else.
inline bool exists(uint8_t pin) { return pin >= chip::kFirstFreePin && pin < chip::kPinCount; }

Mode mode(uint8_t pin);
// High impedance, or with a pull-up. Outputs are made by outputs.cpp alone.
void makeInput(uint8_t pin, Mode inputMode);
// Notes that the pin has become an output (or belongs to the I2C bus).
void note(uint8_t pin, Mode newMode);
bool level(uint8_t pin);

// The bits of each port that are inputs, to see changes without looking at each pin.
uint8_t inputMask(uint8_t port);

}  // namespace pins

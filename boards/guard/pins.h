// The chip's pins by Firmata number: registers, capabilities and current mode.
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
// Pins 0 and 1 are the serial line to the host and are not available.
inline bool exists(uint8_t pin) { return pin >= chip::kFirstFreePin && pin < chip::kPinCount; }

Mode mode(uint8_t pin);
// Input, high impedance or with pull-up. Only outputs.cpp makes outputs.
void makeInput(uint8_t pin, Mode inputMode);
// Records the mode only; the registers stay as they are.
void note(uint8_t pin, Mode newMode);
bool level(uint8_t pin);

// Mask of a port's digital inputs, to detect changes without reading pin by pin.
uint8_t inputMask(uint8_t port);

}  // namespace pins

#include "pins.h"

#include <util/atomic.h>

namespace pins {
namespace {

uint8_t modes[chip::kPinCount];
uint8_t masks[chip::kPortCount];

}  // namespace

Mode mode(uint8_t pin) { return static_cast<Mode>(modes[pin]); }

void note(uint8_t pin, Mode newMode) {
  modes[pin] = newMode;
  const uint8_t port = pgm_read_byte(&chip::kPins[pin].port);
  if (newMode == kInput || newMode == kPullUp) {
    masks[port] |= maskOf(pin);
  } else {
    masks[port] &= ~maskOf(pin);
  }
}

void makeInput(uint8_t pin, Mode inputMode) {
  const uint8_t mask = maskOf(pin);
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    *directionRegister(pin) &= ~mask;
    if (inputMode == kPullUp) {
      *outputRegister(pin) |= mask;
    } else {
      *outputRegister(pin) &= ~mask;
    }
  }
  note(pin, inputMode);
}

bool level(uint8_t pin) { return (*inputRegister(pin) & maskOf(pin)) != 0; }

uint8_t inputMask(uint8_t port) { return masks[port]; }

}  // namespace pins

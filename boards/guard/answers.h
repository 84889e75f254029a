// What the board answers to Firmata's questions, and what it says when a write does nothing.
#pragma once
#include <stdint.h>

namespace answers {

// Two bytes of seven bits, as Firmata sends what may be more than 127.
void send14(uint16_t value);
void sendVersion();
void sendFirmware();
void sendCapabilities();
void sendAnalogMapping();
void sendPinState(uint8_t pin);
void sendI2cReply(uint8_t address, uint8_t registerNumber, const uint8_t *bytes, uint8_t length);

enum Refusal : uint8_t { kNoOutput, kNoI2c };
// In words, once for each pin.
void refuse(uint8_t pin, Refusal refusal);
// In words, once: the pin is an output, and nothing may act.
void sayNotArmed(uint8_t pin);

}  // namespace answers

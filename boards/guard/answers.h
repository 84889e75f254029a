// Replies to Firmata queries, and string messages to a client whose write has no effect.
#pragma once
#include <stdint.h>

namespace answers {

// Firmata's encoding of values above 127: two 7-bit bytes, LSB first.
void send14(uint16_t value);
void sendVersion();
void sendFirmware();
void sendCapabilities();
void sendAnalogMapping();
void sendPinState(uint8_t pin);
void sendI2cReply(uint8_t address, uint8_t registerNumber, const uint8_t *bytes, uint8_t length);

enum Refusal : uint8_t { kNoOutput, kNoI2c };
// Sends the reason as a string, once per pin.
void refuse(uint8_t pin, Refusal refusal);
// Sends as a string, once in all, that outputs switch on only while armed.
void sayNotArmed(uint8_t pin);

}  // namespace answers

#include "answers.h"

#include <avr/pgmspace.h>

#include "firmata-codes.h"
#include "limits.h"
#include "outputs.h"
#include "pins.h"
#include "serial.h"

namespace answers {
namespace {

using namespace firmata;

constexpr uint8_t kMajor = 2;
constexpr uint8_t kMinor = 7;
constexpr uint8_t kFirmwareMajor = 2;
constexpr uint8_t kFirmwareMinor = 0;
const char kName[] PROGMEM = "LumbarGuard";
constexpr uint8_t kNoAnalog = 0x7f;
constexpr uint8_t kLongestText = 110;

// Pins whose refusal has been sent, one bit each.
uint8_t refusalSent[(chip::kPinCount + 7) / 8];
bool notArmedSent = false;

void sendText(const char *text) {
  for (char letter; (letter = pgm_read_byte(text)) != 0; ++text) send14(letter);
}

// False, with nothing sent, if the transmit buffer lacks room: the next write tries again.
bool sendReason(uint8_t pin, const char *why) {
  if (!serial::hasRoom(kLongestText)) return false;
  serial::send(kSysexStart);
  serial::send(kString);
  sendText(PSTR("Lumbar: pin "));
  if (pin >= 10) send14('0' + pin / 10);
  send14('0' + pin % 10);
  sendText(why);
  serial::send(kSysexEnd);
  return true;
}

void sendMode(uint8_t mode, uint8_t bits) {
  serial::send(mode);
  serial::send(bits);
}

}  // namespace

void send14(uint16_t value) {
  serial::send(value & 0x7f);
  serial::send((value >> 7) & 0x7f);
}

void sendVersion() {
  serial::send(kVersion);
  serial::send(kMajor);
  serial::send(kMinor);
}

void sendFirmware() {
  serial::send(kSysexStart);
  serial::send(kFirmware);
  serial::send(kFirmwareMajor);
  serial::send(kFirmwareMinor);
  for (uint8_t i = 0; i < sizeof kName - 1; ++i) send14(pgm_read_byte(&kName[i]));
  serial::send(kSysexEnd);
}

void refuse(uint8_t pin, Refusal refusal) {
  uint8_t &bits = refusalSent[pin >> 3];
  const uint8_t bit = 1 << (pin & 7);
  if (bits & bit) return;
  if (sendReason(pin, refusal == kNoI2c ? PSTR(" has another role: no I2C") : PSTR(" is no output"))) bits |= bit;
}

void sayNotArmed(uint8_t pin) {
  if (!notArmedSent) notArmedSent = sendReason(pin, PSTR(" acts only while the guard is armed"));
}

void sendCapabilities() {
  serial::send(kSysexStart);
  serial::send(kCapabilityReply);
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) {
    if (pins::exists(pin)) {
      sendMode(pins::kInput, 1);
      sendMode(pins::kPullUp, 1);
      sendMode(pins::kOutput, 1);
      if (pins::pwmOf(pin) != pins::kNone) sendMode(pins::kPwm, 8);
      if (pins::analogOf(pin) != pins::kNone) sendMode(pins::kAnalog, 10);
      if (pin == chip::kI2cData || pin == chip::kI2cClock) sendMode(pins::kI2c, 1);
    }
    serial::send(0x7f);
  }
  serial::send(kSysexEnd);
}

void sendAnalogMapping() {
  serial::send(kSysexStart);
  serial::send(kAnalogMappingReply);
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) {
    const uint8_t channel = pins::analogOf(pin);
    serial::send(channel == pins::kNone ? kNoAnalog : channel);
  }
  serial::send(kSysexEnd);
}

void sendPinState(uint8_t pin) {
  if (pin >= chip::kPinCount) return;
  const uint8_t place = limits::placeOf(pin);
  uint16_t value = 0;
  if (place != pins::kNone) {
    value = outputs::wanted(place);
  } else if (pins::mode(pin) == pins::kPullUp) {
    value = 1;
  }
  serial::send(kSysexStart);
  serial::send(kPinStateReply);
  serial::send(pin);
  serial::send(pins::mode(pin));
  send14(value);
  serial::send(kSysexEnd);
}

void sendI2cReply(uint8_t address, uint8_t registerNumber, const uint8_t *bytes, uint8_t length) {
  serial::send(kSysexStart);
  serial::send(kI2cReply);
  send14(address);
  send14(registerNumber);
  for (uint8_t i = 0; i < length; ++i) send14(bytes[i]);
  serial::send(kSysexEnd);
}

}  // namespace answers

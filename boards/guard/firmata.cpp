#include "firmata.h"

#include "answers.h"
#include "firmata-codes.h"
#include "guard.h"
#include "i2c.h"
#include "limits.h"
#include "outputs.h"
#include "pins.h"
#include "reports.h"

namespace firmata {
namespace {

constexpr uint8_t kPortCount = (chip::kPinCount + 7) / 8;

// The longest message is an I2C write of 32 bytes.
constexpr uint8_t kLongestSysex = 72;
uint8_t sysex[kLongestSysex];
uint8_t sysexLength = 0;

enum Reading : uint8_t { kNothing, kOneByte, kFirstOfTwo, kSecondOfTwo, kInSysex, kTooLong };
Reading reading = kNothing;
uint8_t command = 0;
uint8_t firstByte = 0;

void onPinMode(uint8_t pin, uint8_t mode) {
  if (!pins::exists(pin) || pins::mode(pin) == pins::kI2c) return;
  // Some clients never request analog reports and expect them after setting analog mode.
  if (pins::analogOf(pin) != pins::kNone) reports::reportAnalog(pins::analogOf(pin), mode == pins::kAnalog);
  // A pin with a role keeps its mode, and a pin without one can only be an input.
  if (limits::kindOf(pin) != pins::kNone) return;
  switch (mode) {
    case pins::kInput:
    case pins::kPullUp: pins::makeInput(pin, static_cast<pins::Mode>(mode)); break;
    case pins::kAnalog:
      if (pins::analogOf(pin) == pins::kNone) return;
      pins::makeInput(pin, pins::kInput);
      pins::note(pin, pins::kAnalog);
      break;
    default: answers::refuse(pin, answers::kNoOutput); break;
  }
}

// `level` at the pin: 0 or 1, or 0-255 for PWM.
void writePin(uint8_t pin, uint8_t level) {
  const uint8_t place = limits::placeOf(pin);
  if (place == pins::kNone) {
    answers::refuse(pin, answers::kNoOutput);
  } else if (!outputs::write(place, level)) {
    answers::sayNotArmed(pin);
  }
}

void onDigitalPin(uint8_t pin, bool on) {
  if (pins::exists(pin) && pins::mode(pin) != pins::kPwm) writePin(pin, on);
}

void onPort(uint8_t port, uint8_t bits) {
  // A port write carries all eight pins; those that are not outputs are ignored.
  for (uint8_t i = 0; i < 8; ++i) {
    const uint8_t pin = port * 8 + i;
    if (pins::exists(pin) && pins::mode(pin) == pins::kOutput) writePin(pin, (bits >> i) & 1);
  }
}

void onAnalogWrite(uint8_t pin, uint16_t value) {
  if (!pins::exists(pin)) return;
  // Clients use analog writes of 0 and 255 on any pin that lists PWM as a capability.
  const bool pwm = pins::mode(pin) == pins::kPwm;
  writePin(pin, !pwm ? value > 127 : value > 255 ? 255 : value);
}

void onI2cRequest() {
  if (sysexLength < 3) return;
  const uint8_t address = sysex[1];
  // Bits 3 and 4: write, read once, read continuously, stop reading.
  const uint8_t mode = (sysex[2] >> 3) & 3;
  uint8_t length = 0;
  // Decode pairs of 7-bit bytes in place.
  for (uint8_t at = 3; at + 1 < sysexLength; at += 2) sysex[length++] = sysex[at] | (sysex[at + 1] << 7);
  switch (mode) {
    case 0: i2c::write(address, sysex, length); break;
    case 1:
    case 2: {
      if (length == 0) return;
      const bool hasRegister = length > 1;
      const uint8_t registerNumber = hasRegister ? sysex[0] : 0;
      const reports::Repeat wanted = {true, address, hasRegister, registerNumber, sysex[hasRegister ? 1 : 0]};
      if (mode == 2) reports::repeatRead(wanted);
      i2c::read(wanted.address, wanted.hasRegister, wanted.registerNumber, wanted.length);
      break;
    }
    default: reports::stopRepeats(address); break;
  }
}

void onSysex() {
  if (sysexLength == 0) return;
  const uint8_t id = sysex[0];
  if (id <= kLastUserSysex) {
    guard::receive(sysex, sysexLength);
    return;
  }
  switch (id) {
    case kFirmware: answers::sendFirmware(); break;
    case kCapabilityQuery: answers::sendCapabilities(); break;
    case kAnalogMappingQuery: answers::sendAnalogMapping(); break;
    case kPinStateQuery:
      if (sysexLength > 1) answers::sendPinState(sysex[1]);
      break;
    case kExtendedAnalog:
      if (sysexLength == 3) onAnalogWrite(sysex[1], sysex[2]);
      if (sysexLength > 3) onAnalogWrite(sysex[1], sysex[2] | (static_cast<uint16_t>(sysex[3]) << 7));
      break;
    case kSamplingInterval:
      if (sysexLength > 2) reports::sampleEvery(sysex[1] | (static_cast<uint16_t>(sysex[2]) << 7));
      break;
    case kI2cConfig:
      if (!i2c::start()) answers::refuse(chip::kI2cData, answers::kNoI2c);
      break;
    case kI2cRequest: onI2cRequest(); break;
    default: break;
  }
}

void onMessage(uint8_t second) {
  const uint8_t low = command & 0x0f;
  switch (command < 0xf0 ? command & 0xf0 : command) {
    case kDigital: {
      const uint8_t bits = firstByte | (second << 7);
      if (low < kPortCount) onPort(low, bits);
      break;
    }
    case kAnalog: onAnalogWrite(low, firstByte | (static_cast<uint16_t>(second) << 7)); break;
    case kReportAnalog: reports::reportAnalog(low, second); break;
    case kReportDigital: reports::reportDigital(low, second); break;
    case kPinMode: onPinMode(firstByte, second); break;
    case kDigitalPin: onDigitalPin(firstByte, second != 0); break;
    default: break;
  }
}

void onCommand(uint8_t byte) {
  command = byte;
  switch (byte < 0xf0 ? byte & 0xf0 : byte) {
    case kReportAnalog:
    case kReportDigital: reading = kOneByte; break;
    case kDigital:
    case kAnalog:
    case kPinMode:
    case kDigitalPin: reading = kFirstOfTwo; break;
    case kSysexStart:
      reading = kInSysex;
      sysexLength = 0;
      break;
    case kVersion:
      reading = kNothing;
      answers::sendVersion();
      break;
    case kReset:
      reading = kNothing;
      // Outputs stay as they are: a single corrupt byte must not stop the chair. To stop there is `disarm`, with a CRC.
      reports::endAll();
      break;
    default: reading = kNothing; break;
  }
}

}  // namespace

void greet() {
  answers::sendVersion();
  answers::sendFirmware();
}

void feed(uint8_t byte) {
  if (byte & 0x80) {
    if (byte == kSysexEnd && reading == kInSysex) {
      reading = kNothing;
      onSysex();
    } else {
      onCommand(byte);
    }
    return;
  }
  switch (reading) {
    case kInSysex:
      if (sysexLength < kLongestSysex) {
        sysex[sysexLength++] = byte;
      } else {
        reading = kTooLong;
      }
      break;
    case kFirstOfTwo:
      firstByte = byte;
      reading = kSecondOfTwo;
      break;
    case kOneByte:
    case kSecondOfTwo:
      reading = kNothing;
      onMessage(byte);
      break;
    default: break;
  }
}

}  // namespace firmata

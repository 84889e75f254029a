// The Firmata 2.7 commands and sysex ids that this firmware handles.
#pragma once
#include <stdint.h>

namespace firmata {

enum Command : uint8_t {
  kDigital = 0x90,
  kReportAnalog = 0xc0,
  kReportDigital = 0xd0,
  kAnalog = 0xe0,
  kSysexStart = 0xf0,
  kPinMode = 0xf4,
  kDigitalPin = 0xf5,
  kSysexEnd = 0xf7,
  kVersion = 0xf9,
  kReset = 0xff,
};

enum Sysex : uint8_t {
  kLastUserSysex = 0x0f,
  kAnalogMappingQuery = 0x69,
  kAnalogMappingReply = 0x6a,
  kCapabilityQuery = 0x6b,
  kCapabilityReply = 0x6c,
  kPinStateQuery = 0x6d,
  kPinStateReply = 0x6e,
  kExtendedAnalog = 0x6f,
  kString = 0x71,
  kI2cRequest = 0x76,
  kI2cReply = 0x77,
  kI2cConfig = 0x78,
  kFirmware = 0x79,
  kSamplingInterval = 0x7a,
};

}  // namespace firmata

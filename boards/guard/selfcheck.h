// Power-up self-test: a March C- test of the RAM before it is used, except the four bytes kept across resets, and a CRC
// of the program in flash. At the lock the program is checked again, by other code and in reverse order, against a
// Fletcher checksum. The data kept across resets is here too.
#pragma once
#include <stdint.h>

namespace selfcheck {

struct Findings {
  uint8_t boots;  // starts since power-on or brown-out, 1-127, then again from 1
  uint8_t cause;  // MCUSR of this start
  uint8_t faults;  // protocol::kFaultsMemory, kFaultsProgram
  // Sum of the constants of the passed checks, part of the arming signature (guard.cpp).
  uint16_t fit;
  bool restartAsked;
  uint16_t image;  // CRC of the program
};

constexpr uint16_t kMarchPart = 0x1d5a;
constexpr uint16_t kCrcPart = 0x2b63;
constexpr uint16_t kSumPart = 0x4f11;
constexpr uint16_t kFit = kMarchPart + kCrcPart + kSumPart;

Findings run();
// kSumPart if the program's checksum is right, else 0. Takes about 12 ms.
uint16_t sumPart();
// Marks the coming watchdog reset as requested by the host.
void noteRestart();

}  // namespace selfcheck

// The check at start: every cell of the memory (March C-) before anything lives in it, and the program in the
// flash against a CRC. When limits are locked the program is checked once more, by other code and in the other
// direction, against a sum. What survives a restart is kept here too.
#pragma once
#include <stdint.h>

namespace selfcheck {

struct Findings {
  uint8_t boots;  // since power-on, 1-127
  uint8_t cause;  // MCUSR of this start
  uint8_t faults;  // protocol::kFaultsMemory, kFaultsProgram
  // The parts of the checks that were passed through; what arms is made of them (guard.cpp).
  uint16_t fit;
  bool restartAsked;
  uint16_t image;
};

constexpr uint16_t kMarchPart = 0x1d5a;
constexpr uint16_t kCrcPart = 0x2b63;
constexpr uint16_t kSumPart = 0x4f11;
constexpr uint16_t kFit = kMarchPart + kCrcPart + kSumPart;

Findings run();
// kSumPart where the program's sum is right; takes 12 ms.
uint16_t sumPart();
// The coming watchdog reset was asked for.
void noteRestart();

}  // namespace selfcheck

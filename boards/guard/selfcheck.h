// The check at start: every cell of the memory (March C-) before anything lives in it, and the program in the
// flash against its checksum. What survives a restart is kept here too.
#pragma once
#include <stdint.h>

namespace selfcheck {

struct Findings {
  uint8_t boots;  // since power-on, 1-127
  uint8_t cause;  // MCUSR of this start
  uint8_t faults;  // protocol::kFaultsMemory, kFaultsProgram
  bool restartAsked;
  uint16_t image;
};

Findings run();
// The coming watchdog reset was asked for.
void noteRestart();

}  // namespace selfcheck

// Stop inputs: emergency stop, stop key, hold-to-run key. Sampled every millisecond and qualified by three consecutive
// active samples: a stop is detected within 4 ms, and a pulse shorter than 2 ms is ignored.
#pragma once
#include <stdint.h>

namespace stops {

enum Index : uint8_t { kEmergencyStop = 0, kStopKey = 1, kHold = 2, kCount = 3 };

void assign(uint8_t index, uint8_t pin, bool activeHigh);
bool assigned(uint8_t index);
// From the tick's interrupt handler. Pin of a stop that is qualified as active, with its `index`; or 0.
uint8_t look(uint8_t &index);
// Any stop input is active right now, without qualification.
bool anyDown();

}  // namespace stops

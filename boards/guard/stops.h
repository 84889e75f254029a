// The emergency stop, the stop key and the hold-to-run key, looked at each millisecond. Down for three looks running
// is down: at most 4 ms after its contact moved, and a spark of less than 2 ms is no stop.
#pragma once
#include <stdint.h>

namespace stops {

enum Index : uint8_t { kEmergencyStop = 0, kStopKey = 1, kHold = 2, kCount = 3 };

void assign(uint8_t index, uint8_t pin, bool activeHigh);
bool assigned(uint8_t index);
// From the millisecond interrupt. The pin of a stop that is down, or 0; `index` says which.
uint8_t look(uint8_t &index);
// Down right now, however briefly.
bool anyDown();

}  // namespace stops

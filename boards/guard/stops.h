// The emergency stop and the stop key, looked at each millisecond. Down for three looks running is down: at
// most 4 ms after its contact moved, and a spark of less than 2 ms is no stop.
#pragma once
#include <stdint.h>

namespace stops {

// `index` 0 is the emergency stop, 1 the stop key.
void assign(uint8_t index, uint8_t pin, bool activeHigh);
void clear();
// From the millisecond interrupt. The pin of a stop that is down, or 0; `index` says which.
uint8_t look(uint8_t &index);
// Down right now, however briefly.
bool anyDown();

}  // namespace stops

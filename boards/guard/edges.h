// Counts edges of the carriage's sensor by interrupt, so that none is lost while the main loop is busy. A pin that
// floods takes no more than so many interrupts a millisecond: counting must not keep anything else waiting.
#pragma once
#include <stdint.h>

namespace edges {

// Any edge, or only those towards this level.
enum Sense : uint8_t { kAny = 1, kFalling = 2, kRising = 3 };

void use(uint8_t interrupt, Sense sense);
bool used();
uint32_t count();
// Milliseconds in which more edges came than were counted.
uint8_t floods();
// Each millisecond, from the interrupt.
void refill();

}  // namespace edges

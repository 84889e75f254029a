// Counts edges of the carriage sensor in an interrupt handler, so that none is lost while the main loop is busy. At
// most eight are handled per millisecond, then the interrupt is masked until the next tick: a noisy pin cannot starve
// the rest.
#pragma once
#include <stdint.h>

namespace edges {

// Which edges count.
enum Sense : uint8_t { kAny = 1, kFalling = 2, kRising = 3 };

void use(uint8_t interrupt, Sense sense);
bool used();
uint32_t count();
// Milliseconds in which the limit of edges was reached, modulo 256.
uint8_t floods();
// From the tick's interrupt handler: allows the next eight.
void refill();

}  // namespace edges

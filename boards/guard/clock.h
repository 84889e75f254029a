// One interrupt each millisecond: counts time, looks at both stops, keeps the lease and starts the converter.
// All that must happen in time happens there; the main loop only talks.
#pragma once
#include <stdint.h>

namespace clock {

void start();
// Milliseconds since the start, modulo 65536.
uint16_t now();
uint32_t uptime();
// True once after each millisecond; call with interrupts off to decide whether to sleep.
bool ticked();
void clearTick();

}  // namespace clock

// The converter scans every channel in use each 10 ms by interrupt. A channel with limits that is outside
// them in three scans running trips the guard, so at most 40 ms after it left them.
#pragma once
#include <stdint.h>

namespace analog {

constexpr uint8_t kChannels = 16;

void start();
// Starts a scan; from the millisecond interrupt.
void scan();

void use(uint8_t channel);
void setLimits(uint8_t channel, uint8_t pin, uint16_t low, uint16_t high);
// Forgets all limits; only while unlocked.
void clearLimits();
// The last conversion, 0-1023.
uint16_t count(uint8_t channel);
// A channel is outside its limits in its latest scan: its pin, or 0.
uint8_t pinOutside();

}  // namespace analog

// The converter scans every channel in use each 10 ms by interrupt. Thermistors are averaged over their last ten scans,
// which are whole periods of 50 and 60 Hz; currents over two, which cancel 50 Hz; the supply, which must be seen at once,
// not. A sample outside its limits is in no average: it is what is reported while it is the latest, it is counted, and it
// fills the account of its channel, which good samples empty much more slowly. A full account trips the guard: three
// scans running, at most 40 ms, or any share of the scans above one in sixty.
#pragma once
#include <stdint.h>

namespace analog {

constexpr uint8_t kChannels = 16;

void start();
// Starts a scan; from the millisecond interrupt.
void scan();

void use(uint8_t channel);
// From now on it counts what is outside. Only before the lock.
void setLimits(uint8_t channel, uint8_t pin, uint16_t low, uint16_t high);
uint16_t low(uint8_t channel);
uint16_t high(uint8_t channel);
enum Mean : uint8_t { kLatest, kTwoScans, kTenScans };
// Gives it the next place in the status, of which there are protocol::kAnalogSlots.
void report(uint8_t channel, Mean mean);

// The last conversion, 0-1023.
uint16_t count(uint8_t channel);
// What stands at this place of the status: tenths of a count, or 0 where nothing does.
uint16_t tenths(uint8_t slot);
// Places with a sample below and above their limits since this was asked last, one bit each.
struct Bad {
  uint16_t low;
  uint16_t high;
};
Bad takeBad();
// Samples outside since the start.
uint16_t badSamples();
// A channel is outside its limits in its latest scan: its pin, or 0.
uint8_t pinOutside();

}  // namespace analog

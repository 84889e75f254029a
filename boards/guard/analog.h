// The ADC. Every 10 ms its interrupt handler scans all channels in use. Temperatures are averaged over the last ten
// scans (whole periods of 50 and 60 Hz mains), currents over two (cancels 50 Hz); the supply, also behind the
// motors' relay, is not averaged, so that a dip shows at once. A sample outside the channel's limits is left out of the average, reported as is while it is the
// latest, counted, and charged to the channel's leaky counter: +60 for a sample outside, -1 for one inside. At 180 the
// guard trips: after three consecutive samples outside (within 40 ms), or in the long run if more than 1 sample in 61
// is outside.
#pragma once
#include <stdint.h>

namespace analog {

constexpr uint8_t kChannels = 16;

void start();
// Starts a scan; from the millisecond interrupt.
void scan();

void use(uint8_t channel);
// Samples outside these limits count from now on. `pin` is the trip detail. Only before the lock.
void setLimits(uint8_t channel, uint8_t pin, uint16_t low, uint16_t high);
uint16_t low(uint8_t channel);
uint16_t high(uint8_t channel);
enum Mean : uint8_t { kLatest, kTwoScans, kTenScans };
// Assigns the next of the protocol::kAnalogSlots slots in the status.
void report(uint8_t channel, Mean mean);

// The last conversion, 0-1023.
uint16_t count(uint8_t channel);
// Value of this status slot in tenths of a count; 0 if the slot is not assigned.
uint16_t tenths(uint8_t slot);
// Slots with a sample below or above its limits since the last call, one bit per slot.
struct Bad {
  uint16_t low;
  uint16_t high;
};
Bad takeBad();
// Samples outside their limits since reset, all channels together.
uint16_t badSamples();
// Pin of a channel whose latest sample is outside its limits, or 0.
uint8_t pinOutside();

}  // namespace analog

#include "analog.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "guard.h"
#include "protocol.h"

namespace analog {
namespace {

// Ten scans of 10 ms: 5 periods of 50 Hz and 6 of 60 Hz.
constexpr uint8_t kScans = 10;
constexpr uint16_t kFullScale = 1023;
// In a window: no sample yet, or one outside the limits.
constexpr uint16_t kNone = 0xffff;

// Leaky counter: added by a sample outside the limits, where one inside subtracts 1; and the level that trips.
constexpr uint8_t kOutside = 60;
constexpr uint8_t kFull = 3 * kOutside;

struct Channel {
  uint8_t pin;
  Mean mean;
  uint8_t account;  // the leaky counter
  uint16_t slot;  // bit in `badLow` and `badHigh`
  uint16_t low;
  uint16_t high;
  uint16_t latest;
  uint16_t before;  // previous sample, or kNone
  // Sum and number of the samples in the window that are inside the limits.
  uint16_t sum;
  uint8_t good;
  uint16_t window[kScans];
};

Channel channels[kChannels];
// The channels in use, in scan order.
uint8_t order[kChannels];
volatile uint8_t used = 0;
volatile uint8_t at = 0;
// Index of the current scan in all windows.
uint8_t place = 0;

uint8_t slots[protocol::kAnalogSlots];
uint8_t slotCount = 0;
Bad badInputs = {0, 0};
volatile uint16_t badCount = 0;

void convert(uint8_t channel) {
  ADMUX = _BV(REFS0) | (channel & 7);
  ADCSRB = channel & 8 ? _BV(MUX5) : 0;
  // Prescaler 128: 125 kHz ADC clock, 104 us per conversion.
  ADCSRA = _BV(ADEN) | _BV(ADSC) | _BV(ADIE) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
}

bool isOutside(const Channel &channel, uint16_t sample) { return sample < channel.low || sample > channel.high; }

void outside(Channel &channel) {
  badCount = badCount + 1;
  (channel.latest < channel.low ? badInputs.low : badInputs.high) |= channel.slot;
  if (channel.account < kFull) channel.account += kOutside;
  if (channel.account < kFull) return;
  channel.account = kFull;
  guard::trip(protocol::kTripThermistor, channel.pin);
}

// Ten times the mean; divides only if a sample is missing.
uint16_t average(uint16_t sum, uint8_t good) {
  return good == kScans ? sum : static_cast<uint32_t>(sum) * kScans / good;
}
static_assert(kScans == 10, "the sum over a window is in tenths of a count");

}  // namespace

ISR(ADC_vect) {
  Channel &channel = channels[order[at]];
  const uint16_t value = ADC;
  channel.before = channel.window[place == 0 ? kScans - 1 : place - 1];
  channel.latest = value;
  uint16_t &sample = channel.window[place];
  if (sample != kNone) {
    channel.sum -= sample;
    --channel.good;
  }
  if (isOutside(channel, value)) {
    sample = kNone;
    outside(channel);
  } else {
    sample = value;
    channel.sum += value;
    ++channel.good;
    if (channel.account != 0) --channel.account;
  }
  if (++at < used) convert(order[at]);
}

void start() {
  for (uint8_t i = 0; i < kChannels; ++i) {
    channels[i].high = kFullScale;
    channels[i].before = kNone;
    for (uint8_t scan = 0; scan < kScans; ++scan) channels[i].window[scan] = kNone;
  }
  ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
}

void scan() {
  if (used == 0) return;
  at = 0;
  if (++place == kScans) place = 0;
  convert(order[0]);
}

void use(uint8_t channel) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    for (uint8_t i = 0; i < used; ++i) {
      if (order[i] == channel) return;
    }
    order[used] = channel;
    ++used;
  }
}

void setLimits(uint8_t channel, uint8_t pin, uint16_t low, uint16_t high) {
  use(channel);
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    channels[channel].pin = pin;
    channels[channel].low = low;
    channels[channel].high = high;
  }
}

uint16_t low(uint8_t channel) { return channels[channel].low; }
uint16_t high(uint8_t channel) { return channels[channel].high; }

void report(uint8_t channel, Mean mean) {
  if (slotCount == protocol::kAnalogSlots) return;
  channels[channel].mean = mean;
  channels[channel].slot = 1u << slotCount;
  slots[slotCount++] = channel;
}

uint16_t count(uint8_t channel) {
  uint16_t value;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { value = channels[channel].latest; }
  return value;
}

uint16_t tenths(uint8_t slot) {
  if (slot >= slotCount) return 0;
  const Channel &channel = channels[slots[slot]];
  uint16_t latest = 0;
  uint16_t before = 0;
  uint16_t sum = 0;
  uint8_t good = 0;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    latest = channel.latest;
    before = channel.before;
    sum = channel.sum;
    good = channel.good;
  }
  if (isOutside(channel, latest) || good == 0 || channel.mean == kLatest) return latest * 10;
  if (channel.mean == kTenScans) return average(sum, good);
  return before == kNone ? latest * 10 : (latest + before) * 5;
}

Bad takeBad() {
  Bad taken = {0, 0};
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    taken = badInputs;
    badInputs = {0, 0};
  }
  return taken;
}

uint16_t badSamples() {
  uint16_t now;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { now = badCount; }
  return now;
}

uint8_t pinOutside() {
  for (uint8_t i = 0; i < kChannels; ++i) {
    if (isOutside(channels[i], channels[i].latest)) return channels[i].pin;
  }
  return 0;
}

}  // namespace analog

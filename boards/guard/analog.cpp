#include "analog.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "guard.h"

namespace analog {
namespace {

constexpr uint8_t kScansToTrip = 3;

struct Channel {
  bool limited;
  uint8_t pin;
  uint8_t outside;  // scans running
  uint16_t low;
  uint16_t high;
  volatile uint16_t value;
};

Channel channels[kChannels];
// The channels in use, in scan order.
uint8_t order[kChannels];
volatile uint8_t used = 0;
volatile uint8_t at = 0;

void convert(uint8_t channel) {
  ADMUX = _BV(REFS0) | (channel & 7);
  ADCSRB = channel & 8 ? _BV(MUX5) : 0;
  // Prescaler 128: 125 kHz, 104 us a conversion.
  ADCSRA = _BV(ADEN) | _BV(ADSC) | _BV(ADIE) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0);
}

}  // namespace

ISR(ADC_vect) {
  Channel &channel = channels[order[at]];
  const uint16_t value = ADC;
  channel.value = value;
  if (channel.limited) {
    if (value < channel.low || value > channel.high) {
      if (channel.outside < kScansToTrip) ++channel.outside;
      if (channel.outside == kScansToTrip) guard::trip(protocol::kTripThermistor, channel.pin);
    } else {
      channel.outside = 0;
    }
  }
  if (++at < used) convert(order[at]);
}

void start() { ADCSRA = _BV(ADEN) | _BV(ADPS2) | _BV(ADPS1) | _BV(ADPS0); }

void scan() {
  if (used == 0) return;
  at = 0;
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
    channels[channel].limited = true;
  }
}

void clearLimits() {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    for (uint8_t i = 0; i < kChannels; ++i) channels[i].limited = false;
  }
}

uint16_t count(uint8_t channel) {
  uint16_t value;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { value = channels[channel].value; }
  return value;
}

uint8_t pinOutside() {
  for (uint8_t i = 0; i < kChannels; ++i) {
    if (channels[i].limited && channels[i].outside != 0) return channels[i].pin;
  }
  return 0;
}

}  // namespace analog

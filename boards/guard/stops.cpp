#include "stops.h"

#include "pins.h"

namespace stops {
namespace {

constexpr uint8_t kQualifyingSamples = 3;

struct Stop {
  volatile uint8_t *input;  // null until assigned
  uint8_t mask;
  uint8_t activeLevel;  // mask or 0
  uint8_t pin;
  uint8_t samples;  // consecutive active ones
};

Stop all[kCount];

inline bool isActive(const Stop &stop) {
  return stop.input != nullptr && (*stop.input & stop.mask) == stop.activeLevel;
}

}  // namespace

void assign(uint8_t index, uint8_t pin, bool activeHigh) {
  Stop &stop = all[index];
  stop.input = nullptr;
  stop.mask = pins::maskOf(pin);
  stop.activeLevel = activeHigh ? stop.mask : 0;
  stop.pin = pin;
  stop.samples = 0;
  stop.input = pins::inputRegister(pin);
}

bool assigned(uint8_t index) { return all[index].input != nullptr; }

uint8_t look(uint8_t &index) {
  for (uint8_t i = 0; i < kCount; ++i) {
    Stop &stop = all[i];
    if (!isActive(stop)) {
      stop.samples = 0;
    } else if (++stop.samples >= kQualifyingSamples) {
      stop.samples = kQualifyingSamples;
      index = i;
      return stop.pin;
    }
  }
  return 0;
}

bool anyDown() {
  for (uint8_t i = 0; i < kCount; ++i) {
    if (isActive(all[i])) return true;
  }
  return false;
}

}  // namespace stops

// Periodic and change reports, once enabled: digital ports when an input changes, analog inputs and continuous I2C
// reads at the sampling interval.
#pragma once
#include <stdint.h>

namespace reports {

void reportDigital(uint8_t port, bool on);
void reportAnalog(uint8_t channel, bool on);
void sampleEvery(uint16_t ms);

// A continuous I2C read.
struct Repeat {
  bool active;
  uint8_t address;
  bool hasRegister;
  uint8_t registerNumber;
  uint8_t length;
};
// Ignored if all slots are taken.
void repeatRead(const Repeat &wanted);
void stopRepeats(uint8_t address);

void endAll();
// Each millisecond.
void turn(uint16_t now);

}  // namespace reports

// The list of pins the host sends once: what each pin is for, and within what bounds. Locked until reset.
#pragma once
#include <stdint.h>

#include "protocol.h"

namespace limits {

void start();
// Takes one entry. Returns a result number.
uint8_t take(const protocol::Pin &entry, const uint8_t *fieldBytes, uint8_t length);
// Compares with what was taken and locks. Returns a result number.
uint8_t lock(const protocol::Lock &lock);
bool locked();
uint16_t digest();
uint16_t leaseMs();

// The list as it came, and whether it is still that in memory.
uint8_t length();
const protocol::Pin &entry(uint8_t at);
bool isWhole();

// What a pin has become: its kind and index, or pins::kNone before the lock and without a role.
uint8_t kindOf(uint8_t pin);
uint8_t indexOf(uint8_t pin);
// Its place among the outputs, or pins::kNone.
uint8_t placeOf(uint8_t pin);
// Pads with a declared thermostat, one bit each; outputs that nothing holds off in reset.
uint8_t thermostats();
// Ends that are declared the only one of their rail, one bit each.
uint8_t onlyEnds();
uint8_t floating();

}  // namespace limits

// The host's list of pins: role, wiring and limits of each. Once locked it cannot change until reset.
#pragma once
#include <stdint.h>

#include "protocol.h"

namespace limits {

void start();
// Adds an entry; a bad one discards the whole list. Once locked it has no effect. Returns protocol::kResult...
uint8_t take(const protocol::Pin &entry, const uint8_t *fieldBytes, uint8_t length);
// Locks if count, digest and lease are right, else discards the list. Returns protocol::kResult...
uint8_t lock(const protocol::Lock &lock);
bool locked();
uint16_t digest();
uint16_t leaseMs();

// The list as received, and whether it is locked and its copy in RAM still has the CRC it was received with.
uint8_t length();
const protocol::Pin &entry(uint8_t at);
bool isWhole();

// A pin's kind and index. Kind is pins::kNone before the lock and for a pin without a role.
uint8_t kindOf(uint8_t pin);
uint8_t indexOf(uint8_t pin);
// A pin's place among the outputs, or pins::kNone.
uint8_t placeOf(uint8_t pin);
// Pads with a declared thermostat, one bit each.
uint8_t thermostats();
// Ends declared the only one of the rail, one bit each.
uint8_t onlyEnds();
// Number of guarded active-low outputs without a declared resistor that holds them off in reset.
uint8_t floating();

}  // namespace limits

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
uint8_t roleOf(uint8_t pin);
// Converter channel of an analog role, or pins::kNone.
uint8_t channelOf(uint8_t role);

}  // namespace limits

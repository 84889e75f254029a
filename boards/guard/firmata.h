// Firmata 2.7 parser, for johnny-five, firmata-io and other clients. Any pin can be read; writes to outputs go through
// outputs.cpp, which stages them.
#pragma once
#include <stdint.h>

namespace firmata {

// Sent once after reset: protocol version and firmware name.
void greet();
void feed(uint8_t byte);

}  // namespace firmata

// Firmata 2.7 as johnny-five, firmata-io and other clients use it. It reads anything, drives nothing by itself:
// writes to outputs go through outputs.cpp, which keeps them staged.
#pragma once
#include <stdint.h>

namespace firmata {

// The greeting after a start: version and firmware name.
void greet();
void feed(uint8_t byte);

}  // namespace firmata

// Firmata 2.7 as johnny-five, firmata-io and other clients use it. It reads anything, drives nothing by itself:
// writes to outputs go through outputs.cpp, which keeps them staged.
#pragma once
#include <stdint.h>

namespace firmata {

// The greeting after a start: version and firmware name.
void greet();
void feed(uint8_t byte);
// Each millisecond: reports of inputs that changed, and of analog inputs when they are due.
void turn(uint16_t now);
void sendI2cReply(uint8_t address, uint8_t registerNumber, const uint8_t *bytes, uint8_t length);

}  // namespace firmata

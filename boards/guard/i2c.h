// I2C for Firmata: writes and reads one after the other, by interrupt, for the display. A bus that hangs is
// let go after 25 ms and never holds up the main loop. On a locked chip the device that answered to a write last, the
// display, is switched off when the guard no longer lets signs act.
#pragma once
#include <stdint.h>

namespace i2c {

// False where one of its pins has a role.
bool start();
// Queues a write. False where there is no room; then it is dropped.
bool write(uint8_t address, const uint8_t *bytes, uint8_t length);
// Queues a read of `length` bytes, from a register where `hasRegister`.
bool read(uint8_t address, bool hasRegister, uint8_t registerNumber, uint8_t length);
// From the main loop, each millisecond: sends replies, frees a hung bus, darkens the display.
void turn(uint16_t now);

}  // namespace i2c

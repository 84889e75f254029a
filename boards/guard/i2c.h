// I2C master for Firmata, meant for the display: queued, interrupt-driven transactions that never block the main loop.
// A hung transaction is aborted after 25 ms. Once the limits are locked, the device that last acknowledged a write (the
// display) is switched off when signs may no longer act.
#pragma once
#include <stdint.h>

namespace i2c {

// False if SDA or SCL has a role.
bool start();
// Queues a write. False, with the write dropped, if the queue is full or the write too long.
bool write(uint8_t address, const uint8_t *bytes, uint8_t length);
// Queues a read of `length` bytes, starting at a register if `hasRegister`. False as for `write`, or if `length` is 0.
bool read(uint8_t address, bool hasRegister, uint8_t registerNumber, uint8_t length);
// From the main loop, each millisecond: sends replies, aborts a hung transaction, switches the display off.
void turn(uint16_t now);

}  // namespace i2c

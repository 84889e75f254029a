// The serial line to the host: two rings, filled and emptied by interrupt. Nothing here waits except `send`
// when its ring is full, and that no longer than the line needs to make room.
#pragma once
#include <stdint.h>

namespace serial {

void start();

// True while bytes wait to be read. Call with interrupts off to decide whether to sleep.
bool waiting();
// The next byte; only when `waiting`.
uint8_t next();

// Room for this many bytes without waiting?
bool hasRoom(uint8_t bytes);
void send(uint8_t byte);
// Bytes lost because the main loop did not keep up.
uint8_t lost();

}  // namespace serial

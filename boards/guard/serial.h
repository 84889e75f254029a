// Interrupt-driven UART to the host with a receive and a transmit ring buffer. Only `send` can block: while its buffer
// is full, until a byte has gone out.
#pragma once
#include <stdint.h>

namespace serial {

void start();

// Received bytes are waiting. Call with interrupts off to decide whether to sleep.
bool waiting();
// The next received byte. Only if `waiting`.
uint8_t next();

// The transmit buffer has room for this many bytes.
bool hasRoom(uint8_t bytes);
void send(uint8_t byte);

}  // namespace serial

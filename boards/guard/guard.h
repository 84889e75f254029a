// The guard: locks the limits, supervises the lease, and latches trips. See docs/guard-protocol.md.
#pragma once
#include <stdint.h>

#include "protocol.h"
#include "selfcheck.h"

namespace guard {

void start(const selfcheck::Findings &found);

// Guarded outputs may be on. Callable from interrupt handlers.
bool armed();
// Lamps, beeper and display may be on: armed, or kept alive by `ask`. Callable from interrupt handlers.
bool signsAct();
// Everything off, the reason latched. No effect unless armed. Callable from interrupt handlers.
void trip(uint8_t reason, uint8_t detail);
// From the tick's interrupt handler: stops, lease, arming signature, keep-alive of the signs.
void watch(uint16_t now);
// From the main loop, each millisecond: sends the status when it is due.
void turn(uint16_t now);

// A sysex in the user range, from its id to the byte before F7.
void receive(const uint8_t *bytes, uint8_t length);

}  // namespace guard

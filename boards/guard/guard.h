// The guard: locks the limits, keeps the lease, trips and stays tripped. See docs/guard-protocol.md.
#pragma once
#include <stdint.h>

#include "protocol.h"
#include "selfcheck.h"

namespace guard {

void start(const selfcheck::Findings &found);

// Outputs may act. Safe in interrupts.
bool armed();
// Lamps, beeper and display may act: armed, or questions keep coming. Safe in interrupts.
bool signsAct();
// Everything off, first reason kept. Safe in interrupts; does nothing unless armed.
void trip(uint8_t reason, uint8_t detail);
// Each millisecond, from the interrupt: the stops, the lease, and the questions that keep the signs alive.
void watch(uint16_t now);
// Each millisecond, from the main loop: answers that are due.
void turn(uint16_t now);

// A sysex of the user range, from its id to the byte before F7.
void receive(const uint8_t *bytes, uint8_t length);

}  // namespace guard

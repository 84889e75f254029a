// Everything the chip can switch on. A write towards off acts at once. Towards on, a write to a guarded output is
// only noted, and acts when a guard frame names the same value; nothing guarded turns on unless the guard is
// armed. The signs (lamps, beeper) act as written, while the guard lets signs act.
#pragma once
#include <stdint.h>

#include "protocol.h"

namespace outputs {

constexpr uint8_t kCount = protocol::kFirstInputRole;

// Sets up the PWM timers; all outputs stay high impedance until they are assigned.
void start();

// Makes a pin the output of this role, low. False where the pin cannot do it.
bool assign(uint8_t role, uint8_t pin);

// A write that came through Firmata: 0 or 1, or 0-255 for PWM.
void write(uint8_t role, uint8_t value);

// A valid guard frame: acts on what it and the writes agree on, and only lowers the rest.
void agree(const protocol::Frame &frame);

// A valid question: signs act as they were written.
void showSigns();

// Everything off, now. Safe in interrupts.
void allOff();
// The same, but signs stay as they are.
void guardedOff();

// Each millisecond, from the interrupt: looks at one motor's pin, whether it follows its timer.
void look(bool first);
// What a motor's pin really gives, 0-255: the timer's duty while the pin follows it, else 0 or 255.
uint8_t dutyNow(uint8_t role);
// Switched outputs as the pins really are, in the bits of `levels`.
uint16_t levelsNow();
// What was last asked of this output.
uint8_t wanted(uint8_t role);

}  // namespace outputs

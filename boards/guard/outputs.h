// Everything the chip can switch on. A write towards off acts at once. Towards on, a write to a guarded output is
// only noted, and acts when a guard frame names the same value; nothing guarded turns on unless the guard is
// armed. The signs (lamps, beeper) act as written, while the guard lets signs act. The two outputs of one motor are
// never on together, and its dead time lies between them.
#pragma once
#include <stdint.h>

#include "protocol.h"

namespace outputs {

// An output by its place: three of each motor (how much, ahead or direction, back), then the rest.
constexpr uint8_t kAhead = protocol::kMotors;
constexpr uint8_t kBack = 2 * protocol::kMotors;
constexpr uint8_t kPad = 3 * protocol::kMotors;
constexpr uint8_t kPadRelay = kPad + protocol::kPads;
constexpr uint8_t kMotorRelay = kPadRelay + 1;
constexpr uint8_t kSign = kMotorRelay + 1;
constexpr uint8_t kCount = kSign + protocol::kSigns;

// The place of the output with this role, or pins::kNone where it is no output's.
uint8_t placeOf(uint8_t kind, uint8_t index);

// Sets up the PWM timers; all outputs stay high impedance until they are assigned.
void start();
// Makes a pin the output of this role, off.
void assign(uint8_t place, const protocol::Pin &entry);
// All outputs have been assigned.
void finish();
bool assigned(uint8_t place);

// A write that came through Firmata, towards on or off at the pin's own level: 0 or 1, or 0-255 for PWM. False where
// it asks for something that cannot act now.
bool write(uint8_t place, uint8_t level);

// A valid guard frame: acts on what it and the writes agree on, and only lowers the rest.
void agree(const protocol::Frame &frame);

// A valid question: signs act as they were written.
void showSigns();

// Everything off, now. Safe in interrupts.
void allOff();
// The same, but signs stay as they are.
void guardedOff();

// Each millisecond, from the interrupt: looks at one PWM pin, whether it follows its timer.
void look();
// What a motor really gets, 0-255: the timer's duty while its pin follows it.
uint8_t dutyNow(uint8_t motor);
// Switched outputs as the pins really are, in the bits of `levels`.
uint16_t levelsNow();
// What was last asked of this output, as it was written.
uint8_t wanted(uint8_t place);

}  // namespace outputs

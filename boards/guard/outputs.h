// All outputs. A write that lowers a guarded output acts at once; one that raises it is staged, and acts when a guard
// frame carries the same value while the guard is armed. A direction is staged either way. Signs (lamps, beeper) follow
// writes directly while they may be on. The two lines of a motor are never on together, and its dead time separates
// them.
#pragma once
#include <stdint.h>

#include "protocol.h"

namespace outputs {

// Places of the outputs: for the motors a block of enables (PWM or on), one of forward lines or direction outputs, and
// one of backward lines; then the rest.
constexpr uint8_t kAhead = protocol::kMotors;
constexpr uint8_t kBack = 2 * protocol::kMotors;
constexpr uint8_t kPad = 3 * protocol::kMotors;
constexpr uint8_t kPadRelay = kPad + protocol::kPads;
constexpr uint8_t kMotorRelay = kPadRelay + 1;
constexpr uint8_t kSign = kMotorRelay + 1;
constexpr uint8_t kCount = kSign + protocol::kSigns;

// The place of the output with this role, or pins::kNone for any other role.
uint8_t placeOf(uint8_t kind, uint8_t index);

// Sets up the PWM timers. All pins stay high impedance until assigned.
void start();
// Makes a pin the output at this place, switched off.
void assign(uint8_t place, const protocol::Pin &entry);
// After the last `assign`: adapts the PWM periods (timers::meetAll).
void finish();
bool assigned(uint8_t place);

// A Firmata write of a pin level: 0 or 1, or 0-255 for PWM. False if it would switch a guarded output on (a direction
// aside) while not armed.
bool write(uint8_t place, uint8_t level);

// A valid guard frame: acts where frame and staged writes agree, and otherwise only lowers.
void agree(const protocol::Frame &frame);

// After a valid `ask`: signs act as staged.
void showSigns();

// Everything off at once, staged values cleared. Callable from interrupt handlers.
void allOff();
// The same for guarded outputs only.
void guardedOff();

// From the tick's interrupt handler: samples one PWM pin, to check that it follows its timer.
void look();
// Readback of a motor's duty, 0-255: the timer's while the pin follows it.
uint8_t dutyNow(uint8_t motor);
// Readback of the switched outputs, as the bits of `levels`.
uint16_t levelsNow();
// The staged value as a pin level, as it was written.
uint8_t wanted(uint8_t place);

}  // namespace outputs

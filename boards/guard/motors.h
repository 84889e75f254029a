// Drives the outputs of one motor together: direction, dead time and braking.
#pragma once
#include <stdint.h>

#include "output.h"
#include "protocol.h"

namespace motors {

// Takes over one list entry of the motor.
void note(uint8_t motor, const protocol::Pin &entry);
bool hasLines(uint8_t motor);
bool brakes(uint8_t motor);
uint16_t deadTimeMs(uint8_t motor);

// Carries out a frame's command for the motor as far as the staged writes agree.
void agree(uint8_t motor, uint8_t duty, bool forwards);
// Lowers one of its outputs. Call with interrupts off.
void lower(uint8_t motor, outputs::Output &out, uint8_t value);
// Enable and lines off; a direction output stays as it is. Call with interrupts off.
void stop(uint8_t motor);

}  // namespace motors

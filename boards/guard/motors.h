// One motor's outputs together: which way it was driven last, and how long it has rested since.
#pragma once
#include <stdint.h>

#include "output.h"
#include "protocol.h"

namespace motors {

// What the list says of one pin of a motor.
void note(uint8_t motor, const protocol::Pin &entry);
bool hasLines(uint8_t motor);
bool brakes(uint8_t motor);
uint16_t deadTimeMs(uint8_t motor);

// What a frame asks of a motor, carried out as far as the writes say the same.
void agree(uint8_t motor, uint8_t duty, bool forwards);
// A write towards off to one of its outputs. Call with interrupts off.
void lower(uint8_t motor, outputs::Output &out, uint8_t value);
// All of its outputs off. Call with interrupts off.
void stop(uint8_t motor);

}  // namespace motors

// Counts every edge of the hall sensor by interrupt, so that none is lost while the main loop is busy.
#pragma once
#include <stdint.h>

namespace edges {

void use(uint8_t interrupt);
uint32_t count();

}  // namespace edges

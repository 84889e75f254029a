// The chip the firmware is being built for.
#pragma once

#if defined(__AVR_ATmega2560__)
#include "chips/atmega2560.h"
#else
#error "No pin table for this chip: see boards/guard/chips."
#endif

// The millisecond tick. Its interrupt handler keeps time, samples the stop inputs, supervises the lease, checks one PWM
// pin and starts ADC scans. Everything time-critical runs in interrupt handlers; the main loop only communicates.
#pragma once
#include <stdint.h>

namespace clock {

void start();
// Milliseconds since reset, modulo 65536.
uint16_t now();
uint32_t uptime();
// A tick has come since `clearTick`. Call with interrupts off to decide whether to sleep.
bool ticked();
void clearTick();

}  // namespace clock

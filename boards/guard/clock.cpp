#include "clock.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

#include "analog.h"
#include "edges.h"
#include "guard.h"
#include "outputs.h"

namespace clock {
namespace {

constexpr uint8_t kScanEveryMs = 10;

volatile uint16_t milliseconds = 0;
volatile uint16_t overflows = 0;
volatile bool tick = false;
uint8_t untilScan = kScanEveryMs;

}  // namespace

ISR(TIMER2_COMPA_vect) {
  const uint16_t time = milliseconds + 1;
  milliseconds = time;
  if (time == 0) ++overflows;
  tick = true;
  guard::watch(time);
  outputs::look();
  edges::refill();
  if (--untilScan == 0) {
    untilScan = kScanEveryMs;
    analog::scan();
  }
}

void start() {
  TCCR2A = _BV(WGM21);
  OCR2A = F_CPU / 64 / 1000 - 1;
  TIMSK2 = _BV(OCIE2A);
  TCCR2B = _BV(CS22);
}

uint16_t now() {
  uint16_t time;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { time = milliseconds; }
  return time;
}

uint32_t uptime() {
  uint32_t time;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { time = (static_cast<uint32_t>(overflows) << 16) | milliseconds; }
  return time;
}

bool ticked() { return tick; }
void clearTick() { tick = false; }

}  // namespace clock

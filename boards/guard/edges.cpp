#include "edges.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

namespace edges {
namespace {

// 8,000 edges/s; the fastest rail gives a few hundred.
constexpr uint8_t kMostInMs = 8;

volatile uint32_t counted = 0;
volatile uint8_t left = kMostInMs;
volatile uint8_t flooded = 0;
uint8_t mask = 0;

}  // namespace

ISR(INT0_vect) {
  counted = counted + 1;
  const uint8_t now = left - 1;
  left = now;
  if (now == 0) EIMSK = 0;
}
ISR(INT1_vect, ISR_ALIASOF(INT0_vect));
ISR(INT2_vect, ISR_ALIASOF(INT0_vect));
ISR(INT3_vect, ISR_ALIASOF(INT0_vect));
ISR(INT4_vect, ISR_ALIASOF(INT0_vect));
ISR(INT5_vect, ISR_ALIASOF(INT0_vect));

void use(uint8_t interrupt, Sense sense) {
  const uint8_t shift = (interrupt & 3) * 2;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (interrupt < 4) {
      EICRA = (EICRA & ~(3 << shift)) | (sense << shift);
    } else {
      EICRB = (EICRB & ~(3 << shift)) | (sense << shift);
    }
    mask = _BV(interrupt);
    EIFR = mask;
    EIMSK = mask;
  }
}

bool used() { return mask != 0; }

uint32_t count() {
  uint32_t now;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { now = counted; }
  return now;
}

uint8_t floods() { return flooded; }

void refill() {
  if (left == kMostInMs) return;
  if (left == 0) {
    flooded = flooded + 1;
    // Discard the edge pending since it was masked.
    EIFR = mask;
    EIMSK = mask;
  }
  left = kMostInMs;
}

}  // namespace edges

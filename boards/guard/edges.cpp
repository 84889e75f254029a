#include "edges.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>

namespace edges {
namespace {
volatile uint32_t counted = 0;
}

ISR(INT0_vect) { counted = counted + 1; }
ISR(INT1_vect, ISR_ALIASOF(INT0_vect));
ISR(INT2_vect, ISR_ALIASOF(INT0_vect));
ISR(INT3_vect, ISR_ALIASOF(INT0_vect));
ISR(INT4_vect, ISR_ALIASOF(INT0_vect));
ISR(INT5_vect, ISR_ALIASOF(INT0_vect));

void use(uint8_t interrupt) {
  // Sense control 01: any edge.
  const uint8_t shift = (interrupt & 3) * 2;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (interrupt < 4) {
      EICRA = (EICRA & ~(3 << shift)) | (1 << shift);
    } else {
      EICRB = (EICRB & ~(3 << shift)) | (1 << shift);
    }
    EIFR = _BV(interrupt);
    EIMSK |= _BV(interrupt);
  }
}

uint32_t count() {
  uint32_t now;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { now = counted; }
  return now;
}

}  // namespace edges

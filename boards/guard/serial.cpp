#include "serial.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <avr/sleep.h>

#include "protocol.h"

namespace serial {
namespace {

constexpr uint16_t kDivider = F_CPU / 8 / protocol::kBaud - 1;
static_assert(F_CPU / 8 % protocol::kBaud == 0, "the baud rate must be exact");

// 8-bit indices wrap at the buffer size of 256.
volatile uint8_t received[256];
volatile uint8_t receivedHead = 0;
volatile uint8_t receivedTail = 0;

volatile uint8_t outgoing[256];
volatile uint8_t outgoingHead = 0;
volatile uint8_t outgoingTail = 0;

}  // namespace

ISR(USART0_RX_vect) {
  const uint8_t byte = UDR0;
  const uint8_t head = receivedHead;
  const uint8_t next = head + 1;
  // A full buffer drops the byte; the checksum of its frame tells.
  if (next == receivedTail) return;
  received[head] = byte;
  receivedHead = next;
}

ISR(USART0_UDRE_vect) {
  uint8_t tail = outgoingTail;
  // `send` may have enabled this interrupt just after the last byte went out.
  if (tail != outgoingHead) {
    UDR0 = outgoing[tail];
    outgoingTail = ++tail;
  }
  if (tail == outgoingHead) UCSR0B &= ~_BV(UDRIE0);
}

void start() {
  UBRR0 = kDivider;
  UCSR0A = _BV(U2X0);
  UCSR0C = _BV(UCSZ01) | _BV(UCSZ00);
  UCSR0B = _BV(RXEN0) | _BV(TXEN0) | _BV(RXCIE0);
}

bool waiting() { return receivedHead != receivedTail; }

uint8_t next() {
  const uint8_t tail = receivedTail;
  const uint8_t byte = received[tail];
  receivedTail = tail + 1;
  return byte;
}

bool hasRoom(uint8_t bytes) {
  return static_cast<uint8_t>(outgoingTail - outgoingHead - 1) >= bytes;
}

void send(uint8_t byte) {
  const uint8_t head = outgoingHead;
  const uint8_t next = head + 1;
  // Only long Firmata replies (capabilities) fill the buffer; interrupt handlers keep running meanwhile.
  while (next == outgoingTail) sleep_cpu();
  outgoing[head] = byte;
  outgoingHead = next;
  if (UCSR0B & _BV(UDRIE0)) return;
  cli();
  UCSR0B |= _BV(UDRIE0);
  sei();
}

}  // namespace serial

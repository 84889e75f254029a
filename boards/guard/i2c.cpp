#include "i2c.h"

#include <avr/interrupt.h>
#include <avr/io.h>
#include <util/atomic.h>
#include <util/twi.h>

#include "answers.h"
#include "guard.h"
#include "limits.h"
#include "pins.h"

namespace i2c {
namespace {

constexpr uint32_t kBusHz = 100000;
constexpr uint16_t kHungMs = 25;
constexpr uint8_t kLongest = 32;
constexpr uint8_t kQueue = 8;

struct Transaction {
  uint8_t address;
  uint8_t writeLength;
  uint8_t readLength;
  uint8_t registerNumber;  // for the reply
  uint8_t bytes[kLongest];
};

Transaction queue[kQueue];
volatile uint8_t head = 0;  // next free
volatile uint8_t tail = 0;  // the one on the bus
volatile bool busy = false;
volatile uint16_t startedAt = 0;
bool started = false;
uint8_t position = 0;
bool reading = false;

// The display: the last device that acknowledged a write. It counts as lit unless that write switched it off.
volatile uint8_t display = 0;
volatile bool displayLit = false;
constexpr uint8_t kDisplayOff = 0x80;

// Buffer for one reply until the main loop sends it; reads wait while it is full.
volatile bool replyWaits = false;
uint8_t replyAddress = 0;
uint8_t replyRegister = 0;
uint8_t replyLength = 0;
uint8_t reply[kLongest];
uint16_t timeNow = 0;

constexpr uint8_t kGo = _BV(TWINT) | _BV(TWEN) | _BV(TWIE);

// Call with interrupts off.
void begin() {
  if (busy || tail == head) return;
  const Transaction &transaction = queue[tail];
  if (transaction.readLength != 0 && replyWaits) return;
  busy = true;
  startedAt = timeNow;
  position = 0;
  reading = transaction.writeLength == 0 && transaction.readLength != 0;
  // Wait for a STOP condition in progress: about half a bit time.
  for (uint8_t i = 0; (TWCR & _BV(TWSTO)) && i < 255; ++i) {
  }
  TWCR = kGo | _BV(TWSTA);
}

void finish() {
  tail = (tail + 1) % kQueue;
  busy = false;
  TWCR = _BV(TWINT) | _BV(TWEN) | _BV(TWSTO);
}

Transaction *reserve() {
  if (!started || static_cast<uint8_t>((head + 1) % kQueue) == tail) return nullptr;
  return &queue[head];
}

void commit() {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    head = (head + 1) % kQueue;
    begin();
  }
}

void received(const Transaction &transaction) {
  reply[position++] = TWDR;
  if (position < transaction.readLength) return;
  replyAddress = transaction.address;
  replyRegister = transaction.registerNumber;
  replyLength = position;
  replyWaits = true;
}

// An HT16K33 keeps displaying after the host has gone.
void switchDisplayOff() {
  if (!displayLit || !limits::locked() || guard::signsAct()) return;
  write(display, &kDisplayOff, 1);
}

void acknowledged(const Transaction &transaction) {
  if (transaction.readLength != 0) return;
  display = transaction.address;
  displayLit = transaction.bytes[0] != kDisplayOff;
}

}  // namespace

ISR(TWI_vect) {
  const Transaction &transaction = queue[tail];
  switch (TW_STATUS) {
    case TW_START:
    case TW_REP_START:
      TWDR = (transaction.address << 1) | (reading ? TW_READ : TW_WRITE);
      TWCR = kGo;
      return;
    case TW_MT_SLA_ACK:
    case TW_MT_DATA_ACK:
      if (position == 0) acknowledged(transaction);
      if (position < transaction.writeLength) {
        TWDR = transaction.bytes[position++];
        TWCR = kGo;
        return;
      }
      if (transaction.readLength != 0) {
        reading = true;
        position = 0;
        TWCR = kGo | _BV(TWSTA);
        return;
      }
      break;
    case TW_MR_SLA_ACK:
      TWCR = kGo | (transaction.readLength > 1 ? _BV(TWEA) : 0);
      return;
    case TW_MR_DATA_ACK:
      received(transaction);
      TWCR = kGo | (position + 1 < transaction.readLength ? _BV(TWEA) : 0);
      return;
    case TW_MR_DATA_NACK:
      received(transaction);
      break;
    default:
      // NACK, arbitration lost or bus error: give up this transaction.
      break;
  }
  finish();
  begin();
}

bool start() {
  if (started) return true;
  if (limits::kindOf(chip::kI2cData) != pins::kNone || limits::kindOf(chip::kI2cClock) != pins::kNone) return false;
  started = true;
  pins::makeInput(chip::kI2cData, pins::kPullUp);
  pins::makeInput(chip::kI2cClock, pins::kPullUp);
  pins::note(chip::kI2cData, pins::kI2c);
  pins::note(chip::kI2cClock, pins::kI2c);
  TWSR = 0;
  TWBR = (F_CPU / kBusHz - 16) / 2;
  TWCR = _BV(TWEN);
  return true;
}

bool write(uint8_t address, const uint8_t *bytes, uint8_t length) {
  Transaction *transaction = reserve();
  if (transaction == nullptr || length > kLongest) return false;
  transaction->address = address;
  transaction->writeLength = length;
  transaction->readLength = 0;
  for (uint8_t i = 0; i < length; ++i) transaction->bytes[i] = bytes[i];
  commit();
  return true;
}

bool read(uint8_t address, bool hasRegister, uint8_t registerNumber, uint8_t length) {
  Transaction *transaction = reserve();
  if (transaction == nullptr || length == 0 || length > kLongest) return false;
  transaction->address = address;
  transaction->writeLength = hasRegister ? 1 : 0;
  transaction->bytes[0] = registerNumber;
  transaction->registerNumber = registerNumber;
  transaction->readLength = length;
  commit();
  return true;
}

void turn(uint16_t now) {
  // Even before `start`: otherwise the first transaction would seem to have hung since reset.
  timeNow = now;
  if (!started) return;
  switchDisplayOff();
  if (replyWaits) {
    answers::sendI2cReply(replyAddress, replyRegister, reply, replyLength);
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
      replyWaits = false;
      begin();
    }
  }
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (busy && static_cast<uint16_t>(now - startedAt) > kHungMs) {
      TWCR = 0;
      finish();
      begin();
    } else if (!busy) {
      begin();
    }
  }
}

}  // namespace i2c

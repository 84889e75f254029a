#include "limits.h"

#include "analog.h"
#include "crc.h"
#include "edges.h"
#include "outputs.h"
#include "pins.h"
#include "stops.h"

namespace limits {
namespace {

bool isLocked = false;
uint8_t taken = 0;
uint16_t digestOfTaken = 0;
uint16_t lease = protocol::kLeaseMaxMs;
uint8_t roles[chip::kPinCount];
uint8_t channels[protocol::kRoleCount - protocol::kFirstAnalogRole];

// The whole list waits here until it is locked: nothing of a list that is not whole takes effect.
protocol::Pin entries[chip::kPinCount];

bool roleIsTaken(uint8_t role) {
  for (uint8_t i = 0; i < taken; ++i) {
    if (entries[i].role == role) return true;
  }
  return false;
}

bool canDo(const protocol::Pin &entry) {
  const uint8_t pin = entry.pin;
  if (!pins::exists(pin) || entry.role >= protocol::kRoleCount || roles[pin] != pins::kNone) return false;
  if (entry.role != protocol::kInput && roleIsTaken(entry.role)) return false;
  switch (pgm_read_byte(&protocol::kRoleNeeds[entry.role])) {
    case protocol::kNeedsPwm: return pins::pwmOf(pin) != pins::kNone;
    case protocol::kNeedsInterrupt: return pins::interruptOf(pin) != pins::kNone;
    case protocol::kNeedsAnalog: return pins::analogOf(pin) != pins::kNone;
    default: return true;
  }
}

void forget() {
  taken = 0;
  digestOfTaken = 0;
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) roles[pin] = pins::kNone;
  for (uint8_t i = 0; i < sizeof channels; ++i) channels[i] = pins::kNone;
}

void apply(const protocol::Pin &entry) {
  const uint8_t pin = entry.pin;
  if (entry.role < outputs::kCount) {
    outputs::assign(entry.role, pin);
    return;
  }
  if (entry.role >= protocol::kFirstAnalogRole) {
    pins::makeInput(pin, pins::kInput);
    pins::note(pin, pins::kAnalog);
    const uint8_t channel = pins::analogOf(pin);
    channels[entry.role - protocol::kFirstAnalogRole] = channel;
    analog::setLimits(channel, pin, entry.low, entry.high);
    return;
  }
  pins::makeInput(pin, entry.flags & protocol::kFlagsPullUp ? pins::kPullUp : pins::kInput);
  if (entry.role == protocol::kEmergencyStop) stops::assign(0, pin, entry.flags & protocol::kFlagsActiveHigh);
  if (entry.role == protocol::kStopKey) stops::assign(1, pin, entry.flags & protocol::kFlagsActiveHigh);
  if (entry.role == protocol::kCarriageEdge) edges::use(pins::interruptOf(pin));
}

}  // namespace

void start() { forget(); }

uint8_t take(const protocol::Pin &entry, const uint8_t *fieldBytes, uint8_t length) {
  // A host that starts again sends the list again: `lock` says whether it is the same one.
  if (isLocked) return protocol::kResultDone;
  if (taken == 0) forget();
  if (taken >= chip::kPinCount || !canDo(entry)) {
    forget();
    return protocol::kResultBadPin;
  }
  digestOfTaken = crcOf(fieldBytes, length, digestOfTaken);
  roles[entry.pin] = entry.role;
  entries[taken++] = entry;
  return protocol::kResultDone;
}

uint8_t lock(const protocol::Lock &wanted) {
  const bool leaseFits = wanted.leaseMs >= protocol::kLeaseMinMs && wanted.leaseMs <= protocol::kLeaseMaxMs;
  const bool same = wanted.pins == taken && wanted.digest == digestOfTaken && leaseFits;
  if (isLocked) {
    return same && wanted.leaseMs == lease ? protocol::kResultDone : protocol::kResultLocked;
  }
  if (!same) {
    forget();
    return protocol::kResultIncomplete;
  }
  lease = wanted.leaseMs;
  for (uint8_t i = 0; i < taken; ++i) apply(entries[i]);
  isLocked = true;
  return protocol::kResultDone;
}

bool locked() { return isLocked; }
uint16_t digest() { return isLocked ? digestOfTaken : 0; }
uint16_t leaseMs() { return lease; }
uint8_t roleOf(uint8_t pin) { return isLocked ? roles[pin] : pins::kNone; }
uint8_t channelOf(uint8_t role) { return channels[role - protocol::kFirstAnalogRole]; }

}  // namespace limits

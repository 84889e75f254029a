#include "limits.h"

#include "analog.h"
#include "crc.h"
#include "edges.h"
#include "outputs.h"
#include "pins.h"
#include "stops.h"

namespace limits {
namespace {

// Below 20 Hz the samples that verify a PWM pin would not cover its period in time (timers.cpp).
constexpr uint16_t kPwmLeast = 20 / protocol::kPwmUnitHz;

bool isLocked = false;
uint8_t taken = 0;
uint16_t digestOfTaken = 0;
uint16_t crcOfEntries = 0;
uint16_t lease = protocol::kLeaseMaxMs;
uint8_t analogTaken = 0;

// Filled at the lock.
uint8_t kindsOfPins[chip::kPinCount];
uint8_t indexesOfPins[chip::kPinCount];
uint8_t thermostatPads = 0;
uint8_t declaredEnds = 0;
uint8_t floatingOutputs = 0;

// The list as received. It takes effect at the lock, as a whole or not at all.
protocol::Pin entries[chip::kPinCount];

uint16_t crcOfEntry(const protocol::Pin &entry, uint16_t crc) {
  return crcOf(reinterpret_cast<const uint8_t *>(&entry), sizeof entry, crc);
}

bool isAnalog(uint8_t kind) { return pgm_read_byte(&protocol::kKinds[kind].needs) == protocol::kNeedsAnalog; }

uint8_t timerOf(uint8_t pin) { return pgm_read_word(&chip::kPwm[pins::pwmOf(pin)].control) & 0xff; }

// No other entry has the role, or another role with the same place among the outputs.
bool roleIsFree(const protocol::Pin &entry) {
  if (pgm_read_byte(&protocol::kKinds[entry.kind].indexes) == 0) return true;
  const uint8_t place = outputs::placeOf(entry.kind, entry.index);
  for (uint8_t i = 0; i < taken; ++i) {
    const protocol::Pin &other = entries[i];
    if (other.kind == entry.kind && other.index == entry.index) return false;
    if (place != pins::kNone && outputs::placeOf(other.kind, other.index) == place) return false;
  }
  return true;
}

// All PWM pins of a timer share its frequency.
bool frequencyFits(const protocol::Pin &entry) {
  if (entry.pwm != 0 && entry.pwm < kPwmLeast) return false;
  for (uint8_t i = 0; i < taken; ++i) {
    const protocol::Pin &other = entries[i];
    if (other.kind != protocol::kMotorPwm || timerOf(other.pin) != timerOf(entry.pin)) continue;
    if (other.pwm != entry.pwm) return false;
  }
  return true;
}

bool pinIsFree(uint8_t pin) {
  if (!pins::exists(pin) || pins::mode(pin) == pins::kI2c) return false;
  for (uint8_t i = 0; i < taken; ++i) {
    if (entries[i].pin == pin) return false;
  }
  return true;
}

bool canDo(const protocol::Pin &entry) {
  if (entry.kind >= protocol::kKindCount || !pinIsFree(entry.pin)) return false;
  const uint8_t indexes = pgm_read_byte(&protocol::kKinds[entry.kind].indexes);
  if ((indexes != 0 && entry.index >= indexes) || !roleIsFree(entry)) return false;
  switch (pgm_read_byte(&protocol::kKinds[entry.kind].needs)) {
    case protocol::kNeedsPwm: return pins::pwmOf(entry.pin) != pins::kNone && frequencyFits(entry);
    case protocol::kNeedsInterrupt: return pins::interruptOf(entry.pin) != pins::kNone;
    case protocol::kNeedsAnalog:
      return pins::analogOf(entry.pin) != pins::kNone && analogTaken < protocol::kAnalogSlots;
    default: return true;
  }
}

void discard() {
  taken = 0;
  analogTaken = 0;
  digestOfTaken = 0;
  crcOfEntries = 0;
}

void applyOutput(uint8_t place, const protocol::Pin &entry) {
  outputs::assign(place, entry);
  if (entry.kind == protocol::kPad && (entry.flags & protocol::kFlagsThermostat)) thermostatPads |= 1 << entry.index;
  const bool heldOff = (entry.flags & protocol::kFlagsActiveLow) == 0 || (entry.flags & protocol::kFlagsHeldOff) != 0;
  if (place < outputs::kSign && !heldOff) ++floatingOutputs;
}

void applyAnalog(const protocol::Pin &entry) {
  pins::makeInput(entry.pin, pins::kInput);
  pins::note(entry.pin, pins::kAnalog);
  const uint8_t channel = pins::analogOf(entry.pin);
  analog::setLimits(channel, entry.pin, entry.low, entry.high);
  const analog::Mean mean = entry.kind == protocol::kSupply    ? analog::kLatest
                            : entry.kind == protocol::kCurrent ? analog::kTwoScans
                                                               : analog::kTenScans;
  analog::report(channel, mean);
}

void apply(const protocol::Pin &entry) {
  const uint8_t pin = entry.pin;
  kindsOfPins[pin] = entry.kind;
  indexesOfPins[pin] = entry.index;
  const uint8_t place = outputs::placeOf(entry.kind, entry.index);
  if (place != pins::kNone) {
    applyOutput(place, entry);
    return;
  }
  if (isAnalog(entry.kind)) {
    applyAnalog(entry);
    return;
  }
  const bool activeHigh = (entry.flags & protocol::kFlagsActiveLow) == 0;
  pins::makeInput(pin, entry.flags & protocol::kFlagsPullUp ? pins::kPullUp : pins::kInput);
  if (entry.kind == protocol::kEnd && (entry.flags & protocol::kFlagsOnlyEnd)) declaredEnds |= 1 << entry.index;
  if (entry.kind == protocol::kStop) stops::assign(entry.index, pin, activeHigh);
  if (entry.kind == protocol::kEdge) {
    const edges::Sense towardsActive = activeHigh ? edges::kRising : edges::kFalling;
    edges::use(pins::interruptOf(pin), entry.flags & protocol::kFlagsActiveEdge ? towardsActive : edges::kAny);
  }
}

}  // namespace

void start() {
  discard();
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) kindsOfPins[pin] = pins::kNone;
}

uint8_t take(const protocol::Pin &entry, const uint8_t *fieldBytes, uint8_t length) {
  // A restarted host sends its list again; `lock` compares pin count, digest and lease.
  if (isLocked) return protocol::kResultDone;
  if (taken >= chip::kPinCount || !canDo(entry)) {
    discard();
    return protocol::kResultBadPin;
  }
  digestOfTaken = crcOf(fieldBytes, length, digestOfTaken);
  crcOfEntries = crcOfEntry(entry, crcOfEntries);
  if (isAnalog(entry.kind)) ++analogTaken;
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
    discard();
    return protocol::kResultIncomplete;
  }
  lease = wanted.leaseMs;
  for (uint8_t i = 0; i < taken; ++i) apply(entries[i]);
  outputs::finish();
  isLocked = true;
  return protocol::kResultDone;
}

bool locked() { return isLocked; }
uint16_t digest() { return isLocked ? digestOfTaken : 0; }
uint16_t leaseMs() { return lease; }

uint8_t length() { return taken; }
const protocol::Pin &entry(uint8_t at) { return entries[at]; }

bool isWhole() {
  uint16_t crc = 0;
  for (uint8_t i = 0; i < taken; ++i) crc = crcOfEntry(entries[i], crc);
  return isLocked && crc == crcOfEntries;
}

uint8_t kindOf(uint8_t pin) { return kindsOfPins[pin]; }
uint8_t indexOf(uint8_t pin) { return indexesOfPins[pin]; }

uint8_t placeOf(uint8_t pin) { return outputs::placeOf(kindsOfPins[pin], indexesOfPins[pin]); }

uint8_t thermostats() { return thermostatPads; }
uint8_t onlyEnds() { return declaredEnds; }
uint8_t floating() { return floatingOutputs; }

}  // namespace limits

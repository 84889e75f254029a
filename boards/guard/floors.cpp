#include "floors.h"

#include <avr/pgmspace.h>

#include "analog.h"
#include "edges.h"
#include "limits.h"
#include "motors.h"
#include "outputs.h"
#include "pins.h"
#include "protocol.h"
#include "stops.h"

namespace floors {
namespace {

constexpr uint8_t kBothEnds = 3;

// Summary of a list: the bytes are masks with one bit per motor, pad or end.
struct Parts {
  bool power;
  bool stopKey;
  bool edge;
  bool onlyEnd;
  bool tooWide;
  bool floats;
  uint8_t enables;
  uint8_t directions;
  uint8_t aheads;
  uint8_t backs;
  uint8_t brakes;
  uint8_t ends;
  uint8_t pads;
  uint8_t limitedPads;
  uint16_t deadTimesMs[protocol::kMotors];
};

bool tooWide(uint8_t index, uint16_t low, uint16_t high) {
  const uint16_t lowest = index & 1 ? protocol::kSurfaceLowest : protocol::kElementLowest;
  return low < lowest || high > protocol::kThermistorHighest || low >= high;
}

bool isPower(uint8_t kind) { return kind < protocol::kSign; }
static_assert(protocol::kMotorPwm == 0 && protocol::kMotorRelay + 1 == protocol::kSign, "guarded kinds come first");

void countMotor(Parts &parts, const protocol::Pin &entry) {
  const bool line = entry.kind == protocol::kMotorLine;
  const uint8_t motor = line ? entry.index / 2 : entry.index;
  const uint8_t bit = 1 << motor;
  if (entry.flags & protocol::kFlagsBrake) parts.brakes |= bit;
  if (entry.deadTimeMs > parts.deadTimesMs[motor]) parts.deadTimesMs[motor] = entry.deadTimeMs;
  if (line) {
    (entry.index & 1 ? parts.backs : parts.aheads) |= bit;
  } else {
    (entry.kind == protocol::kMotorDirection ? parts.directions : parts.enables) |= bit;
  }
}

void count(Parts &parts, const protocol::Pin &entry) {
  const uint8_t flags = entry.flags;
  if (isPower(entry.kind)) {
    parts.power = true;
    if ((flags & protocol::kFlagsActiveLow) && !(flags & protocol::kFlagsHeldOff)) parts.floats = true;
  }
  switch (entry.kind) {
    case protocol::kMotorPwm:
    case protocol::kMotorOn:
    case protocol::kMotorDirection:
    case protocol::kMotorLine: countMotor(parts, entry); break;
    case protocol::kPad:
      parts.pads |= 1 << entry.index;
      if (flags & protocol::kFlagsThermostat) parts.limitedPads |= 1 << entry.index;
      break;
    case protocol::kStop:
      if (entry.index == stops::kStopKey) parts.stopKey = true;
      break;
    case protocol::kEdge: parts.edge = true; break;
    case protocol::kEnd:
      parts.ends |= 1 << entry.index;
      if (flags & protocol::kFlagsOnlyEnd) parts.onlyEnd = true;
      break;
    case protocol::kThermistor:
      parts.limitedPads |= 1 << entry.index / 2;
      if (tooWide(entry.index, entry.low, entry.high)) parts.tooWide = true;
      break;
    default: break;
  }
}

bool driveIncomplete(const Parts &parts) {
  const uint8_t lines = parts.aheads | parts.backs;
  if (parts.aheads != parts.backs || (lines & parts.directions) != 0) return true;
  if ((parts.directions & ~parts.enables) != 0) return true;
  return (parts.brakes & ~(lines & parts.enables)) != 0;
}

bool deadTimeShort(const Parts &parts) {
  for (uint8_t motor = 0; motor < protocol::kMotors; ++motor) {
    const bool lines = (parts.aheads >> motor) & 1;
    if (lines && parts.deadTimesMs[motor] < protocol::kDeadTimeLeastMs) return true;
  }
  return false;
}

// The same checks on the tables used at run time.
bool endIsInput(uint8_t index) {
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) {
    if (limits::kindOf(pin) != protocol::kEnd || limits::indexOf(pin) != index) continue;
    return (*pins::directionRegister(pin) & pins::maskOf(pin)) == 0;
  }
  return false;
}

bool anyPowerAssigned() {
  for (uint8_t place = 0; place < outputs::kSign; ++place) {
    if (outputs::assigned(place)) return true;
  }
  return false;
}

bool carriageAssigned() {
  return outputs::assigned(0) || outputs::assigned(outputs::kAhead) || outputs::assigned(outputs::kBack);
}

bool everyPadIsLimited() {
  uint8_t limited = limits::thermostats();
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) {
    if (limits::kindOf(pin) == protocol::kThermistor) limited |= 1 << limits::indexOf(pin) / 2;
  }
  for (uint8_t pad = 0; pad < protocol::kPads; ++pad) {
    if (outputs::assigned(outputs::kPad + pad) && !((limited >> pad) & 1)) return false;
  }
  return true;
}

bool everyLimitIsNarrow() {
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) {
    if (limits::kindOf(pin) != protocol::kThermistor) continue;
    const uint8_t channel = pins::analogOf(pin);
    if (tooWide(limits::indexOf(pin), analog::low(channel), analog::high(channel))) return false;
  }
  return true;
}

bool driveIsComplete(uint8_t motor) {
  const bool enable = outputs::assigned(motor);
  const bool ahead = outputs::assigned(outputs::kAhead + motor);
  const bool back = outputs::assigned(outputs::kBack + motor);
  if (motors::hasLines(motor)) return ahead && back && (enable || !motors::brakes(motor));
  return !back && (enable || !ahead) && !motors::brakes(motor);
}

bool everyDriveIsComplete() {
  for (uint8_t motor = 0; motor < protocol::kMotors; ++motor) {
    if (!driveIsComplete(motor)) return false;
  }
  return true;
}

bool everyDeadTimeIsLong() {
  for (uint8_t motor = 0; motor < protocol::kMotors; ++motor) {
    if (motors::hasLines(motor) && motors::deadTimeMs(motor) < protocol::kDeadTimeLeastMs) return false;
  }
  return true;
}

// Adds to the signature if the check passes; otherwise returns with the rule.
#define PASS(PASSED, PART, RULE)        \
  if (!(PASSED)) {                      \
    verdict.rule = protocol::kFloor##RULE; \
    return verdict;                     \
  }                                     \
  verdict.parts += PART

}  // namespace

Verdict ofList() {
  Verdict verdict = {protocol::kFloorNone, 0};
  Parts parts = {};
  PASS(limits::isWhole(), kListPart, Memory);
  for (uint8_t at = 0; at < limits::length(); ++at) count(parts, limits::entry(at));
  const bool carriage = ((parts.enables | parts.directions | parts.aheads | parts.backs) & 1) != 0;
  PASS(parts.stopKey || !parts.power, kListPart, NoStopKey);
  PASS(parts.ends != 0 || !carriage, kListPart, NoEnd);
  PASS(parts.ends == kBothEnds || parts.edge || parts.onlyEnd || !carriage, kListPart, OneEnd);
  PASS((parts.pads & ~parts.limitedPads) == 0, kListPart, PadUnlimited);
  PASS(!parts.tooWide, kListPart, LimitTooWide);
  PASS(!parts.floats, kListPart, FloatsOn);
  PASS(!driveIncomplete(parts), kListPart, DriveIncomplete);
  PASS(!deadTimeShort(parts), kListPart, DeadTimeShort);
  return verdict;
}

Verdict ofPins() {
  Verdict verdict = {protocol::kFloorNone, 0};
  const bool bottom = endIsInput(0);
  const bool top = endIsInput(1);
  PASS(limits::locked(), kPinsPart, Memory);
  PASS(everyDeadTimeIsLong(), kPinsPart, DeadTimeShort);
  PASS(everyDriveIsComplete(), kPinsPart, DriveIncomplete);
  PASS(limits::floating() == 0, kPinsPart, FloatsOn);
  PASS(everyLimitIsNarrow(), kPinsPart, LimitTooWide);
  PASS(everyPadIsLimited(), kPinsPart, PadUnlimited);
  PASS((bottom && top) || edges::used() || limits::onlyEnds() != 0 || !carriageAssigned(), kPinsPart, OneEnd);
  PASS(bottom || top || !carriageAssigned(), kPinsPart, NoEnd);
  PASS(stops::assigned(stops::kStopKey) || !anyPowerAssigned(), kPinsPart, NoStopKey);
  return verdict;
}

}  // namespace floors

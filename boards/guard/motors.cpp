#include "motors.h"

#include <util/atomic.h>

#include "clock.h"
#include "outputs.h"

namespace motors {
namespace {

using outputs::Output;

// Long enough for any motor of a chair to stand still; then it is let go, and its driver cools.
constexpr uint16_t kBrakeMs = 500;

enum Way : uint8_t { kRested, kForwards, kBackwards };

struct Motor {
  // Driven last; rested once that is so long ago that neither dead time nor brake is due any more.
  Way way;
  // Forwards and backwards have an output each.
  bool lines;
  bool brakes;
  uint16_t deadTimeMs;
  uint16_t offAt;
};

Motor all[protocol::kMotors];

Output &amountOf(uint8_t motor) { return outputs::at(motor); }
Output &aheadOf(uint8_t motor) { return outputs::at(outputs::kAhead + motor); }
Output &backOf(uint8_t motor) { return outputs::at(outputs::kBack + motor); }

bool isDriven(uint8_t motor) {
  if (all[motor].lines) return aheadOf(motor).acting != 0 || backOf(motor).acting != 0;
  return amountOf(motor).acting != 0;
}

uint16_t restedMs(uint8_t motor) {
  uint16_t offAt;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { offAt = all[motor].offAt; }
  return clock::now() - offAt;
}

void halt(uint8_t motor) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (isDriven(motor)) stop(motor);
  }
}

// Of a motor that is not driven: brakes it for a while when its dead time is over, and then forgets its way.
void rest(uint8_t motor) {
  Motor &self = all[motor];
  if (self.way == kRested || isDriven(motor)) return;
  const uint16_t rested = restedMs(motor);
  if (rested <= self.deadTimeMs) return;
  // Both lines off and the bridge enabled: its lower half shorts the motor.
  const bool braking = self.brakes && rested - self.deadTimeMs < kBrakeMs;
  if (self.brakes) outputs::driveIfArmed(amountOf(motor), braking ? 255 : 0);
  if (!braking) self.way = kRested;
}

// The other way was driven, and the dead time is not over. A direction line without one turns at once.
bool mustWait(uint8_t motor, Way way) {
  const Motor &self = all[motor];
  if (self.way == kRested || self.way == way) return false;
  if (!self.lines && self.deadTimeMs == 0) return false;
  // The millisecond in which it went off may have been nearly over.
  return isDriven(motor) || restedMs(motor) <= self.deadTimeMs;
}

// What was written names a way, and this is it.
bool sameWay(uint8_t motor, uint8_t duty, bool forwards) {
  const Output &ahead = aheadOf(motor);
  if (all[motor].lines) {
    const bool one = (ahead.staged != 0) != (backOf(motor).staged != 0);
    return duty == 0 || (one && (ahead.staged != 0) == forwards);
  }
  return ahead.input == nullptr || (ahead.staged != 0) == forwards;
}

// How much both the frame and the writes allow.
uint8_t agreedAmount(uint8_t motor, uint8_t duty) {
  const Output &amount = amountOf(motor);
  const bool has = amount.input != nullptr;
  uint8_t staged = has ? amount.staged : aheadOf(motor).staged | backOf(motor).staged;
  uint8_t acting = !isDriven(motor) ? 0 : has ? amount.acting : 255;
  if (amount.control == nullptr) {
    duty = duty != 0 ? 255 : 0;
    staged = staged != 0 ? 255 : 0;
    acting = acting != 0 ? 255 : 0;
  }
  return outputs::least(acting, duty, staged);
}

void run(uint8_t motor, uint8_t value, bool forwards) {
  Output &amount = amountOf(motor);
  if (all[motor].lines) {
    Output &mine = forwards ? aheadOf(motor) : backOf(motor);
    const Output &other = forwards ? backOf(motor) : aheadOf(motor);
    // It must have been seen to let go: a pin may be stuck.
    if (isOn(other)) {
      halt(motor);
      return;
    }
    // What brakes must not drive.
    if (mine.acting == 0 && amount.input != nullptr) outputs::driveIfArmed(amount, 0);
    outputs::driveIfArmed(mine, 1);
  }
  if (amount.input != nullptr) outputs::driveIfArmed(amount, value);
  all[motor].way = forwards ? kForwards : kBackwards;
}

}  // namespace

void note(uint8_t motor, const protocol::Pin &entry) {
  Motor &self = all[motor];
  if (entry.kind == protocol::kMotorLine) self.lines = true;
  if (entry.flags & protocol::kFlagsBrake) self.brakes = true;
  if (entry.deadTimeMs > self.deadTimeMs) self.deadTimeMs = entry.deadTimeMs;
}

bool hasLines(uint8_t motor) { return all[motor].lines; }
bool brakes(uint8_t motor) { return all[motor].brakes; }
uint16_t deadTimeMs(uint8_t motor) { return all[motor].deadTimeMs; }

void agree(uint8_t motor, uint8_t duty, bool forwards) {
  // A motor whose direction is disputed stands still.
  if (!sameWay(motor, duty, forwards)) {
    halt(motor);
    return;
  }
  const uint8_t value = agreedAmount(motor, duty);
  const bool wait = mustWait(motor, forwards ? kForwards : kBackwards);
  if (value == 0 || wait) halt(motor);
  if (!wait && !all[motor].lines) outputs::driveIfArmed(aheadOf(motor), forwards);
  if (value == 0 || wait) {
    rest(motor);
  } else {
    run(motor, value, forwards);
  }
}

void lower(uint8_t motor, Output &out, uint8_t value) {
  const bool driven = isDriven(motor);
  outputs::drive(out, value);
  if (driven && !isDriven(motor)) all[motor].offAt = clock::now();
}

void stop(uint8_t motor) {
  const bool driven = isDriven(motor);
  outputs::drive(amountOf(motor), 0);
  if (all[motor].lines) {
    outputs::drive(aheadOf(motor), 0);
    outputs::drive(backOf(motor), 0);
  }
  if (driven) all[motor].offAt = clock::now();
}

}  // namespace motors

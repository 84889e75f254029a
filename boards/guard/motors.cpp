#include "motors.h"

#include <util/atomic.h>

#include "clock.h"
#include "outputs.h"

namespace motors {
namespace {

using outputs::Output;

// Ample for any motor of a chair to stop; then it coasts, and its driver cools.
constexpr uint16_t kBrakeMs = 500;

enum Direction : uint8_t { kAtRest, kForwards, kBackwards };

struct Motor {
  // Last driven direction; at rest once dead time and braking are over.
  Direction direction;
  bool lines;  // one output per direction
  bool brakes;
  uint16_t deadTimeMs;
  uint16_t offAt;
};

Motor all[protocol::kMotors];

Output &enableOf(uint8_t motor) { return outputs::at(motor); }
Output &aheadOf(uint8_t motor) { return outputs::at(outputs::kAhead + motor); }
Output &backOf(uint8_t motor) { return outputs::at(outputs::kBack + motor); }

bool isDriven(uint8_t motor) {
  if (all[motor].lines) return aheadOf(motor).acting != 0 || backOf(motor).acting != 0;
  return enableOf(motor).acting != 0;
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

// For a motor that is not driven: after the dead time, with the `brake` flag, brakes for kBrakeMs; then it coasts and
// is at rest.
void rest(uint8_t motor) {
  Motor &self = all[motor];
  if (self.direction == kAtRest || isDriven(motor)) return;
  const uint16_t rested = restedMs(motor);
  if (rested <= self.deadTimeMs) return;
  // H-bridge enabled with both lines off: its low side shorts the motor.
  const bool braking = self.brakes && rested - self.deadTimeMs < kBrakeMs;
  if (self.brakes) outputs::driveIfArmed(enableOf(motor), braking ? 255 : 0);
  if (!braking) self.direction = kAtRest;
}

// The motor was last driven in the other direction, and its dead time is not over. A direction output with a dead time
// of 0 switches at once.
bool mustWait(uint8_t motor, Direction direction) {
  const Motor &self = all[motor];
  if (self.direction == kAtRest || self.direction == direction) return false;
  if (!self.lines && self.deadTimeMs == 0) return false;
  // `<=`: the millisecond in which it went off may have been nearly over.
  return isDriven(motor) || restedMs(motor) <= self.deadTimeMs;
}

// The staged writes command the same direction as the frame.
bool directionAgrees(uint8_t motor, uint8_t duty, bool forwards) {
  const Output &ahead = aheadOf(motor);
  if (all[motor].lines) {
    const bool one = (ahead.staged != 0) != (backOf(motor).staged != 0);
    return duty == 0 || (one && (ahead.staged != 0) == forwards);
  }
  return ahead.input == nullptr || (ahead.staged != 0) == forwards;
}

// The duty that the frame and the staged writes agree on; where they differ, the lowest of both and the present one.
// Without PWM 0 or 255.
uint8_t agreedDuty(uint8_t motor, uint8_t duty) {
  const Output &enable = enableOf(motor);
  const bool has = enable.input != nullptr;
  uint8_t staged = has ? enable.staged : aheadOf(motor).staged | backOf(motor).staged;
  uint8_t acting = !isDriven(motor) ? 0 : has ? enable.acting : 255;
  if (enable.control == nullptr) {
    duty = duty != 0 ? 255 : 0;
    staged = staged != 0 ? 255 : 0;
    acting = acting != 0 ? 255 : 0;
  }
  return outputs::least(acting, duty, staged);
}

void run(uint8_t motor, uint8_t value, bool forwards) {
  Output &enable = enableOf(motor);
  if (all[motor].lines) {
    Output &mine = forwards ? aheadOf(motor) : backOf(motor);
    const Output &other = forwards ? backOf(motor) : aheadOf(motor);
    // Read back that the other line is off: its pin may be stuck.
    if (isOn(other)) {
      halt(motor);
      return;
    }
    // End braking before the line comes on, or the motor would start at full duty.
    if (mine.acting == 0 && enable.input != nullptr) outputs::driveIfArmed(enable, 0);
    outputs::driveIfArmed(mine, 1);
  }
  if (enable.input != nullptr) outputs::driveIfArmed(enable, value);
  all[motor].direction = forwards ? kForwards : kBackwards;
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
  // Frame and writes disagree on the direction: stop.
  if (!directionAgrees(motor, duty, forwards)) {
    halt(motor);
    return;
  }
  const uint8_t value = agreedDuty(motor, duty);
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
  outputs::drive(enableOf(motor), 0);
  if (all[motor].lines) {
    outputs::drive(aheadOf(motor), 0);
    outputs::drive(backOf(motor), 0);
  }
  if (driven) all[motor].offAt = clock::now();
}

}  // namespace motors

// Made from src/board/protocol by `npm run docs`. Do not edit.
#pragma once

#include <avr/pgmspace.h>
#include <stdint.h>

namespace protocol {

constexpr uint8_t kVersion = 2;
constexpr uint32_t kBaud = 250000;
constexpr uint16_t kLeaseMinMs = 50;
constexpr uint16_t kLeaseMaxMs = 250;

// Kinds of roles.
enum : uint8_t {
  kMotorPwm = 0,
  kMotorOn = 1,
  kMotorDirection = 2,
  kMotorLine = 3,
  kPad = 4,
  kPadRelay = 5,
  kMotorRelay = 6,
  kSign = 7,
  kStop = 8,
  kEdge = 9,
  kEnd = 10,
  kInput = 11,
  kCurrent = 12,
  kThermistor = 13,
  kAmbient = 14,
  kSupply = 15,
  kWatch = 16,
};

constexpr uint8_t kKindCount = 17;
constexpr uint8_t kMotors = 3;
constexpr uint8_t kPads = 4;
constexpr uint8_t kSigns = 4;
constexpr uint8_t kAnalogSlots = 10;

// Capability that a kind requires of its pin.
enum : uint8_t {
  kNeedsPwm = 0,
  kNeedsDigital = 1,
  kNeedsInterrupt = 2,
  kNeedsAnalog = 3,
};

struct Kind {
  uint8_t needs;
  uint8_t indexes;  // 0: any number
};
const Kind kKinds[kKindCount] PROGMEM = {
    {kNeedsPwm, 3},  // motor-pwm
    {kNeedsDigital, 3},  // motor-on
    {kNeedsDigital, 3},  // motor-direction
    {kNeedsDigital, 6},  // motor-line
    {kNeedsDigital, 4},  // pad
    {kNeedsDigital, 1},  // pad-relay
    {kNeedsDigital, 1},  // motor-relay
    {kNeedsDigital, 4},  // sign
    {kNeedsDigital, 3},  // stop
    {kNeedsInterrupt, 1},  // edge
    {kNeedsDigital, 2},  // end
    {kNeedsDigital, 0},  // input
    {kNeedsAnalog, 4},  // current
    {kNeedsAnalog, 8},  // thermistor
    {kNeedsAnalog, 1},  // ambient
    {kNeedsAnalog, 2},  // supply
    {kNeedsDigital, 0},  // watch
};

// The floor: why a list of pins is refused.
enum : uint8_t {
  kFloorNone = 0,
  kFloorNoStopKey = 1,
  kFloorNoEnd = 2,
  kFloorOneEnd = 3,
  kFloorPadUnlimited = 4,
  kFloorLimitTooWide = 5,
  kFloorFloatsOn = 6,
  kFloorDriveIncomplete = 7,
  kFloorDeadTimeShort = 8,
  kFloorMemory = 9,
};

// Bounds that no list can widen.
constexpr uint16_t kElementLowest = 176;
constexpr uint16_t kSurfaceLowest = 285;
constexpr uint16_t kThermistorHighest = 1015;
constexpr uint16_t kDeadTimeLeastMs = 5;
constexpr uint16_t kPwmUnitHz = 2;

// States of the guard.
enum : uint8_t {
  kStateUnlocked = 0,
  kStateLocked = 1,
  kStateArmed = 2,
  kStateTripped = 3,
};

// Trip reasons.
enum : uint8_t {
  kTripNone = 0,
  kTripNotArmed = 1,
  kTripLease = 2,
  kTripEmergencyStop = 3,
  kTripStopKey = 4,
  kTripThermistor = 5,
  kTripWatchdog = 6,
  kTripSelfCheck = 7,
  kTripHost = 8,
  kTripHold = 9,
};

// Results of requests.
enum : uint8_t {
  kResultDone = 0,
  kResultLocked = 1,
  kResultBadPin = 2,
  kResultIncomplete = 3,
  kResultNotLocked = 4,
  kResultStopped = 5,
  kResultUnfit = 6,
  kResultStale = 7,
  kResultFloor = 8,
};

// Flags in fields that are sets of bits.
constexpr uint16_t kFlagsActiveLow = 0x01;
constexpr uint16_t kFlagsPullUp = 0x02;
constexpr uint16_t kFlagsHeldOff = 0x04;
constexpr uint16_t kFlagsBrake = 0x08;
constexpr uint16_t kFlagsThermostat = 0x10;
constexpr uint16_t kFlagsActiveEdge = 0x20;
constexpr uint16_t kFlagsOnlyEnd = 0x40;
constexpr uint16_t kLevelsForwards0 = 0x01;
constexpr uint16_t kLevelsForwards1 = 0x02;
constexpr uint16_t kLevelsForwards2 = 0x04;
constexpr uint16_t kLevelsPad0 = 0x08;
constexpr uint16_t kLevelsPad1 = 0x10;
constexpr uint16_t kLevelsPad2 = 0x20;
constexpr uint16_t kLevelsPad3 = 0x40;
constexpr uint16_t kLevelsPadRelay = 0x80;
constexpr uint16_t kLevelsMotorRelay = 0x100;
constexpr uint16_t kCausePowerOn = 0x01;
constexpr uint16_t kCauseExternal = 0x02;
constexpr uint16_t kCauseBrownOut = 0x04;
constexpr uint16_t kCauseWatchdog = 0x08;
constexpr uint16_t kCauseJtag = 0x10;
constexpr uint16_t kFaultsMemory = 0x01;
constexpr uint16_t kFaultsProgram = 0x02;
constexpr uint16_t kLevelsSign0 = 0x200;
constexpr uint16_t kLevelsSign1 = 0x400;
constexpr uint16_t kLevelsSign2 = 0x800;
constexpr uint16_t kLevelsSign3 = 0x1000;
constexpr uint16_t kLevelsBothWays = 0x2000;

// Asks for the identity of the chip. Answered by `identity`.
constexpr uint8_t kHelloId = 0x01;
constexpr uint8_t kHelloBytes = 0;

// Assigns a role and limits to one pin. No effect after the lock. A pin without a role can never be driven. Answered by `answer`; a refusal discards the whole list.
constexpr uint8_t kPinId = 0x02;
constexpr uint8_t kPinBytes = 13;
struct Pin {
  uint8_t kind;  // kind number: kind of the role
  uint8_t index;  // number: index within the kind
  uint8_t pin;  // pin number: Firmata pin number
  uint16_t flags;  // bits: wiring: `activeLow` active (closed, pressed or on) at low level; `pullUp` internal pull-up enabled on an input; `heldOff` an external resistor holds the output off while the chip is in reset; `brake` a motor with lines and an enable output is braked after it was driven, otherwise it coasts; `thermostat` the pad has a self-resetting thermostat; `activeEdge` only edges to the active level are counted; `onlyEnd` the other end of the rail has no switch, and the host keeps clear of it
  uint16_t low;  // converter counts: analog inputs: lowest count within the limits
  uint16_t high;  // converter counts: analog inputs: highest count within the limits
  uint16_t deadTimeMs;  // ms: motors: dead time before a change of direction; the longest of a motor's pins applies
  uint16_t pwm;  // 2 Hz: PWM frequency, the same for all pins of a timer; 0: 15.7 kHz
};
inline void decode(const uint8_t *bytes, Pin &message) {
  message.kind = bytes[0];
  message.index = bytes[1];
  message.pin = bytes[2];
  message.flags = bytes[3] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[4]) << 7);
  message.low = bytes[5] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[6]) << 7);
  message.high = bytes[7] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[8]) << 7);
  message.deadTimeMs = bytes[9] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[10]) << 7);
  message.pwm = bytes[11] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[12]) << 7);
}

// Ends the list of pins and locks it until reset; the same list may be sent again. Answered by `answer`, whose detail is the rule of the floor that the list breaks, so that arming will be refused, or 0. An incomplete list is discarded.
constexpr uint8_t kLockId = 0x03;
constexpr uint8_t kLockBytes = 6;
struct Lock {
  uint8_t pins;  // pins: number of `pin` messages sent
  uint16_t digest;  // CRC-16: over the field bytes of all `pin` messages, in order
  uint16_t leaseMs;  // ms: lease time: how long outputs stay on after the last valid frame, 50-250
};
inline void decode(const uint8_t *bytes, Lock &message) {
  message.pins = bytes[0];
  message.digest = bytes[1] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[2]) << 7) | static_cast<uint16_t>(static_cast<uint16_t>(bytes[3]) << 14);
  message.leaseMs = bytes[4] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[5]) << 7);
}

// Clears a trip and arms the guard, with all guarded outputs off. Refused while a stop input is active, an analog input is outside its limits, or the list breaks a rule of the floor. Answered by `answer`.
constexpr uint8_t kArmId = 0x04;
constexpr uint8_t kArmBytes = 6;
struct Arm {
  uint16_t digest;  // CRC-16: of the locked list: proves that the host knows this list
  uint8_t boots;  // starts: from `identity`: proves that the host has not missed a restart
  uint16_t sequence;  // number: start value; the next frame is 1-64 ahead
};
inline void decode(const uint8_t *bytes, Arm &message) {
  message.digest = bytes[0] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[1]) << 7) | static_cast<uint16_t>(static_cast<uint16_t>(bytes[2]) << 14);
  message.boots = bytes[3];
  message.sequence = bytes[4] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[5]) << 7);
}

// Renews the lease and commands every guarded output; a value staged by a Firmata write acts once a frame carries the same. Answered by `status`, unless the sequence number is refused.
constexpr uint8_t kFrameId = 0x05;
constexpr uint8_t kFrameBytes = 12;
struct Frame {
  uint16_t sequence;  // number: 1-64 ahead of the last accepted one, modulo 16384
  uint8_t session;  // session state: session state on the host, recorded as the detail of a trip
  uint8_t replyAfterMs;  // ms: delay of the status, so that it is fresh at the next tick of the host
  uint8_t duty0;  // 1/255 duty: duty of motor 0; without PWM 0 is off, any other value on
  uint8_t duty1;  // 1/255 duty: the same for motor 1
  uint8_t duty2;  // 1/255 duty: the same for motor 2
  uint16_t levels;  // bits: directions of the motors, and the switched outputs
};
inline void decode(const uint8_t *bytes, Frame &message) {
  message.sequence = bytes[0] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[1]) << 7);
  message.session = bytes[2];
  message.replyAfterMs = bytes[3];
  message.duty0 = bytes[4] | static_cast<uint8_t>(static_cast<uint16_t>(bytes[5]) << 7);
  message.duty1 = bytes[6] | static_cast<uint8_t>(static_cast<uint16_t>(bytes[7]) << 7);
  message.duty2 = bytes[8] | static_cast<uint8_t>(static_cast<uint16_t>(bytes[9]) << 7);
  message.levels = bytes[10] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[11]) << 7);
}

// Everything off at once, signs included. Answered by `status`.
constexpr uint8_t kDisarmId = 0x06;
constexpr uint8_t kDisarmBytes = 0;

// Everything off, then a watchdog reset, which unlocks the limits. Not answered.
constexpr uint8_t kRestartId = 0x07;
constexpr uint8_t kRestartBytes = 0;

// Answered by `status` at once. While not armed, renews the lease of lamps, beeper and display.
constexpr uint8_t kAskId = 0x08;
constexpr uint8_t kAskBytes = 0;

// Reply to `hello`. At start the chip sends only the greeting of any Firmata board.
constexpr uint8_t kIdentityId = 0x09;
constexpr uint8_t kIdentityBytes = 12;
struct Identity {
  uint8_t protocol;  // number: protocol version
  uint8_t chip;  // number: 1 = ATmega2560
  uint8_t boots;  // starts: since power-on or brown-out, 1-127, then again from 1. Always 1 if a bootloader overwrites the RAM that holds it
  uint8_t cause;  // bits: reset cause (MCUSR); 0 if the bootloader clears it, as the stock one does
  uint8_t faults;  // bits: result of the self-test at start: failed RAM test, failed program CRC
  uint8_t state;  // guard state: 0 unlocked, 1 locked, 2 armed, 3 tripped
  uint16_t digest;  // CRC-16: of the locked list, 0 while unlocked
  uint16_t image;  // CRC-16: of the program in flash
};
template <typename Sink>
inline void encode(Sink &sink, const Identity &message) {
  sink.put(message.protocol & 0x7f);
  sink.put(message.chip & 0x7f);
  sink.put(message.boots & 0x7f);
  sink.put(message.cause & 0x7f);
  sink.put(message.faults & 0x7f);
  sink.put(message.state & 0x7f);
  sink.put(message.digest & 0x7f);
  sink.put((static_cast<uint8_t>(message.digest) >> 7 | static_cast<uint8_t>(message.digest >> 8) << 1) & 0x7f);
  sink.put((static_cast<uint8_t>(message.digest >> 8) >> 6) & 0x7f);
  sink.put(message.image & 0x7f);
  sink.put((static_cast<uint8_t>(message.image) >> 7 | static_cast<uint8_t>(message.image >> 8) << 1) & 0x7f);
  sink.put((static_cast<uint8_t>(message.image >> 8) >> 6) & 0x7f);
}

// Result of `pin`, `lock` or `arm`.
constexpr uint8_t kAnswerId = 0x0a;
constexpr uint8_t kAnswerBytes = 3;
struct Answer {
  uint8_t request;  // message id: the request
  uint8_t result;  // result: see the results below
  uint8_t detail;  // number: pin number; for `lock`, and for the result `floor`, the rule of the floor; otherwise 0
};
template <typename Sink>
inline void encode(Sink &sink, const Answer &message) {
  sink.put(message.request & 0x7f);
  sink.put(message.result & 0x7f);
  sink.put(message.detail & 0x7f);
}

// State, outputs and inputs at the moment of sending.
constexpr uint8_t kStatusId = 0x0b;
constexpr uint8_t kStatusBytes = 64;
struct Status {
  uint16_t sequence;  // number: of the last accepted frame
  uint8_t state;  // guard state: 0 unlocked, 1 locked, 2 armed, 3 tripped
  uint8_t trip;  // trip reason: first reason, latched; 0 while armed
  uint8_t tripDetail;  // pin number: of the input that tripped; for other reasons the session state at the trip
  uint8_t boots;  // starts: as in `identity`
  uint16_t refused;  // messages: refused since the start for id, length, CRC or sequence number, modulo 16384
  uint32_t uptimeMs;  // ms: since the start, modulo 2^21
  uint32_t edges;  // edges: of the carriage sensor, modulo 2^21
  uint8_t floods;  // ms: in which the limit of counted edges was reached, modulo 128
  uint8_t duty0;  // 1/255 duty: readback of motor 0
  uint8_t duty1;  // 1/255 duty: the same for motor 1
  uint8_t duty2;  // 1/255 duty: the same for motor 2
  uint16_t levels;  // bits: readback of directions and switched outputs at the pins; `bothWays`: both lines of a motor are on together
  uint32_t portsAC;  // bits: input registers of ports A, B, C, first one in the low byte
  uint32_t portsDF;  // bits: input registers of ports D, E, F, first one in the low byte
  uint32_t portsGJ;  // bits: input registers of ports G, H, J, first one in the low byte
  uint16_t portsKL;  // bits: input registers of ports K, L, first one in the low byte
  uint16_t analog0;  // 1/10 count: analog input 0, in list order
  uint16_t analog1;  // 1/10 count: analog input 1, in list order
  uint16_t analog2;  // 1/10 count: analog input 2, in list order
  uint16_t analog3;  // 1/10 count: analog input 3, in list order
  uint16_t analog4;  // 1/10 count: analog input 4, in list order
  uint16_t analog5;  // 1/10 count: analog input 5, in list order
  uint16_t analog6;  // 1/10 count: analog input 6, in list order
  uint16_t analog7;  // 1/10 count: analog input 7, in list order
  uint16_t analog8;  // 1/10 count: analog input 8, in list order
  uint16_t analog9;  // 1/10 count: analog input 9, in list order
  uint16_t badLow;  // bits: analog inputs with a sample below their limits since the last status; bit 0 is input 0
  uint16_t badHigh;  // bits: the same above: as with an open lead
  uint16_t badSamples;  // samples: outside their limits since the start, all analog inputs together, modulo 16384
};
template <typename Sink>
inline void encode(Sink &sink, const Status &message) {
  sink.put(message.sequence & 0x7f);
  sink.put((static_cast<uint8_t>(message.sequence) >> 7 | static_cast<uint8_t>(message.sequence >> 8) << 1) & 0x7f);
  sink.put(message.state & 0x7f);
  sink.put(message.trip & 0x7f);
  sink.put(message.tripDetail & 0x7f);
  sink.put(message.boots & 0x7f);
  sink.put(message.refused & 0x7f);
  sink.put((static_cast<uint8_t>(message.refused) >> 7 | static_cast<uint8_t>(message.refused >> 8) << 1) & 0x7f);
  sink.put(message.uptimeMs & 0x7f);
  sink.put((static_cast<uint8_t>(message.uptimeMs) >> 7 | static_cast<uint8_t>(message.uptimeMs >> 8) << 1) & 0x7f);
  sink.put((static_cast<uint8_t>(message.uptimeMs >> 8) >> 6 | static_cast<uint8_t>(message.uptimeMs >> 16) << 2) & 0x7f);
  sink.put(message.edges & 0x7f);
  sink.put((static_cast<uint8_t>(message.edges) >> 7 | static_cast<uint8_t>(message.edges >> 8) << 1) & 0x7f);
  sink.put((static_cast<uint8_t>(message.edges >> 8) >> 6 | static_cast<uint8_t>(message.edges >> 16) << 2) & 0x7f);
  sink.put(message.floods & 0x7f);
  sink.put(message.duty0 & 0x7f);
  sink.put((static_cast<uint8_t>(message.duty0) >> 7) & 0x7f);
  sink.put(message.duty1 & 0x7f);
  sink.put((static_cast<uint8_t>(message.duty1) >> 7) & 0x7f);
  sink.put(message.duty2 & 0x7f);
  sink.put((static_cast<uint8_t>(message.duty2) >> 7) & 0x7f);
  sink.put(message.levels & 0x7f);
  sink.put((static_cast<uint8_t>(message.levels) >> 7 | static_cast<uint8_t>(message.levels >> 8) << 1) & 0x7f);
  sink.put(message.portsAC & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsAC) >> 7 | static_cast<uint8_t>(message.portsAC >> 8) << 1) & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsAC >> 8) >> 6 | static_cast<uint8_t>(message.portsAC >> 16) << 2) & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsAC >> 16) >> 5) & 0x7f);
  sink.put(message.portsDF & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsDF) >> 7 | static_cast<uint8_t>(message.portsDF >> 8) << 1) & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsDF >> 8) >> 6 | static_cast<uint8_t>(message.portsDF >> 16) << 2) & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsDF >> 16) >> 5) & 0x7f);
  sink.put(message.portsGJ & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsGJ) >> 7 | static_cast<uint8_t>(message.portsGJ >> 8) << 1) & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsGJ >> 8) >> 6 | static_cast<uint8_t>(message.portsGJ >> 16) << 2) & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsGJ >> 16) >> 5) & 0x7f);
  sink.put(message.portsKL & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsKL) >> 7 | static_cast<uint8_t>(message.portsKL >> 8) << 1) & 0x7f);
  sink.put((static_cast<uint8_t>(message.portsKL >> 8) >> 6) & 0x7f);
  sink.put(message.analog0 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog0) >> 7 | static_cast<uint8_t>(message.analog0 >> 8) << 1) & 0x7f);
  sink.put(message.analog1 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog1) >> 7 | static_cast<uint8_t>(message.analog1 >> 8) << 1) & 0x7f);
  sink.put(message.analog2 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog2) >> 7 | static_cast<uint8_t>(message.analog2 >> 8) << 1) & 0x7f);
  sink.put(message.analog3 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog3) >> 7 | static_cast<uint8_t>(message.analog3 >> 8) << 1) & 0x7f);
  sink.put(message.analog4 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog4) >> 7 | static_cast<uint8_t>(message.analog4 >> 8) << 1) & 0x7f);
  sink.put(message.analog5 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog5) >> 7 | static_cast<uint8_t>(message.analog5 >> 8) << 1) & 0x7f);
  sink.put(message.analog6 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog6) >> 7 | static_cast<uint8_t>(message.analog6 >> 8) << 1) & 0x7f);
  sink.put(message.analog7 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog7) >> 7 | static_cast<uint8_t>(message.analog7 >> 8) << 1) & 0x7f);
  sink.put(message.analog8 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog8) >> 7 | static_cast<uint8_t>(message.analog8 >> 8) << 1) & 0x7f);
  sink.put(message.analog9 & 0x7f);
  sink.put((static_cast<uint8_t>(message.analog9) >> 7 | static_cast<uint8_t>(message.analog9 >> 8) << 1) & 0x7f);
  sink.put(message.badLow & 0x7f);
  sink.put((static_cast<uint8_t>(message.badLow) >> 7 | static_cast<uint8_t>(message.badLow >> 8) << 1) & 0x7f);
  sink.put(message.badHigh & 0x7f);
  sink.put((static_cast<uint8_t>(message.badHigh) >> 7 | static_cast<uint8_t>(message.badHigh >> 8) << 1) & 0x7f);
  sink.put(message.badSamples & 0x7f);
  sink.put((static_cast<uint8_t>(message.badSamples) >> 7 | static_cast<uint8_t>(message.badSamples >> 8) << 1) & 0x7f);
}

}  // namespace protocol

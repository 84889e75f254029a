// Made from src/board/protocol by `npm run docs`. Do not edit.
#pragma once

#include <avr/pgmspace.h>
#include <stdint.h>

namespace protocol {

constexpr uint8_t kVersion = 1;
constexpr uint32_t kBaud = 250000;
constexpr uint16_t kLeaseMinMs = 50;
constexpr uint16_t kLeaseMaxMs = 250;

// What a pin is for.
enum : uint8_t {
  kCarriagePwm = 0,
  kCarriageUp = 1,
  kKneaderPwm = 2,
  kKneaderIn = 3,
  kLumbar = 4,
  kSacral = 5,
  kPadRelay = 6,
  kMotorRelay = 7,
  kLamp = 8,
  kLockLamp = 9,
  kBeeper = 10,
  kEmergencyStop = 11,
  kStopKey = 12,
  kCarriageEdge = 13,
  kInput = 14,
  kCarriageCurrent = 15,
  kKneaderCurrent = 16,
  kPadsCurrent = 17,
  kLumbarThermistor = 18,
  kSacralThermistor = 19,
  kAmbientThermistor = 20,
  kSupply = 21,
};

constexpr uint8_t kFirstLeasedRole = 8;
constexpr uint8_t kFirstInputRole = 11;
constexpr uint8_t kFirstAnalogRole = 15;
constexpr uint8_t kRoleCount = 22;

// What a role needs of its pin.
enum : uint8_t {
  kNeedsPwm = 0,
  kNeedsDigital = 1,
  kNeedsInterrupt = 2,
  kNeedsAnalog = 3,
};

const uint8_t kRoleNeeds[kRoleCount] PROGMEM = {
    kNeedsPwm,
    kNeedsDigital,
    kNeedsPwm,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsDigital,
    kNeedsInterrupt,
    kNeedsDigital,
    kNeedsAnalog,
    kNeedsAnalog,
    kNeedsAnalog,
    kNeedsAnalog,
    kNeedsAnalog,
    kNeedsAnalog,
    kNeedsAnalog,
};

// States of the guard.
enum : uint8_t {
  kStateUnlocked = 0,
  kStateLocked = 1,
  kStateArmed = 2,
  kStateTripped = 3,
};

// Why everything is off.
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
};

// What became of a request.
enum : uint8_t {
  kResultDone = 0,
  kResultLocked = 1,
  kResultBadPin = 2,
  kResultIncomplete = 3,
  kResultNotLocked = 4,
  kResultStopped = 5,
  kResultUnfit = 6,
  kResultStale = 7,
};

// Single bits of fields that are sets of switches.
constexpr uint16_t kFlagsActiveHigh = 0x01;
constexpr uint16_t kFlagsPullUp = 0x02;
constexpr uint16_t kLevelsCarriageUp = 0x01;
constexpr uint16_t kLevelsKneaderIn = 0x02;
constexpr uint16_t kLevelsLumbar = 0x04;
constexpr uint16_t kLevelsSacral = 0x08;
constexpr uint16_t kLevelsPadRelay = 0x10;
constexpr uint16_t kLevelsMotorRelay = 0x20;
constexpr uint16_t kCausePowerOn = 0x01;
constexpr uint16_t kCauseExternal = 0x02;
constexpr uint16_t kCauseBrownOut = 0x04;
constexpr uint16_t kCauseWatchdog = 0x08;
constexpr uint16_t kCauseJtag = 0x10;
constexpr uint16_t kFaultsMemory = 0x01;
constexpr uint16_t kFaultsProgram = 0x02;
constexpr uint16_t kLevelsLamp = 0x40;
constexpr uint16_t kLevelsLockLamp = 0x80;
constexpr uint16_t kLevelsBeeper = 0x100;

// Who are you? Answered by `identity`.
constexpr uint8_t kHelloId = 0x01;
constexpr uint8_t kHelloBytes = 0;

// Gives one pin its role and its limits. Only before the lock. Pins without a role can never be driven. Answered by `answer`.
constexpr uint8_t kPinId = 0x02;
constexpr uint8_t kPinBytes = 7;
struct Pin {
  uint8_t role;  // role number: what the pin is for
  uint8_t pin;  // pin number: as Firmata numbers it
  uint8_t flags;  // bits: how an input is wired
  uint16_t low;  // converter counts: analog inputs: trips when below
  uint16_t high;  // converter counts: analog inputs: trips when above
};
inline void decode(const uint8_t *bytes, Pin &message) {
  message.role = bytes[0];
  message.pin = bytes[1];
  message.flags = bytes[2];
  message.low = bytes[3] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[4]) << 7);
  message.high = bytes[5] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[6]) << 7);
}

// Ends the list of pins. From here until a reset they cannot be changed; sending the same list again does no harm. Answered by `answer`.
constexpr uint8_t kLockId = 0x03;
constexpr uint8_t kLockBytes = 6;
struct Lock {
  uint8_t pins;  // pins: how many were sent
  uint16_t digest;  // CRC-16: over the bytes of the fields of all pin messages, in order
  uint16_t leaseMs;  // ms: how long outputs outlive the last valid frame, 50-250
};
inline void decode(const uint8_t *bytes, Lock &message) {
  message.pins = bytes[0];
  message.digest = bytes[1] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[2]) << 7) | static_cast<uint16_t>(static_cast<uint16_t>(bytes[3]) << 14);
  message.leaseMs = bytes[4] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[5]) << 7);
}

// Clears a trip and lets outputs act, all of them off to begin with. Refused while a stop is down. Answered by `answer`.
constexpr uint8_t kArmId = 0x04;
constexpr uint8_t kArmBytes = 6;
struct Arm {
  uint16_t digest;  // CRC-16: of the locked list: proves that the host knows this chair
  uint8_t boots;  // starts: from `identity`: proves that the host knows of every restart
  uint16_t sequence;  // number: that the next frame follows
};
inline void decode(const uint8_t *bytes, Arm &message) {
  message.digest = bytes[0] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[1]) << 7) | static_cast<uint16_t>(static_cast<uint16_t>(bytes[2]) << 14);
  message.boots = bytes[3];
  message.sequence = bytes[4] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[5]) << 7);
}

// The lease. Names what every guarded output shall be; what was written through Firmata acts once a frame names the same. Answered by `status`.
constexpr uint8_t kFrameId = 0x05;
constexpr uint8_t kFrameBytes = 9;
struct Frame {
  uint16_t sequence;  // number: 1-64 ahead of the last accepted one, modulo 16384
  uint8_t session;  // session state: what the host believes, for the record of a trip
  uint8_t replyAfterMs;  // ms: when to send the status, so that the next tick gets it fresh
  uint8_t carriage;  // 1/255 duty: PWM of the carriage motor
  uint8_t kneader;  // 1/255 duty: PWM of the kneader motor
  uint8_t levels;  // bits: switched outputs
};
inline void decode(const uint8_t *bytes, Frame &message) {
  message.sequence = bytes[0] | static_cast<uint16_t>(static_cast<uint16_t>(bytes[1]) << 7);
  message.session = bytes[2];
  message.replyAfterMs = bytes[3];
  message.carriage = bytes[4] | static_cast<uint8_t>(static_cast<uint16_t>(bytes[5]) << 7);
  message.kneader = bytes[6] | static_cast<uint8_t>(static_cast<uint16_t>(bytes[7]) << 7);
  message.levels = bytes[8];
}

// Everything off, now. Answered by `status`.
constexpr uint8_t kDisarmId = 0x06;
constexpr uint8_t kDisarmBytes = 0;

// Everything off, then a restart by the watchdog: the only way besides the reset pin to unlock the limits.
constexpr uint8_t kRestartId = 0x07;
constexpr uint8_t kRestartBytes = 0;

// Answered by `status` at once. Unarmed, it keeps lamps, beeper and display alive.
constexpr uint8_t kAskId = 0x08;
constexpr uint8_t kAskBytes = 0;

// Sent at each start, and on `hello`.
constexpr uint8_t kIdentityId = 0x09;
constexpr uint8_t kIdentityBytes = 12;
struct Identity {
  uint8_t protocol;  // number: version of this table
  uint8_t chip;  // number: 1 = ATmega2560
  uint8_t boots;  // starts: since power-on, 1-127, then again from 1. A bootloader may use the memory that keeps it: 1 each time
  uint8_t cause;  // bits: of the last start; none behind a bootloader that clears them, as the stock one does
  uint8_t faults;  // bits: what the self-check found
  uint8_t state;  // guard state: 0 unlocked, 1 locked, 2 armed, 3 tripped
  uint16_t digest;  // CRC-16: of the locked list, 0 while unlocked
  uint16_t image;  // CRC-16: of the program in the flash
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
  sink.put(static_cast<uint8_t>(message.digest >> 7) & 0x7f);
  sink.put(static_cast<uint8_t>(message.digest >> 14) & 0x7f);
  sink.put(message.image & 0x7f);
  sink.put(static_cast<uint8_t>(message.image >> 7) & 0x7f);
  sink.put(static_cast<uint8_t>(message.image >> 14) & 0x7f);
}

// What became of `pin`, `lock` and `arm`.
constexpr uint8_t kAnswerId = 0x0a;
constexpr uint8_t kAnswerBytes = 3;
struct Answer {
  uint8_t request;  // message id: what is answered
  uint8_t result;  // result: see the results below
  uint8_t detail;  // number: the pin in question, or 0
};
template <typename Sink>
inline void encode(Sink &sink, const Answer &message) {
  sink.put(message.request & 0x7f);
  sink.put(message.result & 0x7f);
  sink.put(message.detail & 0x7f);
}

// Everything the chip knows, all of one moment.
constexpr uint8_t kStatusId = 0x0b;
constexpr uint8_t kStatusBytes = 56;
struct Status {
  uint16_t sequence;  // number: of the last frame accepted
  uint8_t state;  // guard state: 0 unlocked, 1 locked, 2 armed, 3 tripped
  uint8_t trip;  // trip reason: the first since it was armed; 0 while armed
  uint8_t tripDetail;  // pin number: of the input that tripped, else the session state then
  uint8_t boots;  // starts: as in `identity`
  uint16_t refused;  // frames: guard messages refused since the start, modulo 16384
  uint32_t uptimeMs;  // ms: since the start, modulo 2^21
  uint32_t edges;  // edges: of the hall sensor since the start, modulo 2^21
  uint8_t carriage;  // 1/255 duty: what the timer really gives
  uint8_t kneader;  // 1/255 duty: what the timer really gives
  uint16_t levels;  // bits: switched outputs, read back at the pins
  uint8_t portA;  // bits: input register of port A
  uint8_t portB;  // bits: input register of port B
  uint8_t portC;  // bits: input register of port C
  uint8_t portD;  // bits: input register of port D
  uint8_t portE;  // bits: input register of port E
  uint8_t portF;  // bits: input register of port F
  uint8_t portG;  // bits: input register of port G
  uint8_t portH;  // bits: input register of port H
  uint8_t portJ;  // bits: input register of port J
  uint8_t portK;  // bits: input register of port K
  uint8_t portL;  // bits: input register of port L
  uint16_t carriageCurrent;  // converter counts: of the last conversion
  uint16_t kneaderCurrent;  // converter counts: of the last conversion
  uint16_t padsCurrent;  // converter counts: of the last conversion
  uint16_t lumbarThermistor;  // converter counts: of the last conversion
  uint16_t sacralThermistor;  // converter counts: of the last conversion
  uint16_t ambientThermistor;  // converter counts: of the last conversion
  uint16_t supply;  // converter counts: of the last conversion
};
template <typename Sink>
inline void encode(Sink &sink, const Status &message) {
  sink.put(message.sequence & 0x7f);
  sink.put(static_cast<uint8_t>(message.sequence >> 7) & 0x7f);
  sink.put(message.state & 0x7f);
  sink.put(message.trip & 0x7f);
  sink.put(message.tripDetail & 0x7f);
  sink.put(message.boots & 0x7f);
  sink.put(message.refused & 0x7f);
  sink.put(static_cast<uint8_t>(message.refused >> 7) & 0x7f);
  sink.put(message.uptimeMs & 0x7f);
  sink.put(static_cast<uint8_t>(message.uptimeMs >> 7) & 0x7f);
  sink.put(static_cast<uint8_t>(message.uptimeMs >> 14) & 0x7f);
  sink.put(message.edges & 0x7f);
  sink.put(static_cast<uint8_t>(message.edges >> 7) & 0x7f);
  sink.put(static_cast<uint8_t>(message.edges >> 14) & 0x7f);
  sink.put(message.carriage & 0x7f);
  sink.put(static_cast<uint8_t>(message.carriage >> 7) & 0x7f);
  sink.put(message.kneader & 0x7f);
  sink.put(static_cast<uint8_t>(message.kneader >> 7) & 0x7f);
  sink.put(message.levels & 0x7f);
  sink.put(static_cast<uint8_t>(message.levels >> 7) & 0x7f);
  sink.put(message.portA & 0x7f);
  sink.put(static_cast<uint8_t>(message.portA >> 7) & 0x7f);
  sink.put(message.portB & 0x7f);
  sink.put(static_cast<uint8_t>(message.portB >> 7) & 0x7f);
  sink.put(message.portC & 0x7f);
  sink.put(static_cast<uint8_t>(message.portC >> 7) & 0x7f);
  sink.put(message.portD & 0x7f);
  sink.put(static_cast<uint8_t>(message.portD >> 7) & 0x7f);
  sink.put(message.portE & 0x7f);
  sink.put(static_cast<uint8_t>(message.portE >> 7) & 0x7f);
  sink.put(message.portF & 0x7f);
  sink.put(static_cast<uint8_t>(message.portF >> 7) & 0x7f);
  sink.put(message.portG & 0x7f);
  sink.put(static_cast<uint8_t>(message.portG >> 7) & 0x7f);
  sink.put(message.portH & 0x7f);
  sink.put(static_cast<uint8_t>(message.portH >> 7) & 0x7f);
  sink.put(message.portJ & 0x7f);
  sink.put(static_cast<uint8_t>(message.portJ >> 7) & 0x7f);
  sink.put(message.portK & 0x7f);
  sink.put(static_cast<uint8_t>(message.portK >> 7) & 0x7f);
  sink.put(message.portL & 0x7f);
  sink.put(static_cast<uint8_t>(message.portL >> 7) & 0x7f);
  sink.put(message.carriageCurrent & 0x7f);
  sink.put(static_cast<uint8_t>(message.carriageCurrent >> 7) & 0x7f);
  sink.put(message.kneaderCurrent & 0x7f);
  sink.put(static_cast<uint8_t>(message.kneaderCurrent >> 7) & 0x7f);
  sink.put(message.padsCurrent & 0x7f);
  sink.put(static_cast<uint8_t>(message.padsCurrent >> 7) & 0x7f);
  sink.put(message.lumbarThermistor & 0x7f);
  sink.put(static_cast<uint8_t>(message.lumbarThermistor >> 7) & 0x7f);
  sink.put(message.sacralThermistor & 0x7f);
  sink.put(static_cast<uint8_t>(message.sacralThermistor >> 7) & 0x7f);
  sink.put(message.ambientThermistor & 0x7f);
  sink.put(static_cast<uint8_t>(message.ambientThermistor >> 7) & 0x7f);
  sink.put(message.supply & 0x7f);
  sink.put(static_cast<uint8_t>(message.supply >> 7) & 0x7f);
}

}  // namespace protocol

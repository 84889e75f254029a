#include "firmata.h"

#include <avr/pgmspace.h>

#include "analog.h"
#include "guard.h"
#include "i2c.h"
#include "limits.h"
#include "outputs.h"
#include "pins.h"
#include "serial.h"

namespace firmata {
namespace {

enum Command : uint8_t {
  kDigital = 0x90,
  kReportAnalog = 0xc0,
  kReportDigital = 0xd0,
  kAnalog = 0xe0,
  kSysexStart = 0xf0,
  kPinMode = 0xf4,
  kDigitalPin = 0xf5,
  kSysexEnd = 0xf7,
  kVersion = 0xf9,
  kReset = 0xff,
};

enum Sysex : uint8_t {
  kLastUserSysex = 0x0f,
  kAnalogMappingQuery = 0x69,
  kAnalogMappingReply = 0x6a,
  kCapabilityQuery = 0x6b,
  kCapabilityReply = 0x6c,
  kPinStateQuery = 0x6d,
  kPinStateReply = 0x6e,
  kExtendedAnalog = 0x6f,
  kString = 0x71,
  kI2cRequest = 0x76,
  kI2cReply = 0x77,
  kI2cConfig = 0x78,
  kFirmware = 0x79,
  kSamplingInterval = 0x7a,
};

constexpr uint8_t kMajor = 2;
constexpr uint8_t kMinor = 7;
constexpr uint8_t kFirmwareMajor = 2;
constexpr uint8_t kFirmwareMinor = 0;
const char kName[] PROGMEM = "LumbarGuard";

constexpr uint8_t kPortCount = (chip::kPinCount + 7) / 8;
constexpr uint8_t kNoAnalog = 0x7f;
constexpr uint16_t kShortestSamplingMs = 10;

// The longest message is an I2C write of 32 bytes.
constexpr uint8_t kLongestSysex = 72;
uint8_t sysex[kLongestSysex];
uint8_t sysexLength = 0;

enum Reading : uint8_t { kNothing, kOneByte, kFirstOfTwo, kSecondOfTwo, kInSysex, kTooLong };
Reading reading = kNothing;
uint8_t command = 0;
uint8_t firstByte = 0;

uint16_t reportedPorts = 0;
uint16_t reportedChannels = 0;
uint8_t lastPort[kPortCount];
uint8_t lastRaw[chip::kPortCount];
uint16_t samplingMs = 19;
uint16_t lastSampleAt = 0;

// Continuous I2C reads: at most this many, repeated with the sampling interval.
constexpr uint8_t kRepeats = 4;
struct Repeat {
  bool active;
  uint8_t address;
  bool hasRegister;
  uint8_t registerNumber;
  uint8_t length;
};
Repeat repeats[kRepeats];

void send14(uint16_t value) {
  serial::send(value & 0x7f);
  serial::send((value >> 7) & 0x7f);
}

void sendVersion() {
  serial::send(kVersion);
  serial::send(kMajor);
  serial::send(kMinor);
}

void sendFirmware() {
  serial::send(kSysexStart);
  serial::send(kFirmware);
  serial::send(kFirmwareMajor);
  serial::send(kFirmwareMinor);
  for (uint8_t i = 0; i < sizeof kName - 1; ++i) send14(pgm_read_byte(&kName[i]));
  serial::send(kSysexEnd);
}

const char kNoOutput[] PROGMEM = " is no output";
const char kNotArmed[] PROGMEM = " acts only while the guard is armed";
const char kTaken[] PROGMEM = " has another role: no I2C";
constexpr uint8_t kLongestText = 110;

// Pins of which a client was told that they do not do what it asks, and that nothing does unarmed.
uint8_t told[(chip::kPinCount + 7) / 8];
bool toldNotArmed = false;

void sendText(const char *text) {
  for (char letter; (letter = pgm_read_byte(text)) != 0; ++text) send14(letter);
}

// For whoever writes and wonders why nothing happens. Where it would have to wait it is left for the next time.
bool sayWhy(uint8_t pin, const char *why) {
  if (!serial::hasRoom(kLongestText)) return false;
  serial::send(kSysexStart);
  serial::send(kString);
  sendText(PSTR("Lumbar: pin "));
  if (pin >= 10) send14('0' + pin / 10);
  send14('0' + pin % 10);
  sendText(why);
  serial::send(kSysexEnd);
  return true;
}

// Once for each pin.
void refuse(uint8_t pin, const char *why) {
  uint8_t &bits = told[pin >> 3];
  const uint8_t bit = 1 << (pin & 7);
  if (!(bits & bit) && sayWhy(pin, why)) bits |= bit;
}

void sendMode(uint8_t mode, uint8_t bits) {
  serial::send(mode);
  serial::send(bits);
}

void sendCapabilities() {
  serial::send(kSysexStart);
  serial::send(kCapabilityReply);
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) {
    if (pins::exists(pin)) {
      sendMode(pins::kInput, 1);
      sendMode(pins::kPullUp, 1);
      sendMode(pins::kOutput, 1);
      if (pins::pwmOf(pin) != pins::kNone) sendMode(pins::kPwm, 8);
      if (pins::analogOf(pin) != pins::kNone) sendMode(pins::kAnalog, 10);
      if (pin == chip::kI2cData || pin == chip::kI2cClock) sendMode(pins::kI2c, 1);
    }
    serial::send(0x7f);
  }
  serial::send(kSysexEnd);
}

void sendAnalogMapping() {
  serial::send(kSysexStart);
  serial::send(kAnalogMappingReply);
  for (uint8_t pin = 0; pin < chip::kPinCount; ++pin) {
    const uint8_t channel = pins::analogOf(pin);
    serial::send(channel == pins::kNone ? kNoAnalog : channel);
  }
  serial::send(kSysexEnd);
}

void sendPinState(uint8_t pin) {
  if (pin >= chip::kPinCount) return;
  const uint8_t place = limits::placeOf(pin);
  uint16_t value = 0;
  if (place != pins::kNone) {
    value = outputs::wanted(place);
  } else if (pins::mode(pin) == pins::kPullUp) {
    value = 1;
  }
  serial::send(kSysexStart);
  serial::send(kPinStateReply);
  serial::send(pin);
  serial::send(pins::mode(pin));
  send14(value);
  serial::send(kSysexEnd);
}

// The inputs among the eight pins of a Firmata port.
uint8_t readPort(uint8_t port) {
  uint8_t value = 0;
  for (uint8_t i = 0; i < 8; ++i) {
    const uint8_t pin = port * 8 + i;
    if (!pins::exists(pin)) continue;
    const pins::Mode mode = pins::mode(pin);
    if ((mode == pins::kInput || mode == pins::kPullUp) && pins::level(pin)) value |= 1 << i;
  }
  return value;
}

void sendPort(uint8_t port, uint8_t value) {
  lastPort[port] = value;
  serial::send(kDigital | port);
  send14(value);
}

void onReportAnalog(uint8_t channel, bool on);

void onPinMode(uint8_t pin, uint8_t mode) {
  if (!pins::exists(pin) || pins::mode(pin) == pins::kI2c) return;
  // Clients that never ask for reports wait for them after this.
  if (pins::analogOf(pin) != pins::kNone) onReportAnalog(pins::analogOf(pin), mode == pins::kAnalog);
  // A pin with a role keeps the mode its role needs, and no other pin may ever drive.
  if (limits::kindOf(pin) != pins::kNone) return;
  switch (mode) {
    case pins::kInput:
    case pins::kPullUp: pins::makeInput(pin, static_cast<pins::Mode>(mode)); break;
    case pins::kAnalog:
      if (pins::analogOf(pin) == pins::kNone) return;
      pins::makeInput(pin, pins::kInput);
      pins::note(pin, pins::kAnalog);
      break;
    default: refuse(pin, kNoOutput); break;
  }
}

// `level` as the pin shall have it: 0 or 1, or 0-255 for PWM.
void writePin(uint8_t pin, uint8_t level) {
  const uint8_t place = limits::placeOf(pin);
  if (place == pins::kNone) {
    refuse(pin, kNoOutput);
  } else if (!outputs::write(place, level) && !toldNotArmed) {
    toldNotArmed = sayWhy(pin, kNotArmed);
  }
}

void onDigitalPin(uint8_t pin, bool on) {
  if (pins::exists(pin) && pins::mode(pin) != pins::kPwm) writePin(pin, on);
}

void onPort(uint8_t port, uint8_t bits) {
  // A client writes all eight at once; those that are no outputs are none of its business.
  for (uint8_t i = 0; i < 8; ++i) {
    const uint8_t pin = port * 8 + i;
    if (pins::exists(pin) && pins::mode(pin) == pins::kOutput) writePin(pin, (bits >> i) & 1);
  }
}

void onAnalogWrite(uint8_t pin, uint16_t value) {
  if (!pins::exists(pin)) return;
  // Clients that find PWM at a pin write 0 and 255 to what is only switched.
  const bool pwm = pins::mode(pin) == pins::kPwm;
  writePin(pin, !pwm ? value > 127 : value > 255 ? 255 : value);
}

void onReportDigital(uint8_t port, bool on) {
  if (port >= kPortCount) return;
  if (on) {
    reportedPorts |= 1u << port;
    sendPort(port, readPort(port));
  } else {
    reportedPorts &= ~(1u << port);
  }
}

void onReportAnalog(uint8_t channel, bool on) {
  if (on) {
    reportedChannels |= 1u << channel;
    analog::use(channel);
  } else {
    reportedChannels &= ~(1u << channel);
  }
}

// Ends reporting. Outputs are not touched: one random byte is no reason to stop, and `disarm` has a CRC.
void onReset() {
  reportedPorts = 0;
  reportedChannels = 0;
  for (uint8_t i = 0; i < kRepeats; ++i) repeats[i].active = false;
}

void repeatRead(const Repeat &wanted) {
  for (uint8_t i = 0; i < kRepeats; ++i) {
    if (!repeats[i].active) {
      repeats[i] = wanted;
      return;
    }
  }
}

void stopRepeats(uint8_t address) {
  for (uint8_t i = 0; i < kRepeats; ++i) {
    if (repeats[i].address == address) repeats[i].active = false;
  }
}

void onI2cRequest() {
  if (sysexLength < 3) return;
  const uint8_t address = sysex[1];
  // Bits 3 and 4: write, read once, read again and again, stop.
  const uint8_t mode = (sysex[2] >> 3) & 3;
  uint8_t length = 0;
  // Pairs of seven bits become bytes in place.
  for (uint8_t at = 3; at + 1 < sysexLength; at += 2) sysex[length++] = sysex[at] | (sysex[at + 1] << 7);
  switch (mode) {
    case 0: i2c::write(address, sysex, length); break;
    case 1:
    case 2: {
      if (length == 0) return;
      const bool hasRegister = length > 1;
      const Repeat wanted = {true, address, hasRegister, static_cast<uint8_t>(hasRegister ? sysex[0] : 0),
                             sysex[hasRegister ? 1 : 0]};
      if (mode == 2) repeatRead(wanted);
      i2c::read(wanted.address, wanted.hasRegister, wanted.registerNumber, wanted.length);
      break;
    }
    default: stopRepeats(address); break;
  }
}

void onSysex() {
  if (sysexLength == 0) return;
  const uint8_t id = sysex[0];
  if (id <= kLastUserSysex) {
    guard::receive(sysex, sysexLength);
    return;
  }
  switch (id) {
    case kFirmware: sendFirmware(); break;
    case kCapabilityQuery: sendCapabilities(); break;
    case kAnalogMappingQuery: sendAnalogMapping(); break;
    case kPinStateQuery:
      if (sysexLength > 1) sendPinState(sysex[1]);
      break;
    case kExtendedAnalog:
      if (sysexLength == 3) onAnalogWrite(sysex[1], sysex[2]);
      if (sysexLength > 3) onAnalogWrite(sysex[1], sysex[2] | (static_cast<uint16_t>(sysex[3]) << 7));
      break;
    case kSamplingInterval:
      if (sysexLength > 2) {
        samplingMs = sysex[1] | (static_cast<uint16_t>(sysex[2]) << 7);
        if (samplingMs < kShortestSamplingMs) samplingMs = kShortestSamplingMs;
      }
      break;
    case kI2cConfig:
      if (!i2c::start()) refuse(chip::kI2cData, kTaken);
      break;
    case kI2cRequest: onI2cRequest(); break;
    default: break;
  }
}

void onMessage(uint8_t second) {
  const uint8_t low = command & 0x0f;
  switch (command < 0xf0 ? command & 0xf0 : command) {
    case kDigital: {
      const uint8_t bits = firstByte | (second << 7);
      if (low < kPortCount) onPort(low, bits);
      break;
    }
    case kAnalog: onAnalogWrite(low, firstByte | (static_cast<uint16_t>(second) << 7)); break;
    case kReportAnalog: onReportAnalog(low, second); break;
    case kReportDigital: onReportDigital(low, second); break;
    case kPinMode: onPinMode(firstByte, second); break;
    case kDigitalPin: onDigitalPin(firstByte, second != 0); break;
    default: break;
  }
}

void onCommand(uint8_t byte) {
  command = byte;
  switch (byte < 0xf0 ? byte & 0xf0 : byte) {
    case kReportAnalog:
    case kReportDigital: reading = kOneByte; break;
    case kDigital:
    case kAnalog:
    case kPinMode:
    case kDigitalPin: reading = kFirstOfTwo; break;
    case kSysexStart:
      reading = kInSysex;
      sysexLength = 0;
      break;
    case kVersion:
      reading = kNothing;
      sendVersion();
      break;
    case kReset:
      reading = kNothing;
      onReset();
      break;
    default: reading = kNothing; break;
  }
}

bool inputsChanged() {
  bool changed = false;
  for (uint8_t port = 0; port < chip::kPortCount; ++port) {
    const uint8_t raw =
        *reinterpret_cast<volatile uint8_t *>(pgm_read_word(&chip::kPorts[port])) & pins::inputMask(port);
    if (raw != lastRaw[port]) {
      lastRaw[port] = raw;
      changed = true;
    }
  }
  return changed;
}

}  // namespace

void greet() {
  sendVersion();
  sendFirmware();
}

void feed(uint8_t byte) {
  if (byte & 0x80) {
    if (byte == kSysexEnd && reading == kInSysex) {
      reading = kNothing;
      onSysex();
    } else {
      onCommand(byte);
    }
    return;
  }
  switch (reading) {
    case kInSysex:
      if (sysexLength < kLongestSysex) {
        sysex[sysexLength++] = byte;
      } else {
        reading = kTooLong;
      }
      break;
    case kFirstOfTwo:
      firstByte = byte;
      reading = kSecondOfTwo;
      break;
    case kOneByte:
    case kSecondOfTwo:
      reading = kNothing;
      onMessage(byte);
      break;
    default: break;
  }
}

void turn(uint16_t now) {
  if (reportedPorts != 0 && inputsChanged()) {
    for (uint8_t port = 0; port < kPortCount; ++port) {
      if (!(reportedPorts & (1u << port))) continue;
      const uint8_t value = readPort(port);
      if (value != lastPort[port]) sendPort(port, value);
    }
  }
  if (static_cast<uint16_t>(now - lastSampleAt) < samplingMs) return;
  lastSampleAt = now;
  for (uint8_t channel = 0; reportedChannels >> channel; ++channel) {
    if (channel == analog::kChannels) break;
    if (!(reportedChannels & (1u << channel))) continue;
    serial::send(kAnalog | channel);
    send14(analog::count(channel));
  }
  for (uint8_t i = 0; i < kRepeats; ++i) {
    const Repeat &repeat = repeats[i];
    if (repeat.active) i2c::read(repeat.address, repeat.hasRegister, repeat.registerNumber, repeat.length);
  }
}

void sendI2cReply(uint8_t address, uint8_t registerNumber, const uint8_t *bytes, uint8_t length) {
  serial::send(kSysexStart);
  serial::send(kI2cReply);
  send14(address);
  send14(registerNumber);
  for (uint8_t i = 0; i < length; ++i) send14(bytes[i]);
  serial::send(kSysexEnd);
}

}  // namespace firmata

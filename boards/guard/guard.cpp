#include "guard.h"

#include <avr/interrupt.h>
#include <avr/wdt.h>
#include <util/atomic.h>

#include "analog.h"
#include "clock.h"
#include "crc.h"
#include "edges.h"
#include "limits.h"
#include "outputs.h"
#include "pins.h"
#include "selfcheck.h"
#include "serial.h"
#include "stops.h"

namespace guard {
namespace {

constexpr uint8_t kSysexStart = 0xf0;
constexpr uint8_t kSysexEnd = 0xf7;
// A frame may be this much ahead of the last one: several may have been lost, none may come twice.
constexpr uint16_t kSequenceMask = 0x3fff;
constexpr uint16_t kSequenceWindow = 64;

volatile uint8_t state = protocol::kStateUnlocked;
volatile uint8_t tripReason = protocol::kTripNotArmed;
volatile uint8_t tripDetail = 0;
volatile uint16_t lastFrameAt = 0;
// Unarmed: a valid question came within the length of the lease.
volatile bool questioned = false;
volatile uint16_t lastQuestionAt = 0;
uint16_t sequence = 0;
uint16_t refused = 0;
uint8_t session = 0;
bool replyDue = false;
uint16_t replyAt = 0;

uint8_t boots = 0;
uint8_t cause = 0;
uint8_t faults = 0;
uint16_t image = 0;

// Sends a message's bytes and keeps their CRC.
class Sender {
 public:
  explicit Sender(uint8_t id) {
    serial::send(kSysexStart);
    put(id);
  }
  __attribute__((noinline)) void put(uint8_t byte) {
    crc_ = _crc_xmodem_update(crc_, byte);
    serial::send(byte);
  }
  void end() {
    serial::send(crc_ & 0x7f);
    serial::send((crc_ >> 7) & 0x7f);
    serial::send(crc_ >> 14);
    serial::send(kSysexEnd);
  }

 private:
  uint16_t crc_ = 0;
};

void answer(uint8_t request, uint8_t result, uint8_t detail) {
  const protocol::Answer message = {request, result, detail};
  Sender sender(protocol::kAnswerId);
  protocol::encode(sender, message);
  sender.end();
}

uint16_t countOf(uint8_t role) {
  const uint8_t channel = limits::channelOf(role);
  return channel == pins::kNone ? 0 : analog::count(channel);
}

uint8_t portOf(uint8_t index) {
  return *reinterpret_cast<volatile uint8_t *>(pgm_read_word(&chip::kPorts[index]));
}

void sendStatus() {
  protocol::Status status;
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    status.state = state;
    status.trip = tripReason;
    status.tripDetail = tripDetail;
  }
  status.sequence = sequence;
  status.boots = boots;
  status.refused = refused & kSequenceMask;
  status.uptimeMs = clock::uptime();
  status.edges = edges::count();
  status.carriage = outputs::dutyNow(protocol::kCarriagePwm);
  status.kneader = outputs::dutyNow(protocol::kKneaderPwm);
  status.levels = outputs::levelsNow();
  status.portA = portOf(0);
  status.portB = portOf(1);
  status.portC = portOf(2);
  status.portD = portOf(3);
  status.portE = portOf(4);
  status.portF = portOf(5);
  status.portG = portOf(6);
  status.portH = portOf(7);
  status.portJ = portOf(8);
  status.portK = portOf(9);
  status.portL = portOf(10);
  status.carriageCurrent = countOf(protocol::kCarriageCurrent);
  status.kneaderCurrent = countOf(protocol::kKneaderCurrent);
  status.padsCurrent = countOf(protocol::kPadsCurrent);
  status.lumbarThermistor = countOf(protocol::kLumbarThermistor);
  status.sacralThermistor = countOf(protocol::kSacralThermistor);
  status.ambientThermistor = countOf(protocol::kAmbientThermistor);
  status.supply = countOf(protocol::kSupply);
  Sender sender(protocol::kStatusId);
  protocol::encode(sender, status);
  sender.end();
}

void replyAfter(uint8_t milliseconds) {
  replyDue = true;
  replyAt = clock::now() + milliseconds;
}

// Everything off whatever the state; the reason counts only where outputs could act.
void switchOff(uint8_t reason, uint8_t detail) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    trip(reason, detail);
    questioned = false;
    outputs::allOff();
  }
}

void onPin(const uint8_t *fields) {
  protocol::Pin entry;
  protocol::decode(fields, entry);
  answer(protocol::kPinId, limits::take(entry, fields, protocol::kPinBytes), entry.pin);
}

void onLock(const uint8_t *fields) {
  protocol::Lock wanted;
  protocol::decode(fields, wanted);
  const uint8_t result = limits::lock(wanted);
  if (result == protocol::kResultDone && state == protocol::kStateUnlocked) state = protocol::kStateLocked;
  answer(protocol::kLockId, result, 0);
}

void onArm(const uint8_t *fields) {
  protocol::Arm wanted;
  protocol::decode(fields, wanted);
  uint8_t result = protocol::kResultDone;
  uint8_t detail = 0;
  if (faults != 0) {
    result = protocol::kResultUnfit;
  } else if (!limits::locked()) {
    result = protocol::kResultNotLocked;
  } else if (wanted.digest != limits::digest() || wanted.boots != boots) {
    result = protocol::kResultStale;
  } else if (stops::anyDown() || (detail = analog::pinOutside()) != 0) {
    result = protocol::kResultStopped;
  } else {
    outputs::guardedOff();
    sequence = wanted.sequence;
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
      lastFrameAt = clock::now();
      tripReason = protocol::kTripNone;
      tripDetail = 0;
      questioned = false;
      state = protocol::kStateArmed;
    }
  }
  answer(protocol::kArmId, result, detail);
}

void onFrame(const uint8_t *fields) {
  protocol::Frame frame;
  protocol::decode(fields, frame);
  const uint16_t ahead = (frame.sequence - sequence) & kSequenceMask;
  if (ahead == 0 || ahead > kSequenceWindow) {
    ++refused;
    return;
  }
  sequence = frame.sequence;
  session = frame.session;
  if (armed()) {
    ATOMIC_BLOCK(ATOMIC_RESTORESTATE) { lastFrameAt = clock::now(); }
    outputs::agree(frame);
  }
  replyAfter(frame.replyAfterMs);
}

// Unarmed, questions keep the signs alive as frames keep everything while armed.
void onAsk() {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (!armed()) {
      lastQuestionAt = clock::now();
      questioned = true;
      outputs::showSigns();
    }
  }
  replyAfter(0);
}

uint8_t lengthOf(uint8_t id) {
  switch (id) {
    case protocol::kPinId: return protocol::kPinBytes;
    case protocol::kLockId: return protocol::kLockBytes;
    case protocol::kArmId: return protocol::kArmBytes;
    case protocol::kFrameId: return protocol::kFrameBytes;
    case protocol::kHelloId:
    case protocol::kDisarmId:
    case protocol::kRestartId:
    case protocol::kAskId: return 0;
    default: return 0xff;
  }
}

}  // namespace

void start(uint8_t bootCount, uint8_t resetCause, uint8_t foundFaults, bool restartAsked, uint16_t imageCrc) {
  boots = bootCount;
  cause = resetCause;
  faults = foundFaults;
  image = imageCrc;
  if (faults != 0) {
    tripReason = protocol::kTripSelfCheck;
  } else if ((cause & protocol::kCauseWatchdog) && !restartAsked) {
    tripReason = protocol::kTripWatchdog;
  }
}

bool armed() { return state == protocol::kStateArmed; }
bool signsAct() { return armed() || questioned; }

void trip(uint8_t reason, uint8_t detail) {
  ATOMIC_BLOCK(ATOMIC_RESTORESTATE) {
    if (state == protocol::kStateArmed) {
      state = protocol::kStateTripped;
      tripReason = reason;
      tripDetail = detail;
      outputs::allOff();
    }
  }
}

void watch(uint16_t now) {
  uint8_t index = 0;
  const uint8_t pin = stops::look(index);
  if (state != protocol::kStateArmed) {
    if (questioned && static_cast<uint16_t>(now - lastQuestionAt) >= limits::leaseMs()) {
      questioned = false;
      outputs::allOff();
    }
    return;
  }
  if (pin != 0) {
    trip(index == 0 ? protocol::kTripEmergencyStop : protocol::kTripStopKey, pin);
  } else if (static_cast<uint16_t>(now - lastFrameAt) >= limits::leaseMs()) {
    trip(protocol::kTripLease, session);
  }
}

void turn(uint16_t now) {
  if (!replyDue || static_cast<int16_t>(now - replyAt) < 0) return;
  // A status that does not fit now is late, not lost.
  if (!serial::hasRoom(protocol::kStatusBytes + 6)) return;
  replyDue = false;
  sendStatus();
}

void receive(const uint8_t *bytes, uint8_t length) {
  const uint8_t id = bytes[0];
  const uint8_t fieldBytes = lengthOf(id);
  if (length != fieldBytes + 4) {
    ++refused;
    return;
  }
  const uint8_t *check = bytes + 1 + fieldBytes;
  const uint16_t sent = check[0] | (static_cast<uint16_t>(check[1]) << 7) | (static_cast<uint16_t>(check[2]) << 14);
  if (check[2] > 3 || crcOf(bytes, 1 + fieldBytes) != sent) {
    ++refused;
    return;
  }
  const uint8_t *fields = bytes + 1;
  switch (id) {
    case protocol::kHelloId: sendIdentity(); break;
    case protocol::kPinId: onPin(fields); break;
    case protocol::kLockId: onLock(fields); break;
    case protocol::kArmId: onArm(fields); break;
    case protocol::kFrameId: onFrame(fields); break;
    case protocol::kAskId: onAsk(); break;
    case protocol::kDisarmId:
      switchOff(protocol::kTripHost, session);
      replyAfter(0);
      break;
    case protocol::kRestartId:
      switchOff(protocol::kTripHost, session);
      selfcheck::noteRestart();
      for (;;) {
      }
    default: break;
  }
}

void sendIdentity() {
  const protocol::Identity identity = {
      protocol::kVersion, chip::kNumber, boots, cause, faults, state, limits::digest(), image,
  };
  Sender sender(protocol::kIdentityId);
  protocol::encode(sender, identity);
  sender.end();
}

uint8_t roleOf(uint8_t pin) { return limits::roleOf(pin); }

}  // namespace guard

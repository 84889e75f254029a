// CRC-16/XMODEM, as the protocol's table says.
#pragma once
#include <stdint.h>
#include <util/crc16.h>

inline uint16_t crcOf(const uint8_t *bytes, uint8_t length, uint16_t crc = 0) {
  while (length--) crc = _crc_xmodem_update(crc, *bytes++);
  return crc;
}

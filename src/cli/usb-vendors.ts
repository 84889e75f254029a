/** Registered USB vendor numbers, and the devices of a chair that have them. */

/** Arduino's boards restart when their port is opened; they are controllers, never service ports. */
export const arduinoVendors: readonly string[] = ['2341', '2a03'];

/** Vendors of an Arduino Mega or of the USB chips on its copies. */
export const boardVendors: readonly string[] = [...arduinoVendors, '1a86', '10c4', '0403'];

export const vendorWords: Readonly<Record<string, string>> = {
  '2341': "an Arduino board: the chair's microcontroller",
  '2a03': "an Arduino board: the chair's microcontroller",
  '1a86': 'a CH340 USB serial chip: often a copy of an Arduino board',
  '0403': 'an FTDI USB serial cable',
  '10c4': 'a CP210x USB serial cable',
  '0525': "a Linux USB gadget: probably a chair's service port",
  '1d6b': "a Linux USB gadget: probably a chair's service port",
};

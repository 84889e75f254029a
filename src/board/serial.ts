/** A real serial line to a microcontroller, as the link opens it. Loaded only where it is used: it has a native part. */
import { portTrouble } from '../codec/port-trouble.ts';
import type { BytePort, OpenPort, PortEvents } from './link/port.ts';

/** How long the port may take to open before it counts as refused. */
const openWithinMs = 5000;

/**
 * Opens `path` at each call, at the given speeds in turn: the next one after each opening that brought no message.
 * Errors end in `closed`, in words for a person; serialport itself does not throw on a write to a port that has gone.
 */
export async function serialLine(path: string, ...baudRates: [number, ...number[]]): Promise<OpenPort> {
  const { SerialPort } = await import('serialport');
  return (events: PortEvents, failures: number): BytePort => {
    const baudRate = baudRates[failures % baudRates.length] as number;
    let over = false;
    const end = (reason: string): void => {
      if (over) return;
      over = true;
      clearTimeout(patience);
      port.removeAllListeners('data');
      if (port.isOpen) port.close(() => {});
      events.closed(reason);
    };
    const port = new SerialPort({ path, baudRate, autoOpen: false, hupcl: false });
    const patience = setTimeout(
      () => end(`${path} did not open within ${openWithinMs / 1000} s`),
      openWithinMs,
    );
    port.on('error', (error) => end(portTrouble(path, error.message)));
    port.on('close', () => end(`${path} was closed: is the cable in?`));
    port.on('data', (bytes: Buffer) => {
      if (!over) events.data(bytes);
    });
    port.open((error) => {
      clearTimeout(patience);
      if (error) end(portTrouble(path, error.message));
      else if (over) port.close(() => {});
      else events.opened();
    });
    return {
      write(bytes) {
        // A copy: the caller refills its buffer while these bytes still wait.
        if (!over && port.isOpen) port.write(Buffer.from(bytes));
      },
      close() {
        if (over) return;
        over = true;
        clearTimeout(patience);
        if (port.isOpen) port.drain(() => port.close(() => {}));
      },
    };
  };
}

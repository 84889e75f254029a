/** Locks a serial port for one program: avrdude checks no lock and would write to a chair that is being served. */
import { portTrouble } from '../../codec/port-trouble.ts';

/**
 * Opens the port as `lumbar serve` does, without reading from it. Rejects, in words for a person, where another program
 * has the port. The returned function releases it.
 */
export async function lockPort(path: string, baudRate: number): Promise<() => Promise<void>> {
  if (path === '') throw new Error(portTrouble(path, ''));
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path, baudRate, autoOpen: false, hupcl: false });
  // If the port is lost meanwhile, avrdude says so.
  port.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(new Error(portTrouble(path, error.message))) : resolve()));
  });
  const release = () =>
    new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
  // On Windows an open port keeps avrdude out, too.
  if (process.platform === 'win32') await release();
  return release;
}

/** A serial port locked for one program: avrdude asks nobody, and would write into a chair that is being served. */
import { portTrouble } from '../../codec/port-trouble.ts';

/**
 * Opens the port, as `lumbar serve` does, and reads nothing from it. Rejects, in words for a person, where another
 * program has it. The result gives it back.
 */
export async function lockPort(path: string, baudRate: number): Promise<() => Promise<void>> {
  if (path === '') throw new Error(portTrouble(path, ''));
  const { SerialPort } = await import('serialport');
  const port = new SerialPort({ path, baudRate, autoOpen: false, hupcl: false });
  // Lost in the middle: avrdude says so.
  port.on('error', () => {});
  await new Promise<void>((resolve, reject) => {
    port.open((error) => (error ? reject(new Error(portTrouble(path, error.message))) : resolve()));
  });
  const release = () =>
    new Promise<void>((resolve) => (port.isOpen ? port.close(() => resolve()) : resolve()));
  // There an open port shuts out avrdude, too.
  if (process.platform === 'win32') await release();
  return release;
}

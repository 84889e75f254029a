/** Tests that compute give way to those beside them that wait for a device, a process or a chip in real time. */
import { setPriority } from 'node:os';

setPriority(10);

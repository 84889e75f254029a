/** The texts of the files that an installation writes. */
import { boardVendors } from '../usb-vendors.ts';
import type { Computer } from './computer.ts';
import { boardLink, type Identity, serviceLink } from './devices.ts';

/** First line of each file; a file without it was made by somebody else and is left alone. */
export const mark = '# Made by lumbar install; lumbar uninstall takes it away.';

export const unitFile = '/etc/systemd/system/lumbar.service';
export const enabledLink = '/etc/systemd/system/multi-user.target.wants/lumbar.service';
export const rulesFile = '/etc/udev/rules.d/70-lumbar.rules';
export const journalFile = '/etc/systemd/journald.conf.d/lumbar.conf';
export const modulesFile = '/etc/modules-load.d/lumbar.conf';
export const moduleOptionsFile = '/etc/modprobe.d/lumbar.conf';

/** The chair's data, and the home folder of its user. */
export const homeFolder = '/var/lib/lumbar';
export const chairFilePath = `${homeFolder}/chair.yaml`;

/** Without a chair file nothing is driven: with a service port the chair reports E63 there, without one the unit does not start. */
const withoutChairFile = {
  says: `# Without ${chairFilePath} it drives nothing, and says so at the service port (E63).`,
  ends: `# Without it nobody knows what is wired to the board's pins: sudo lumbar install --chair FILE
ConditionPathExists=${chairFilePath}`,
};

/** The systemd unit, from the template that ships with a version. */
export function unitText(template: string, node: string, hasService: boolean): string {
  return template
    .replaceAll('@CONDITION@', hasService ? withoutChairFile.says : withoutChairFile.ends)
    .replaceAll('@NODE@', node)
    .replaceAll('@SERVICE@', hasService ? ` --service ${serviceLink}` : '');
}

/** Keeps ModemManager away: it sends bytes to a possible modem, and any byte holds a board in its bootloader. It checks tty and USB device. */
const keptOff = 'ENV{ID_MM_DEVICE_IGNORE}="1"';

function keptOffUsb({ vendor, product }: { vendor: string | null; product: string | null }): string[] {
  if (vendor === null) return [];
  const which = product === null ? '' : `, ATTR{idProduct}=="${product}"`;
  return [`SUBSYSTEM=="usb", ENV{DEVTYPE}=="usb_device", ATTR{idVendor}=="${vendor}"${which}, ${keptOff}`];
}

/** The udev rules that give one device its name. */
export function namedLines(identity: Identity, link: string): string[] {
  return [
    `# ${identity.words}`,
    `SUBSYSTEM=="tty", ${identity.conditions}, ${nameOf(link)}`,
    ...keptOffUsb(identity),
  ];
}

function nameOf(link: string): string {
  return `SYMLINK+="${link.replace('/dev/', '')}", ${keptOff}, ENV{ID_MM_PORT_IGNORE}="1"`;
}

/** Rules for the time before a board was seen: they match any board of the known vendors. */
export function anyBoardLines(): string[] {
  return [
    '# whichever board is plugged in: run lumbar install again with it, and it is told from all others',
    ...boardVendors.flatMap((vendor) => [
      `SUBSYSTEM=="tty", ENV{ID_VENDOR_ID}=="${vendor}", ${nameOf(boardLink)}`,
      ...keptOffUsb({ vendor, product: null }),
    ]),
  ];
}

export function gadgetLines(): string[] {
  return ['# the USB socket of this computer', `SUBSYSTEM=="tty", KERNEL=="ttyGS0", ${nameOf(serviceLink)}`];
}

const boardHeading = `# --- ${boardLink}, the microcontroller:`;
const serviceHeading = `# --- ${serviceLink}, for the technician:`;
const lastLine = 'LABEL="lumbar_end"';

export interface RuleLines {
  readonly board: readonly string[];
  /** Empty: there is no service port. */
  readonly service: readonly string[];
}

export function rulesText({ board, service }: RuleLines): string {
  const lines = [
    mark,
    '# Names that survive replugging. After 60-serial.rules, which finds out what is asked for here; before ModemManager.',
    'ACTION=="remove", GOTO="lumbar_end"',
    boardHeading,
    ...board,
    serviceHeading,
    ...service,
    lastLine,
  ];
  return `${lines.join('\n')}\n`;
}

/** Reads the rules back from a file written here, so that a later run keeps those that it has no newer ones for. */
export function ruleLinesOf(text: string | null): RuleLines {
  const lines = (text ?? '').split('\n');
  const between = (from: string, to: string) =>
    lines.includes(from) ? lines.slice(lines.indexOf(from) + 1, lines.indexOf(to)) : [];
  return { board: between(boardHeading, serviceHeading), service: between(serviceHeading, lastLine) };
}

export const journalText = `${mark}
# A memory card is small and wears out: the newest 100 MB are kept.
[Journal]
SystemMaxUse=100M
RuntimeMaxUse=20M
`;

/** The modules that make the USB socket a serial port. */
export const modulesText = `${mark}\ndwc2\ng_serial\n`;

export function moduleOptionsText({ serialNumber }: Computer): string {
  const serial = serialNumber === '' ? '' : ` iSerialNumber=${serialNumber}`;
  return `${mark}\noptions g_serial use_acm=1 iManufacturer=Lumbar iProduct=Lumbar-chair${serial}\n`;
}

const bootBegin = '# lumbar install: begin';
const bootEnd = '# lumbar install: end';
const bootBlock = new RegExp(`\\n?${bootBegin}\\n[\\s\\S]*?${bootEnd}\\n`);

/** The boot loader's settings with the USB socket as a device; `mode` null: without the block of lumbar install. */
export function bootConfigText(config: string, mode: string | null): string {
  const rest = config.replace(bootBlock, '');
  if (mode === null) return rest;
  const end = rest === '' || rest.endsWith('\n') ? '' : '\n';
  return `${rest}${end}\n${bootBegin}\n[all]\ndtoverlay=dwc2,dr_mode=${mode}\n${bootEnd}\n`;
}

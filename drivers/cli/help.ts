import type { DeviceCommand, DeviceCommands } from './device-command.ts';

const CHANNELS = `Channels (--channel):
  serial:/dev/ttyUSB0?baud=115200      serial port by path (Windows: serial:COM3); also parity=, bits=, stop=, flow=, dtr=, rts=
  serial:?vid=1a86&pid=7523&port=1-2   serial port of a USB adapter, found again after re-plugging
  tcp:10.0.0.9:9100                    network device or serial server
  usb:0400:c35a                        USB bulk pipes (vendor:product, hexadecimal)
  hid:0483:572b?serial=…               HID reader
  lp:/dev/usb/lp0                      printer device file (Linux)
  sim:<name>                           built-in simulator, such as sim:id-card-reader`;

export function helpOfAll(devices: readonly DeviceCommands[]): string {
  const lines = devices.flatMap((device) => [
    `${device.device}  ${device.title}`,
    ...device.commands.map((command) => `  ${command.name.padEnd(16)} ${command.summary}`),
    '',
  ]);
  return [
    'Usage: npm run device -- <device> <command> --channel <uri> [--json] [--timeout seconds]',
    '',
    ...lines,
    CHANNELS,
    '',
    'Exit codes: 0 done, 1 the device or its channel failed, 2 the command line is wrong. With --json stdout carries one JSON object and nothing else.',
  ].join('\n');
}

export function helpOfCommand(device: string, command: DeviceCommand): string {
  const usage = command.options.map((option) => {
    const word = option.value === undefined ? `--${option.name}` : `--${option.name} <${option.value}>`;
    return option.required ? word : `[${word}]`;
  });
  return [
    `Usage: npm run device -- ${[device, command.name, ...(command.channel === 'none' ? [] : ['--channel <uri>']), '[--json]', '[--timeout seconds]', ...usage].join(' ')}`,
    '',
    `${command.summary}. Without --timeout it waits ${command.defaultTimeoutSeconds} s.`,
    ...command.options.map((option) => `  --${option.name.padEnd(14)} ${option.summary}`),
    '',
    CHANNELS,
  ].join('\n');
}

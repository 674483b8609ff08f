import { createInterface } from 'node:readline';
import type { Readable } from 'node:stream';
import type { Clock } from '#kernel/clock.ts';
import { openByteChannel, type Simulators } from '#drivers/ports/open-channel.ts';
import { parseCommandArguments } from './arguments.ts';
import type { CommandCall, DeviceCommand, DeviceCommands } from './device-command.ts';
import { helpOfAll, helpOfCommand } from './help.ts';
import type { RegisteredDevice } from './registry.ts';

export interface Shell {
  readonly devices: readonly RegisteredDevice[];
  readonly simulators: (clock: Clock) => Simulators;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  readonly input: Readable;
  /** Whether a person reads stderr. */
  readonly interactive: boolean;
  out(text: string): void;
  err(text: string): void;
}

export const EXIT = { done: 0, fault: 1, usage: 2, interrupted: 130 } as const;

/** Runs one command line and returns the exit code. stdout gets the answer alone, stderr one line per fault. */
export async function runShell(shell: Shell, words: readonly string[]): Promise<number> {
  const [deviceName, commandName, ...rest] = words;
  const wantsHelp = words.includes('--help') || words.includes('-h');
  if (deviceName === undefined || deviceName.startsWith('-')) return helpForAll(shell, wantsHelp);
  const registered = shell.devices.find((device) => device.device === deviceName);
  if (!registered) return usage(shell, `unknown device "${deviceName}" (known: ${shell.devices.map((device) => device.device).join(', ')})`);
  const device = await registered.load();
  if (commandName === undefined || commandName.startsWith('-')) {
    if (!wantsHelp) return usage(shell, `${deviceName}: no command (known: ${namesOf(device)})`);
    shell.out(helpOfAll([device]));
    return EXIT.done;
  }
  const command = device.commands.find((candidate) => candidate.name === commandName);
  if (!command) return usage(shell, `${deviceName}: unknown command "${commandName}" (known: ${namesOf(device)})`);
  if (wantsHelp) {
    shell.out(helpOfCommand(deviceName, command));
    return EXIT.done;
  }
  return runCommand(shell, device, command, rest);
}

async function runCommand(shell: Shell, device: DeviceCommands, command: DeviceCommand, words: readonly string[]): Promise<number> {
  const parsed = parseCommandArguments(command, words);
  const name = `${device.device} ${command.name}`;
  if (!parsed.ok) return usage(shell, `${name}: ${parsed.error}`);
  const { uri, json, timeoutMs, values, switches } = parsed.value;
  const simulators = shell.simulators(shell.clock);
  const call: CommandCall = {
    uri,
    json,
    timeoutMs,
    clock: shell.clock,
    signal: shell.signal,
    open: () => openByteChannel(uri, { clock: shell.clock, simulators }),
    option: (option) => values.get(option),
    has: (option) => switches.has(option),
    say: (line) => shell.err(line),
    hint: (line) => {
      if (shell.interactive) shell.err(line);
    },
    lines: { [Symbol.asyncIterator]: () => createInterface({ input: shell.input })[Symbol.asyncIterator]() },
  };
  const outcome = await command.run(call);
  if (!outcome.ok) {
    if (shell.signal.aborted) return EXIT.interrupted;
    shell.err(`${name}${uri === '' ? '' : ` (${uri})`}: ${oneLine(outcome.error.message)}`);
    return outcome.error.kind === 'usage' ? EXIT.usage : EXIT.fault;
  }
  shell.out(json ? JSON.stringify(outcome.value.data) : outcome.value.text);
  return outcome.value.exitCode ?? EXIT.done;
}

async function helpForAll(shell: Shell, asked: boolean): Promise<number> {
  const help = helpOfAll(await Promise.all(shell.devices.map((device) => device.load())));
  if (asked) shell.out(help);
  else shell.err(help);
  return asked ? EXIT.done : EXIT.usage;
}

function usage(shell: Shell, message: string): number {
  shell.err(`${oneLine(message)}; see --help`);
  return EXIT.usage;
}

function namesOf(device: DeviceCommands): string {
  return device.commands.map((command) => command.name).join(', ');
}

function oneLine(text: string): string {
  return text.replaceAll(/\s*\n\s*/g, ' ');
}

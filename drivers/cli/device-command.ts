import type { Clock } from '#kernel/clock.ts';
import type { Result } from '#kernel/result.ts';
import type { ByteChannel, ChannelError } from '#drivers/ports/byte-channel.ts';

/** What `npm run device` offers for one kind of device. A driver's cli.ts exports one; drivers/cli/registry.ts lists them. */
export interface DeviceCommands {
  /** The word on the command line, the driver's folder name: `id-card-reader`. */
  readonly device: string;
  /** What it is, in one line of `--help`. */
  readonly title: string;
  readonly commands: readonly DeviceCommand[];
}

/** One verb of one device: `npm run device -- <device> <name> --channel <uri> [--json] [--timeout s] [options]`. */
export interface DeviceCommand {
  readonly name: string;
  /** One line of `--help`. */
  readonly summary: string;
  /** Beside `--channel`, `--json`, `--timeout` and `--help`, which every command has. */
  readonly options: readonly CommandOption[];
  /** Seconds that `--timeout` stands for when it is not given. */
  readonly defaultTimeoutSeconds: number;
  /** `none`: works on files alone and takes no `--channel`. */
  readonly channel?: 'none';
  /** Never prints by itself: the shell prints the outcome, so that `--json` output stays one JSON object. */
  run(call: CommandCall): Promise<Result<CommandAnswer, CommandFault>>;
}

export interface CommandOption {
  /** Without the dashes. */
  readonly name: string;
  /** Shown as `--name <value>`; an option without it is a switch. */
  readonly value?: string;
  readonly summary: string;
  readonly required?: boolean;
}

export interface CommandCall {
  /** The device address as typed after `--channel`. */
  readonly uri: string;
  readonly json: boolean;
  readonly timeoutMs: number;
  readonly clock: Clock;
  /** Aborted by Ctrl+C. */
  readonly signal: AbortSignal;
  /** Opens `uri` anew at each call. */
  readonly open: () => Promise<Result<ByteChannel, ChannelError>>;
  /** The text of an option with a value, when given. */
  option(name: string): string | undefined;
  /** Whether a switch was given. */
  has(name: string): boolean;
  /** A line that the caller needs besides the answer; goes to stderr. */
  say(line: string): void;
  /** A line for a person who waits at the shell; goes to stderr when that is a terminal, else nowhere. */
  hint(line: string): void;
  /** Lines typed by the person; ends with the input. */
  readonly lines: AsyncIterable<string>;
}

export interface CommandAnswer {
  /** The object printed by `--json`. Must survive JSON. */
  readonly data: Readonly<Record<string, unknown>>;
  /** What is printed without `--json`. */
  readonly text: string;
  /** When the command says more than done and failed; each command's summary lists its own. */
  readonly exitCode?: number;
}

/** Printed as one line on stderr, naming what and where; `usage` ends with exit code 2, `fault` with 1. */
export interface CommandFault {
  readonly kind: 'usage' | 'fault';
  readonly message: string;
}

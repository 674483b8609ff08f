import { parseArgs } from 'node:util';
import { err, ok, type Result } from '#kernel/result.ts';
import { parseDeviceUri } from '#drivers/ports/device-uri.ts';
import type { DeviceCommand } from './device-command.ts';

export interface CommandArguments {
  readonly uri: string;
  readonly json: boolean;
  readonly timeoutMs: number;
  readonly values: ReadonlyMap<string, string>;
  readonly switches: ReadonlySet<string>;
}

const LONGEST_TIMEOUT_SECONDS = 86_400;

/** The words behind `<device> <command>`. The error is one sentence naming the word. */
export function parseCommandArguments(command: DeviceCommand, words: readonly string[]): Result<CommandArguments, string> {
  let parsed: { readonly values: Readonly<Record<string, unknown>>; readonly positionals: readonly string[] };
  try {
    parsed = parseArgs({
      args: [...words],
      strict: true,
      allowPositionals: true,
      options: {
        channel: { type: 'string' },
        json: { type: 'boolean' },
        timeout: { type: 'string' },
        ...Object.fromEntries(command.options.map((option) => [option.name, { type: option.value === undefined ? 'boolean' : 'string' } as const])),
      },
    });
  } catch (error) {
    return err(firstSentence(error));
  }
  const { values, positionals } = parsed;
  if (positionals.length > 0) return err(`unexpected word "${positionals[0]}"`);
  const uri = channelOf(command, values['channel']);
  if (!uri.ok) return uri;
  const timeout = timeoutOf(values['timeout'], command.defaultTimeoutSeconds);
  if (timeout === undefined) return err(`--timeout "${String(values['timeout'])}" is not a number of seconds above 0 and up to ${LONGEST_TIMEOUT_SECONDS}`);
  const missing = command.options.find((option) => option.required && values[option.name] === undefined);
  if (missing) return err(`--${missing.name} <${missing.value ?? 'switch'}> is missing`);
  const given = Object.entries(values);
  return ok({
    uri: uri.value,
    json: values['json'] === true,
    timeoutMs: timeout,
    values: new Map(given.filter((entry): entry is [string, string] => typeof entry[1] === 'string')),
    switches: new Set(given.filter(([, value]) => value === true).map(([name]) => name)),
  });
}

function channelOf(command: DeviceCommand, given: unknown): Result<string, string> {
  if (command.channel === 'none') return given === undefined ? ok('') : err('this command takes no --channel');
  if (typeof given !== 'string') return err('--channel <uri> is missing, such as --channel serial:/dev/ttyUSB0?baud=115200');
  const parsed = parseDeviceUri(given);
  return parsed.ok ? ok(given) : err(`--channel: ${parsed.error.detail}`);
}

function timeoutOf(text: unknown, defaultSeconds: number): number | undefined {
  if (text === undefined) return defaultSeconds * 1000;
  const seconds = typeof text === 'string' && /^\d+(\.\d+)?$/.test(text) ? Number(text) : 0;
  return seconds > 0 && seconds <= LONGEST_TIMEOUT_SECONDS ? Math.round(seconds * 1000) : undefined;
}

function firstSentence(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.split(/\. |\n/)[0]!.replace(/\.$/, '');
}

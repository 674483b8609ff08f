import path from 'node:path';
import { parseArgs } from 'node:util';
import { secureRandom } from '#kernel/random.ts';
import type { Result } from '#kernel/result.ts';
import type { Surface } from '#contracts/terminal/common.ts';
import { openErrorSentence } from '#offline-cache/database/open-error.ts';
import { fileKeyProvider } from '#offline-cache/keys/file-key.ts';
import { keyErrorSentence } from '#offline-cache/keys/key-provider.ts';
import { machineClock, readBootId } from '#offline-cache/machine-clock.ts';
import { readMachine } from '#offline-cache/machine-identity.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import { readTerminalConfig } from './config.ts';
import { enrolTerminal } from './hall/enrol-terminal.ts';
import { startBrowserHost } from './hosts/browser-host.ts';
import { attachElectronHost, type ParentPort } from './hosts/electron-host.ts';
import { openLog } from './logging/logger.ts';
import { ServiceEnd } from './service-end.ts';
import { type RunningTerminal, startTerminal, type TerminalOptions } from './start-terminal.ts';
import { backupVerb, KEY_FILE, restoreKeyVerb, restoreVerb } from './store-verbs.ts';

const USAGE = `用法 (usage):
  terminal --data <文件夹> --config <terminal.json>          启动终端 (serve)
  terminal enrol --data <文件夹> --config <terminal.json> --server <https://地址:端口> --code <登记码>   登记 (enrol)
  terminal backup --data <文件夹> --to <文件>                  服务停止时备份本机数据 (backup)
  terminal restore --data <文件夹> --from <文件> [--replace]   用备份恢复，原文件留在 quarantine (restore)
  terminal restore-key --data <文件夹> --key <64位十六进制|->    放回数据密钥，- 表示从标准输入读 (restore-key)`;

/** The folder of the built pages beside the program. */
const PAGES = path.resolve(import.meta.dirname, '../dist/renderer');

const VERBS = ['serve', 'enrol', 'backup', 'restore', 'restore-key'] as const;
type Verb = (typeof VERBS)[number];

interface StoreArguments {
  readonly to?: string | undefined;
  readonly from?: string | undefined;
  readonly replace?: boolean | undefined;
  readonly key?: string | undefined;
}

type Arguments = StoreArguments & { readonly data: string; readonly config: string; readonly report?: boolean | undefined; readonly server?: string | undefined; readonly code?: string | undefined };

/** Runs the terminal with the browser host. @returns the exit code, or null while it serves */
export async function runTerminal(args: readonly string[], overrides: Partial<TerminalOptions> = {}): Promise<number | null> {
  const read = readArguments(args);
  if (!read) return fail(USAGE);
  const { verb, values } = read;
  if (verb !== 'serve' && verb !== 'enrol') return onStore(verb, values);
  const config = readTerminalConfig(values.config);
  if (!config.ok) return fail(config.error);
  if (verb === 'enrol') return enrol(values, config.value.name, config.value.kind);

  const logger = openLog(values.data, machineClock);
  const end = new ServiceEnd({ clock: machineClock, logger, process, exit: (code) => process.exit(code), complain: (sentence) => void fail(sentence) });
  const started = await startTerminal({
    folder: values.data,
    config: config.value,
    clock: machineClock,
    bootId: readBootId(),
    machine: readMachine(),
    random: secureRandom,
    key: fileKeyProvider(path.join(values.data, KEY_FILE)),
    log: logger.log,
    onFatal: (where, cause) => end.fault(where, cause),
    ...overrides,
  });
  if (!started.ok) {
    logger.log('service-end', { disposition: 'failed', reason: started.error });
    logger.close();
    return fail(started.error);
  }
  const terminal = started.value;
  const { parentPort } = process as { readonly parentPort?: ParentPort };
  if (parentPort) {
    attachElectronHost(parentPort, terminal.routers, () => {});
    end.stopWith(() => terminal.stop());
    print({ ready: true, surfaces: config.value.surfaces, launch: {}, terminalId: terminal.enrolment.terminalId });
    if (values.report) void reportChanges(terminal);
    return null;
  }
  const host = await startBrowserHost({
    pages: PAGES,
    folder: values.data,
    port: config.value.port,
    routers: terminal.routers,
    queries: config.value.windowId ? { window: `?window=${encodeURIComponent(config.value.windowId)}` } : {},
    framedBy: config.value.framedBy,
    log: logger.log,
  });
  if (!host.ok) {
    await terminal.stop();
    const sentence = `页面端口打不开：${host.error.detail} (the port of the pages cannot be opened)`;
    logger.log('service-end', { disposition: 'failed', reason: sentence });
    logger.close();
    return fail(sentence);
  }
  end.stopWith(async () => {
    await host.value.close();
    await terminal.stop();
  });
  const launch = Object.fromEntries(config.value.surfaces.map((surface: Surface) => [surface, host.value.launchPage(surface)]));
  print({ ready: true, surfaces: config.value.surfaces, origin: host.value.origin, launch, terminalId: terminal.enrolment.terminalId });
  if (values.report) void reportChanges(terminal);
  return null;
}

function readArguments(args: readonly string[]): { readonly verb: Verb; readonly values: Arguments } | null {
  try {
    const { values, positionals } = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { data: { type: 'string' }, config: { type: 'string' }, report: { type: 'boolean' }, server: { type: 'string' }, code: { type: 'string' }, ...STORE_OPTIONS },
    });
    const [word = 'serve', ...more] = positionals;
    const verb = VERBS.find((known) => known === word);
    const { data, config = '' } = values;
    if (more.length > 0 || !verb || !data) return null;
    if ((verb === 'serve' || verb === 'enrol') && config === '') return null;
    return { verb, values: { ...values, data, config } };
  } catch {
    return null;
  }
}

const STORE_OPTIONS = { to: { type: 'string' }, from: { type: 'string' }, replace: { type: 'boolean' }, key: { type: 'string' } } as const;

async function onStore(verb: Exclude<Verb, 'serve' | 'enrol'>, args: Arguments): Promise<number> {
  const done = await storeVerb(verb, args);
  if (done === null) return fail(USAGE);
  if (!done.ok) return fail(done.error);
  process.stdout.write(`${done.value}\n`);
  return 0;
}

/** Null when an argument is missing. */
function storeVerb(verb: Exclude<Verb, 'serve' | 'enrol'>, { data, to, from, replace = false, key }: Arguments): Promise<Result<string, string>> | Result<string, string> | null {
  if (verb === 'backup') return to ? backupVerb(data, to) : null;
  if (verb === 'restore') return from ? restoreVerb(data, from, replace) : null;
  return key ? restoreKeyVerb(data, key) : null;
}

async function enrol(args: Arguments, terminalName: string, kind: 'kiosk' | 'window' | 'display'): Promise<number> {
  if (!args.server || !args.code) return fail(USAGE);
  const key = await fileKeyProvider(path.join(args.data, KEY_FILE)).obtain();
  if (!key.ok) return fail(keyErrorSentence(key.error));
  const store = await openTerminalStore({ folder: args.data, key: key.value, clock: machineClock, bootId: readBootId(), machine: readMachine() });
  if (!store.ok) return fail(openErrorSentence(store.error));
  try {
    const enrolled = await enrolTerminal({
      store: store.value,
      clock: machineClock,
      serverUrl: args.server,
      code: args.code,
      terminalName,
      kind,
    });
    if (!enrolled.ok) return fail(enrolled.error);
    process.stdout.write(`已登记：${terminalName}（${enrolled.value.terminalId}）(enrolled)\n`);
    return 0;
  } catch (cause) {
    return fail(`登记没有完成：${cause instanceof Error ? cause.message : String(cause)} (enrolment failed)`);
  } finally {
    await store.value.close();
  }
}

/** For the program that started this one: counts, whenever they change. */
async function reportChanges(terminal: RunningTerminal): Promise<void> {
  let last = '';
  for await (const report of terminal.reports()) {
    const text = JSON.stringify(report);
    if (text !== last) print({ report });
    last = text;
  }
}

function print(facts: object): void {
  process.stdout.write(`${JSON.stringify(facts)}\n`);
}

function fail(sentence: string): number {
  process.stderr.write(`${sentence}\n`);
  return 1;
}

if (import.meta.main) {
  const code = await runTerminal(process.argv.slice(2));
  if (code !== null) process.exit(code);
}

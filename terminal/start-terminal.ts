import path from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import type { Random } from '#kernel/random.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { SenderClock } from '#contracts/hall/hall-contract.ts';
import type { Log, LogEventValues } from '#contracts/log-events.ts';
import type { LinkView } from '#contracts/terminal/common.ts';
import { type DeviceHealth, DeviceManager } from '#drivers/device-manager/device-manager.ts';
import { createIdCardReader, type IdCardReader } from '#drivers/id-card-reader/index.ts';
import { openByteChannel } from '#drivers/ports/open-channel.ts';
import { createTicketPrinter, profileById, type TicketPrinter } from '#drivers/ticket-printer/index.ts';
import { newestBackup } from '#offline-cache/backup/daily-files.ts';
import { BlobFolder } from '#offline-cache/blobs/blob-folder.ts';
import { TerminalFiles } from '#offline-cache/blobs/terminal-files.ts';
import { openErrorSentence } from '#offline-cache/database/open-error.ts';
import { type KeyProvider, keyErrorSentence } from '#offline-cache/keys/key-provider.ts';
import { makeFolder } from '#offline-cache/make-folder.ts';
import { openTerminalStore } from '#offline-cache/open-store.ts';
import type { Enrolment, TerminalStore } from '#offline-cache/store-api.ts';
import type { TerminalConfig } from './config.ts';
import { connectHall } from './hall/connect-hall.ts';
import { countedStore } from './hall/counted-store.ts';
import type { HallConnection } from './hall/hall-connection.ts';
import { KIOSK_DELAYS } from './kiosk/delays.ts';
import { KioskSession } from './kiosk/kiosk-session.ts';
import { createTicketSigner } from './kiosk/ticket-token.ts';
import { Notices } from './notices.ts';
import { boardRouter, kioskRouter, type SurfaceRouters, windowRouter } from './rpc/routers.ts';
import { viewStream, type Watchable } from './rpc/view-stream.ts';
import { tellQuarantine } from './tell-quarantine.ts';
import { tellRecovery } from './tell-recovery.ts';
import { Upkeep } from './upkeep/upkeep.ts';
import { WindowDesk } from './window/window-desk.ts';

export interface TerminalOptions {
  /** Data folder: store, key, logs, launch pages. */
  readonly folder: string;
  readonly config: TerminalConfig;
  /** Its monotonic time counts from the machine's start. */
  readonly clock: Clock;
  readonly bootId: string;
  /** From `readMachine()`; a store of another machine goes on in a new log. */
  readonly machine?: string | null;
  readonly random: Random;
  readonly key: KeyProvider;
  readonly log: Log;
  /** Told when the service cannot go on: the process must end, so that its supervisor starts it anew. */
  readonly onFatal?: (where: string, cause: unknown) => void;
  /** Tests stand between the service and its store here, to stop the process at a chosen step. */
  readonly wrapStore?: (store: TerminalStore) => TerminalStore;
}

/** The terminal service without a host: everything but pages and ports. */
export interface RunningTerminal {
  readonly routers: SurfaceRouters;
  readonly enrolment: Enrolment;
  /** Scanned pages and signed documents of this terminal. */
  readonly files: TerminalFiles;
  /** Counts now and after each change, for a supervisor; ends with `stop`. */
  reports(): AsyncIterable<TerminalReport>;
  stop(): Promise<void>;
}

export interface TerminalReport {
  readonly issuedToday: number;
  readonly pending: number;
  readonly link: LinkView['state'];
}

/** Composes the service. @returns one sentence for staff when it cannot start; the store is closed again then */
export async function startTerminal(options: TerminalOptions): Promise<Result<RunningTerminal, string>> {
  const notices = new Notices(options.folder, options.clock);
  const opened = await openStore(options, notices);
  if (!opened.ok) return opened;
  const store = options.wrapStore ? options.wrapStore(opened.value.store) : opened.value.store;
  const started = await compose(options, store, opened.value.key, notices).catch((cause: unknown) => err(`终端没有启动：${messageOf(cause)} (the terminal did not start)`));
  if (!started.ok) await store.close();
  return started;
}

/** Everything above the store. */
async function compose(options: TerminalOptions, store: TerminalStore, storeKey: Uint8Array, notices: Notices): Promise<Result<RunningTerminal, string>> {
  const { config, clock, log } = options;
  const enrolment = await store.enrolment();
  if (!enrolment) return err(notEnrolled(options.folder));
  const senderClock = (): SenderClock => ({ bootId: options.bootId, monotonicMs: clock.monotonic(), wallMs: Math.round(clock.now()) });
  const devices = openDevices(config, clock);
  if (!devices.ok) return devices;
  const blobs = new BlobFolder(path.join(options.folder, 'blobs'), storeKey, options.random);
  const files = new TerminalFiles(store, blobs, () => connection.poke());
  await files.open();
  const connection = await connectHall({ store, enrolment, blobs, clock, random: options.random, bootId: options.bootId, log });
  devices.value.manager.onHealth(({ device, state }) => log('device-state-changed', { device, ...stateWords(state) }));
  const kiosk = config.surfaces.includes('kiosk') ? openKiosk(options, countedStore(store, () => connection.recount()), enrolment, connection, devices.value, senderClock) : null;
  // What a crash left is settled before the first visitor can touch anything.
  await kiosk?.recover();
  devices.value.manager.start();
  const upkeep = new Upkeep({ store, link: connection, clock, log, folder: options.folder, terminalId: enrolment.terminalId, storeKey });
  const stopping = new AbortController();
  return ok({
    routers: routersOf(config, connection, kiosk, clock, notices),
    enrolment,
    files,
    async *reports() {
      for await (const link of viewStream(watchable(connection), stopping.signal)) {
        // In this order: a ticket that is counted as issued is counted as waiting too, or was already uploaded.
        const issuedToday = await store.issuedToday();
        yield { issuedToday, pending: (await store.outbox()).pending, link };
      }
    },
    async stop() {
      stopping.abort();
      kiosk?.stop();
      await upkeep.stop();
      await devices.value.manager.stop();
      await connection.stop();
      await store.close();
    },
  });
}

/** Data that is empty beside its own backups was lost, not never there. */
function notEnrolled(folder: string): string {
  const backup = newestBackup(folder);
  if (backup === null) return `本终端还没有登记：请先运行 terminal enrol（数据目录 ${folder}）(this terminal is not enrolled yet)`;
  return `本机数据是空的，但有备份：请先运行 terminal restore --data ${folder} --from ${backup}，不要重新登记 (the store is empty beside its backups, restore it)`;
}

async function openStore(options: TerminalOptions, notices: Notices): Promise<Result<{ readonly store: TerminalStore; readonly key: Uint8Array }, string>> {
  const { folder, clock, bootId, machine = null, log, onFatal } = options;
  try {
    makeFolder(folder);
    const key = await options.key.obtain();
    if (!key.ok) return err(keyErrorSentence(key.error));
    const opened = await openTerminalStore({
      folder,
      key: key.value,
      clock,
      bootId,
      machine,
      ...(onFatal && { onLost: (failure) => onFatal('store', failure) }),
      onRecovered: (recovery) => tellRecovery(recovery, log, notices),
      onShadowBehind: (behind, detail) => log('store-second-copy', { state: behind ? 'behind' : 'current', detail }),
    });
    if (opened.ok) tellQuarantine(folder, log, notices);
    return opened.ok ? ok({ store: opened.value, key: key.value.bytes }) : err(openErrorSentence(opened.error));
  } catch (cause) {
    return err(`数据目录 ${folder} 打不开：${messageOf(cause)} (the data folder cannot be opened)`);
  }
}

function messageOf(cause: unknown): string {
  return cause instanceof Error ? cause.message : String(cause);
}

function watchable(link: HallConnection): Watchable<LinkView['state']> {
  return {
    onChange: (changed) => link.onChange(changed),
    get view() {
      return link.state;
    },
  };
}

interface Devices {
  readonly manager: DeviceManager;
  readonly reader: IdCardReader | null;
  readonly printer: TicketPrinter | null;
}

function openDevices(config: TerminalConfig, clock: Clock): Result<Devices, string> {
  const manager = new DeviceManager(clock);
  let reader: IdCardReader | null = null;
  let printer: TicketPrinter | null = null;
  if (config.idCardReader) {
    const { channel } = config.idCardReader;
    reader = createIdCardReader({ open: () => openByteChannel(channel, { clock }), clock });
    manager.add('id-card-reader', channel, reader);
  }
  if (config.ticketPrinter) {
    const { channel, profile: name } = config.ticketPrinter;
    const profile = profileById(name);
    if (!profile.ok) return err(`打印机型号「${name}」不对：${profile.error} (unknown ticket printer profile)`);
    printer = createTicketPrinter({ open: () => openByteChannel(channel, { clock }), clock, profile: profile.value });
    manager.add('ticket-printer', channel, printer);
  }
  return ok({ manager, reader, printer });
}

function openKiosk(
  options: TerminalOptions,
  store: TerminalStore,
  enrolment: Enrolment,
  link: HallConnection,
  devices: Devices,
  senderClock: () => SenderClock,
): KioskSession {
  const { config, clock, random, log, onFatal } = options;
  const ticketUrl = config.ticketUrl ?? `${enrolment.serverUrl.replace(/\/$/, '')}/t`;
  return new KioskSession({
    clock,
    random,
    store,
    link,
    enrolment,
    reader: devices.reader,
    printer: devices.printer,
    signer: createTicketSigner(enrolment.signingKeyId, enrolment.signingKey, ticketUrl),
    senderClock,
    delays: { ...KIOSK_DELAYS, bindLimit: config.bindLimitMs },
    log,
    ...(onFatal && { onStuck: () => onFatal('kiosk', new Error('taking a ticket neither succeeds nor fails')) }),
  });
}

function routersOf(config: TerminalConfig, link: HallConnection, kiosk: KioskSession | null, clock: Clock, notices: Notices): SurfaceRouters {
  return {
    ...(kiosk ? { kiosk: kioskRouter(kiosk) } : {}),
    ...(config.surfaces.includes('window') ? { window: windowRouter(new WindowDesk(link, clock, notices)) } : {}),
    ...(config.surfaces.includes('board') ? { board: boardRouter(link) } : {}),
  };
}

/** A device's state as the log words it. */
function stateWords(state: DeviceHealth['state']): Omit<LogEventValues<'device-state-changed'>, 'device'> {
  if (state.kind === 'faulty') return { state: state.kind, cause: state.fault.kind, detail: '' };
  if (state.kind === 'unavailable') return { state: state.kind, cause: state.reason, detail: state.detail };
  return { state: state.kind, cause: '', detail: '' };
}

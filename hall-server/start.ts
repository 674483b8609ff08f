import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import type { CancelTimer, Clock } from '#kernel/clock.ts';
import { pooledRandom } from '#kernel/pooled-random.ts';
import { secureRandom, type Random } from '#kernel/random.ts';
import { realClock } from '#kernel/real-clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import type { RecoveryPublicKey } from '#contracts/hall/recovery-copy.ts';
import { openAdminEndpoint } from './admin/admin-endpoint.ts';
import { doAdminWork, type AdminCommand } from './admin/admin-work.ts';
import type { ReportFault } from './api/clear-errors.ts';
import { createHttpServer } from './api/http-server.ts';
import { configure } from './catalogue/configure.ts';
import { readConfig, type HallConfig } from './config/hall-config.ts';
import { DEMONSTRATION_CONFIG } from './demonstration/catalogue.ts';
import { startLivingHall } from './demonstration/living-hall.ts';
import { COLLECT_EVERY_MS } from './blobs/limits.ts';
import type { HallServices } from './hall-services.ts';
import { digestKey } from './keys/digest-key.ts';
import { hallRecoveryKey } from './keys/recovery-key.ts';
import { readCertificate, serverCertificate, type ServerCertificate } from './keys/server-certificate.ts';
import { manageLinkFor, type ManageLink } from './manage/manage-link.ts';
import { SignIn } from './manage/sign-in.ts';
import { openHall } from './open-hall.ts';
import type { StartError } from './start-error.ts';
import { IDENTITY_FILE } from './store/sqlite/open-database.ts';
import type { TerminalKind } from './store/values.ts';
import type { OperationRegistry } from './sync/read-operation.ts';

export interface HallServerOptions {
  readonly dataFolder: string;
  /** 0: any free port. */
  readonly port: number;
  readonly host?: string;
  /** Loopback only. */
  readonly plainHttp?: boolean;
  readonly configFile?: string;
  /** Instead of a file. */
  readonly config?: HallConfig;
  /** The demonstration hall when the data folder has none, and clerks and visitors who keep it alive. */
  readonly demo?: boolean;
  /** What this server can apply; tests stand for an older or newer one here. */
  readonly operations?: OperationRegistry;
  readonly clock?: Clock;
  readonly random?: Random;
  /** Told of faults of the server itself. */
  readonly report?: ReportFault;
}

export interface RunningHallServer {
  /** `https://127.0.0.1:8443`, no path. */
  readonly url: string;
  /** SHA-256 of the server key's SPKI, 64 hex digits; empty over plain HTTP. */
  readonly spkiSha256: string;
  readonly services: HallServices;
  /** What the administrator should do about this installation, one sentence each. */
  readonly advice: readonly string[];
  createEnrolmentCode(options: { readonly name: string; readonly kind: TerminalKind; readonly minutes?: number }): Promise<{ readonly code: string; readonly expiresAtMs: number }>;
  /** A one-time link to the manager's pages. */
  manageLink(minutes: number): ManageLink;
  close(): Promise<void>;
}

/** How often the hall's date is looked at. */
const DAY_CHECK_MS = 20_000;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);

/** Starts a hall server; nothing is left open when it cannot. */
export async function startHallServer(options: HallServerOptions): Promise<Result<RunningHallServer, StartError>> {
  const { dataFolder, port, host = '127.0.0.1', plainHttp = false, demo = false, clock = realClock, random = pooledRandom(secureRandom), report = () => {} } = options;
  if (plainHttp && !LOOPBACK.has(host)) return err({ kind: 'plain-http-exposed', host });
  const config = configOf(options);
  if (!config.ok) return config;

  const hall = openHall({ dataFolder, clock, random, config: config.value, configFile: options.configFile, breathe: () => setImmediate(), ...(options.operations && { operations: options.operations }) });
  if (!hall.ok) return hall;
  const { services } = hall.value;
  const closeHall = () => hall.value.close();
  const keys = await keysOf(dataFolder, config.value, plainHttp, random);
  const configured = keys.ok && config.value ? await services.context.writer.run(configure(config.value.catalogue)) : null;
  const problem = !keys.ok ? keys.error : configured?.kind === 'series-taken' ? configured : null;
  if (problem || !keys.ok) {
    await closeHall();
    return err(problem as StartError);
  }

  const { certificate, digest, recoveryKey, privateFile, spkiSha256 } = keys.value;
  await services.replayParked();
  await services.closeDay();
  await services.tendRecovery();
  const signIn = new SignIn(clock, random);
  const http = await createHttpServer({ services, digestKey: digest, recoveryKey, certificate, signIn, report });
  try {
    await http.app.listen({ host, port });
  } catch (error) {
    await http.close();
    await closeHall();
    return err(listenError(error as NodeJS.ErrnoException, host, port));
  }
  const bound = http.app.server.address();
  const shownHost = host.includes(':') ? `[${host}]` : host;
  const url = `${plainHttp ? 'http' : 'https'}://${shownHost}:${typeof bound === 'object' && bound ? bound.port : port}`;
  writeFileSync(path.join(dataFolder, IDENTITY_FILE), JSON.stringify({ spkiSha256: Buffer.from(spkiSha256).toString('hex') }), { mode: 0o600 });
  const manageLink = (minutes: number) => manageLinkFor(signIn, url, minutes);
  const work = (command: AdminCommand) => doAdminWork(hall.value, random, spkiSha256, command, manageLink);
  const admin = await openAdminEndpoint(dataFolder, random, work);
  const living = demo ? await startLivingHall(services, clock, random, report) : null;
  const day = repeat(clock, DAY_CHECK_MS, () => services.closeDay().then(() => services.tendRecovery()), report);
  const operations = hall.value.operations.start(report);
  const files = repeat(clock, COLLECT_EVERY_MS, () => services.files.tidy(), report);

  let closing: Promise<void> | undefined;
  return ok({
    url,
    spkiSha256: plainHttp ? '' : Buffer.from(spkiSha256).toString('hex'),
    services,
    advice: privateFile === null ? [] : [`请把大厅恢复私钥 ${privateFile} 抄存到别处（如保险柜中的U盘）后从本机删除：取出终端密钥和恢复封存的备份时要用它`],
    async createEnrolmentCode({ name, kind, minutes = 30 }) {
      const made = await work({ command: 'enrolment-code', name, kind, minutes });
      if (made.kind !== 'enrolment-code') throw new Error(`answered ${made.kind}`);
      return { code: made.code, expiresAtMs: made.expiresAtMs };
    },
    manageLink,
    close() {
      closing ??= (async () => {
        day();
        operations();
        files();
        await living?.stop();
        await admin.close();
        await http.close();
        await closeHall();
      })();
      return closing;
    },
  });
}

function configOf({ configFile, config, demo }: HallServerOptions): Result<HallConfig | null, StartError> {
  if (config) return ok(config);
  if (configFile !== undefined) return readConfig(configFile);
  return ok(demo ? DEMONSTRATION_CONFIG : null);
}

interface Keys {
  readonly certificate: ServerCertificate | null;
  readonly digest: string;
  readonly recoveryKey: RecoveryPublicKey;
  /** The private recovery key while it still lies here; null: stored away. */
  readonly privateFile: string | null;
  readonly spkiSha256: Uint8Array;
}

async function keysOf(folder: string, config: HallConfig | null, plainHttp: boolean, random: Random): Promise<Result<Keys, StartError>> {
  const tls = config?.tls;
  try {
    const digest = digestKey(folder, random);
    const { publicKey: recoveryKey, privateFile } = hallRecoveryKey(folder);
    if (plainHttp) return ok({ certificate: null, digest, recoveryKey, privateFile, spkiSha256: new Uint8Array(32) });
    const certificate = tls ? readCertificate(tls.key, tls.certificate) : await serverCertificate(folder);
    return ok({ certificate, digest, recoveryKey, privateFile, spkiSha256: certificate.spkiSha256 });
  } catch (error) {
    return err({ kind: 'keys-unusable', where: tls?.certificate ?? folder, detail: error instanceof Error ? error.message : String(error) });
  }
}

function listenError(error: NodeJS.ErrnoException, host: string, port: number): StartError {
  return error.code === 'EADDRINUSE' ? { kind: 'port-busy', host, port } : { kind: 'address-unusable', host, port, detail: error.code ?? error.message };
}

/** Runs `job` every `ms`; a job that fails is reported and tried again. */
function repeat(clock: Clock, ms: number, job: () => Promise<unknown>, report: ReportFault): CancelTimer {
  let stopped = false;
  let cancel: CancelTimer = () => {};
  const again = (): void => {
    if (!stopped) cancel = clock.after(ms, run);
  };
  const run = (): void => {
    job().then(again, (error: unknown) => {
      report('day', String(error));
      again();
    });
  };
  again();
  return () => {
    stopped = true;
    cancel();
  };
}

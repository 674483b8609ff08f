import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Clock } from '#kernel/clock.ts';
import type { TerminalConfig } from '#terminal/config.ts';
import { DEMONSTRATION_CONFIG } from '#hall-server/demonstration/catalogue.ts';
import { Child, type ChildOptions } from './child.ts';
import { type DeviceCable, hasPseudoTerminals, PtyCable, TcpCable } from './device-cable.ts';
import { type Device, Dock, type DockOptions } from './dock.ts';
import { dockRouter } from './dock-router.ts';
import { type DockServer, startDockServer } from './dock-server.ts';
import { isEnrolled, enrol, issueCode } from './enrolling.ts';
import { askAdmin } from './hall-admin.ts';
import { HallCounts } from './hall-counts.ts';
import { NewerTerminal } from './newer-terminal.ts';
import { NetworkProxy } from './network-proxy.ts';
import { PortsFile } from './ports-file.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
export const PAGES = path.join(ROOT, 'dist/renderer');
const TERMINAL = path.join(ROOT, 'terminal/main.ts');
const HALL_SERVER = path.join(ROOT, 'hall-server/main.ts');

/** The window that the visitor works; the demonstration's clerks leave it alone. */
const VISITORS_WINDOW = 'w3';

export interface DemonstrationOptions {
  readonly folder: string;
  readonly clock: Clock;
  /** 0: any free port, kept in the folder. */
  readonly port: number;
  /** Progress for the person who waits, in Chinese. */
  readonly say: (line: string) => void;
  /** What the programs print. */
  readonly onLine: (program: string, line: string) => void;
  /** Other program for the kiosk: Electron where its runtime is, or one that a test stops at a chosen step. */
  readonly kioskProgram?: { readonly command?: string; readonly entry: string; readonly args: readonly string[] };
  readonly kiosk?: Partial<TerminalConfig>;
  /** False: the hall stands still, without clerks and visitors of its own; for tests. */
  readonly living?: boolean;
  /** IANA time zone of a hall that stands still; default: the demonstration's. */
  readonly timeZone?: string;
}

/** A whole hall on one machine: server, kiosk, counter, devices on pty cables, a network that can be cut, the dock. */
export class DemonstrationHall {
  readonly server: Child;
  readonly kiosk: Child;
  readonly counter: Child;
  readonly proxy: NetworkProxy;
  readonly dock: Dock;
  readonly counts: HallCounts;
  readonly #options: DemonstrationOptions;
  readonly #counterProxy: NetworkProxy;
  readonly #ports: PortsFile;
  readonly #launch = new Map<string, string>();
  #dockServer: DockServer | null = null;
  #serverUrl = '';
  #serverKey = '';
  #stopped = false;

  constructor(options: DemonstrationOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
    this.#ports = new PortsFile(path.join(options.folder, 'ports.json'));
    this.proxy = new NetworkProxy(0);
    this.#counterProxy = new NetworkProxy(0);
    this.counts = new HallCounts(options.clock, path.join(options.folder, 'hall'), () => this.dock.changed());
    this.dock = new Dock({
      folder: options.folder,
      clock: options.clock,
      cables: cablesFor(options, this.#ports),
      proxy: this.proxy,
      pages: () => this.#pages(),
      serverRunning: () => this.server.running,
      counts: () => this.counts.view,
      sendNewerRecord: () => new NewerTerminal(options.folder, options.clock).send(this.#serverUrl),
    });
    this.server = this.#child('hall-server', HALL_SERVER, this.#serverArguments(), (facts) => this.#serverReady(facts));
    const { command, entry, args } = { entry: TERMINAL, args: [], ...options.kioskProgram };
    this.kiosk = this.#child('kiosk', entry, [...args, ...this.#terminalArguments('kiosk')], (facts) => this.#terminalReady(facts), command);
    this.counter = this.#child('counter', TERMINAL, this.#terminalArguments('counter'), (facts) => this.#terminalReady(facts));
  }

  /** 大厅全景. */
  get address(): string {
    return `${this.#dockServer?.origin ?? ''}/`;
  }

  get serverUrl(): string {
    return this.#serverUrl;
  }

  /** SHA-256 of the server's public key (SPKI), hex. */
  get serverKey(): string {
    return this.#serverKey;
  }

  /** Opens a surface inside the demonstration, with a launch token of its own; the manager's page with a one-time link. */
  openAddress(surface: 'kiosk' | 'window' | 'board' | 'manage'): string {
    return `${this.#dockServer?.origin ?? ''}/open/${surface}`;
  }

  async start(): Promise<void> {
    const { say } = this.#options;
    say('正在启动大厅服务器……');
    const server = this.server.start();
    server.catch(() => {});
    await this.proxy.start(await this.#ports.portFor('kiosk-network'));
    await this.#counterProxy.start(await this.#ports.portFor('counter-network'));
    say('正在接好模拟的身份证阅读器和打印机……');
    await this.dock.plug('id-card-reader', true);
    await this.dock.plug('ticket-printer', true);
    this.#dockServer = await startDockServer({
      pages: PAGES,
      port: this.#options.port === 0 ? await this.#ports.portFor('dock') : this.#options.port,
      router: dockRouter(this.dock),
      launchPage: (surface) => this.#launch.get(surface) ?? null,
      manageLink: () => this.#manageLink(),
      elsewhere: this.#options.kioskProgram?.command ? '取号机在它自己的窗口里' : null,
    });
    await this.#writeConfigs();
    say('正在启动终端……');
    // A terminal that is enrolled needs no server to start; only the first time one waits for the other.
    if (!this.#isEnrolled('kiosk') || !this.#isEnrolled('counter')) await server;
    await Promise.all([
      server,
      this.#startTerminal(this.kiosk, 'kiosk', '取号机1', 'kiosk', this.proxy),
      this.#startTerminal(this.counter, 'counter', '3号窗口', 'window', this.#counterProxy),
    ]);
    this.counts.start();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    this.counts.stop();
    for (const program of [this.kiosk, this.counter, this.server]) program.letGo();
    await Promise.all([this.kiosk.stop(), this.counter.stop()]);
    await this.server.stop();
    await this.dock.stop();
    await this.proxy.stop();
    await this.#counterProxy.stop();
    await this.#dockServer?.close();
  }

  #serverArguments(): string[] {
    const { folder, living, timeZone } = this.#options;
    const data = path.join(folder, 'hall');
    if (living !== false) return ['--data', data, '--port', '0', '--demo'];
    const config = path.join(folder, 'hall.json');
    const { catalogue } = DEMONSTRATION_CONFIG;
    writeFileSync(config, JSON.stringify({ ...catalogue, hall: { ...catalogue.hall, timeZone: timeZone ?? catalogue.hall.timeZone } }));
    return ['--data', data, '--port', '0', '--config', config];
  }

  #terminalArguments(name: string): string[] {
    const folder = path.join(this.#options.folder, name);
    return ['--data', folder, '--config', path.join(folder, 'terminal.json'), '--report'];
  }

  #child(name: string, entry: string, args: readonly string[], onReady: ChildOptions['onReady'], command: string = process.execPath): Child {
    return new Child({ name, command, entry, args, onReady, onLine: (line) => this.#line(name, line) });
  }

  #line(program: string, line: string): void {
    if (program !== 'kiosk' || !this.counts.take(line)) this.#options.onLine(program, line);
  }

  #serverReady(facts: Readonly<Record<string, unknown>>): void {
    this.#serverUrl = String(facts['url']);
    this.#serverKey = String(facts['spkiSha256']);
    const port = Number(new URL(this.#serverUrl).port);
    this.proxy.retarget(port);
    this.#counterProxy.retarget(port);
    this.dock.changed();
  }

  #terminalReady(facts: Readonly<Record<string, unknown>>): void {
    for (const [surface, page] of Object.entries(facts['launch'] as Record<string, string>)) this.#launch.set(surface, page);
    if ((facts['surfaces'] as string[]).includes('kiosk')) this.counts.kioskIs(String(facts['terminalId']));
    this.dock.changed();
  }

  async #writeConfigs(): Promise<void> {
    const framedBy = [this.#dockServer!.origin];
    this.#writeConfig('kiosk', {
      name: '取号机1',
      kind: 'kiosk',
      surfaces: ['kiosk'],
      port: await this.#ports.portFor('kiosk'),
      idCardReader: { channel: this.dock.channelOf('id-card-reader') },
      ticketPrinter: { channel: this.dock.channelOf('ticket-printer'), profile: 'generic-80' },
      framedBy,
      ...this.#options.kiosk,
    });
    this.#writeConfig('counter', {
      name: '3号窗口',
      kind: 'window',
      surfaces: ['window', 'board'],
      windowId: VISITORS_WINDOW,
      port: await this.#ports.portFor('counter'),
      framedBy,
    });
  }

  #writeConfig(name: string, config: Partial<TerminalConfig>): void {
    const folder = path.join(this.#options.folder, name);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, 'terminal.json'), JSON.stringify(config, null, 2));
  }

  #isEnrolled(name: string): boolean {
    return isEnrolled(path.join(this.#options.folder, name));
  }

  async #startTerminal(program: Child, name: string, terminalName: string, kind: 'kiosk' | 'window', network: NetworkProxy): Promise<void> {
    if (!this.#isEnrolled(name)) {
      const server = this.#serverUrl.replace(/:\d+$/, `:${network.port}`);
      await enrol(TERMINAL, path.join(this.#options.folder, name), server, await this.#code(terminalName, kind));
    }
    if (!this.#stopped) await program.start();
  }

  #code(terminalName: string, kind: 'kiosk' | 'window' | 'display'): Promise<string> {
    return issueCode(path.join(ROOT, 'hall-server/admin.ts'), path.join(this.#options.folder, 'hall'), terminalName, kind);
  }

  async #manageLink(): Promise<string | null> {
    const answer = await askAdmin(path.join(this.#options.folder, 'hall'), { command: 'manage-link', minutes: 10 }).catch(() => null);
    return answer?.kind === 'manage-link' ? (answer.urls[0] ?? null) : null;
  }

  #pages() {
    return {
      kiosk: this.openAddress('kiosk'),
      window: this.openAddress('window'),
      board: this.openAddress('board'),
      openApi: `${this.#serverUrl}/api`,
      manage: this.openAddress('manage'),
    };
  }
}

function cablesFor({ folder, clock }: DemonstrationOptions, ports: PortsFile): DockOptions['cables'] {
  const cable = (device: Device): DeviceCable =>
    hasPseudoTerminals() ? new PtyCable(path.join(folder, 'cables'), device, clock) : new TcpCable(() => ports.portFor(device), clock);
  return { 'id-card-reader': cable('id-card-reader'), 'ticket-printer': cable('ticket-printer') };
}

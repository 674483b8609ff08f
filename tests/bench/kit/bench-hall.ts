import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { Child } from '#demonstration/child.ts';
import { enrol, issueCode } from '#demonstration/enrolling.ts';
import { PtyPair } from '#demonstration/pty-pair.ts';
import { DEMONSTRATION_CONFIG } from '#hall-server/demonstration/catalogue.ts';
import type { TerminalConfig } from '#terminal/config.ts';
import { Devices } from './devices.ts';

const ROOT = path.resolve(import.meta.dirname, '../../..');
const TERMINAL = path.join(ROOT, 'terminal/main.ts');
const HALL_SERVER = path.join(ROOT, 'hall-server/main.ts');
const ADMIN = path.join(ROOT, 'hall-server/admin.ts');

/** The most a hall may lend at once: enough numbers for every ticket that is measured without the server. */
const LEASE_BLOCK = 200;

/** A hall server in a process of its own, devices in another, cables between, all on real files of a fresh folder. */
export class BenchHall {
  readonly folder: string;
  readonly devices: Devices;
  readonly #server: Child;
  readonly #cables: PtyPair[] = [];
  readonly #programs: Child[] = [];
  #serverUrl = '';

  constructor() {
    this.folder = mkdtempSync(path.join(tmpdir(), 'yichuang-bench-'));
    this.devices = new Devices();
    const config = path.join(this.folder, 'hall.json');
    writeFileSync(config, JSON.stringify({ ...DEMONSTRATION_CONFIG.catalogue, settings: { leaseBlock: LEASE_BLOCK } }));
    this.#server = new Child({
      name: 'hall-server',
      entry: HALL_SERVER,
      args: ['--data', this.#serverFolder, '--port', '0', '--config', config],
      onReady: (facts) => (this.#serverUrl = String(facts['url'])),
      onLine: () => {},
    });
  }

  startServer(): Promise<void> {
    return this.#server.start();
  }

  stopServer(): Promise<void> {
    return this.#server.stop();
  }

  /** A cable of two pseudo-terminals. */
  async cable(name: string): Promise<PtyPair> {
    const cable = new PtyPair(path.join(this.folder, 'cables'), name);
    await cable.plug();
    this.#cables.push(cable);
    return cable;
  }

  /** Writes a kiosk's configuration and enrols it. @returns its data folder */
  async enrolKiosk(config: Partial<TerminalConfig>): Promise<string> {
    const folder = path.join(this.folder, 'kiosk');
    const name = '取号机1';
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    writeFileSync(path.join(folder, 'terminal.json'), JSON.stringify({ name, kind: 'kiosk', surfaces: ['kiosk'], ...config }));
    await enrol(TERMINAL, folder, this.#serverUrl, await issueCode(ADMIN, this.#serverFolder, name, 'kiosk'));
    return folder;
  }

  /** The terminal's program with its pages. @returns the launch page of its kiosk surface */
  async startTerminal(folder: string): Promise<string> {
    let launchPage = '';
    const program = new Child({
      name: 'kiosk',
      entry: TERMINAL,
      args: ['--data', folder, '--config', path.join(folder, 'terminal.json')],
      onReady: (facts) => (launchPage = (facts['launch'] as { readonly kiosk: string }).kiosk),
      onLine: () => {},
    });
    this.#programs.push(program);
    await program.start();
    return launchPage;
  }

  async stop(): Promise<void> {
    await Promise.all(this.#programs.map((program) => program.stop()));
    await this.#server.stop();
    await this.devices.stop();
    await Promise.all(this.#cables.map((cable) => cable.unplug()));
    rmSync(this.folder, { recursive: true, force: true });
  }

  get #serverFolder(): string {
    return path.join(this.folder, 'hall');
  }
}

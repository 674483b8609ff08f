import { spawn, type ChildProcessByStdio } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface, type Interface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { seededRandom } from '#kernel/random.ts';

export interface KillsWanted {
  readonly pages: number;
  readonly bytes: number;
  /** Terminal and server in turn. */
  readonly kills: number;
  readonly seed: number;
}

export interface KillsOutcome {
  readonly kills: number;
  /** How often an upload that was under way was asked for after a kill. */
  readonly resumed: number;
  readonly faults: readonly string[];
}

type Line = Readonly<Record<string, unknown>>;

/** Terminal and server killed in turn (SIGKILL) while pages are under way: each goes on from what was acknowledged. */
export async function runKills({ pages, bytes, kills, seed }: KillsWanted): Promise<KillsOutcome> {
  const root = mkdtempSync(path.join(tmpdir(), 'yichuang-kills-'));
  const random = seededRandom(seed);
  const ledger = new Ledger();
  const server = await Program.start('server-child.ts', [path.join(root, 'hall'), '0']);
  const { url, code } = (await server.lineWith('ready')) as { readonly url: string; readonly code: string };
  const terminalArguments = [path.join(root, 'terminal'), url, code, String(seed), String(pages), String(bytes)];
  const terminal = await Program.start('terminal-child.ts', terminalArguments, (line) => ledger.hear(line));
  const perKill = Math.floor(bytes / 65_536 / (kills + 1));
  try {
    for (let kill = 0; kill < kills; kill += 1) {
      await ledger.moreAcknowledged(1 + Math.floor(random.next() * 2 * perKill), terminal);
      if (terminal.done) break;
      ledger.killed();
      if (kill % 2 === 0) await terminal.again(terminalArguments);
      else await server.again([path.join(root, 'hall'), new URL(url).port]);
    }
    await terminal.lineWith('done');
    const faults = [...ledger.faults];
    server.ask();
    const { state, whole } = await server.lineWith('state');
    if (state !== 'complete' || whole !== pages) faults.push(`after ${ledger.kills} kills the case is “${String(state)}” with ${String(whole)} of ${pages} pages`);
    return { kills: ledger.kills, resumed: ledger.resumed, faults };
  } finally {
    await terminal.kill();
    await server.kill();
    rmSync(root, { recursive: true, force: true });
  }
}

/** What the server acknowledged, as the terminal wrote it down before it died. */
class Ledger {
  readonly faults: string[] = [];
  kills = 0;
  resumed = 0;
  readonly #acknowledged = new Map<string, number>();
  #asked = new Set<string>();
  #count = 0;
  #wake: () => void = () => {};

  hear(line: Line): void {
    if (typeof line.acknowledged === 'string') {
      this.#acknowledged.set(line.acknowledged, Number(line.offset));
      this.#count += 1;
    }
    if (typeof line.known === 'string') this.#known(line.known, line.offset === null ? 0 : Number(line.offset));
    this.#wake();
  }

  killed(): void {
    this.kills += 1;
    this.#asked = new Set();
  }

  async moreAcknowledged(count: number, terminal: Program): Promise<void> {
    const until = this.#count + count;
    while (this.#count < until && !terminal.done) await new Promise<void>((resolve) => (this.#wake = resolve));
  }

  #known(blobId: string, offset: number): void {
    const acknowledged = this.#acknowledged.get(blobId) ?? 0;
    if (offset < acknowledged) this.faults.push(`the server had acknowledged ${acknowledged} bytes of ${blobId.slice(0, 8)} and knows ${offset} after kill ${this.kills}`);
    if (this.kills > 0 && acknowledged > 0 && !this.#asked.has(blobId)) this.resumed += 1;
    this.#asked.add(blobId);
  }
}

/** A child that tells in JSON lines, and may be killed and started again. */
class Program {
  readonly #script: string;
  readonly #hear: (line: Line) => void;
  #child!: ChildProcessByStdio<Writable, Readable, null>;
  #lines!: Interface;
  #waiting: { readonly key: string; readonly resolve: (line: Line) => void }[] = [];
  #heard: Line[] = [];
  done = false;

  private constructor(script: string, hear: (line: Line) => void) {
    this.#script = script;
    this.#hear = hear;
  }

  static async start(script: string, args: readonly string[], hear: (line: Line) => void = () => {}): Promise<Program> {
    const program = new Program(script, hear);
    program.#spawn(args);
    await Promise.resolve();
    return program;
  }

  /** Kills it where it stands and starts it again. */
  async again(args: readonly string[]): Promise<void> {
    await this.kill();
    this.#spawn(args);
  }

  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const ended = once(this.#child, 'close');
    this.#child.kill('SIGKILL');
    await ended;
  }

  ask(): void {
    this.#child.stdin.write('\n');
  }

  /** The next line that has this member, also one that came before. */
  lineWith(key: string): Promise<Line> {
    const at = this.#heard.findIndex((line) => key in line);
    if (at >= 0) return Promise.resolve(this.#heard.splice(at, 1)[0]!);
    return new Promise((resolve) => void this.#waiting.push({ key, resolve }));
  }

  #spawn(args: readonly string[]): void {
    this.#child = spawn(process.execPath, [path.join(import.meta.dirname, this.#script), ...args], { stdio: ['pipe', 'pipe', 'inherit'] });
    this.#child.stdin.on('error', () => {});
    this.#lines = createInterface({ input: this.#child.stdout });
    this.#lines.on('line', (text) => this.#take(JSON.parse(text) as Line));
  }

  #take(line: Line): void {
    if ('done' in line) this.done = true;
    const at = this.#waiting.findIndex(({ key }) => key in line);
    if (at >= 0) this.#waiting.splice(at, 1)[0]!.resolve(line);
    else if (!('acknowledged' in line) && !('known' in line)) this.#heard.push(line);
    this.#hear(line);
  }
}

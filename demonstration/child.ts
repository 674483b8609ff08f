import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How soon a program that died is started again. */
const RESPAWN_MS = 300;
/** How long a child may take to end after SIGTERM before it is killed. */
const STOP_LIMIT_MS = 4_000;

export interface ChildOptions {
  readonly name: string;
  /** What runs it; default: this Node. */
  readonly command?: string;
  readonly entry: string;
  readonly args: readonly string[];
  /** The child prints one line of JSON with `ready: true` when it serves. */
  readonly onReady: (facts: Readonly<Record<string, unknown>>) => void;
  /** Everything else it prints. */
  readonly onLine: (line: string) => void;
}

/** A program of the hall that is started again whenever it dies, until it is stopped. */
export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;
  #wanted = false;
  /** Whether it ever served: one that did is started again even when a start fails. */
  #served = false;
  #ready = awaited();
  #respawn: NodeJS.Timeout | null = null;
  /** Last words, to say why it would not start. */
  readonly #tail: string[] = [];

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get running(): boolean {
    return this.#process !== null;
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Resolves when it serves. @throws Error with its last words when it ends before it ever did, or is stopped first */
  async start(): Promise<void> {
    this.#wanted = true;
    this.#ready = awaited();
    this.#spawn();
    await this.#ready.promise;
  }

  /** From now on it is not started again: Ctrl+C reaches all programs of the terminal's group at the same time. */
  letGo(): void {
    this.#wanted = false;
    if (this.#respawn) clearTimeout(this.#respawn);
    this.#ready.reject(new Error(`${this.#options.name} was stopped before it served`));
  }

  /** Ends it and leaves it ended. */
  async stop(signal: 'SIGTERM' | 'SIGKILL' = 'SIGTERM'): Promise<void> {
    this.letGo();
    const child = this.#process;
    if (!child) return;
    const ended = new Promise<void>((resolve) => {
      child.once('exit', () => resolve());
    });
    child.kill(signal);
    const kill = setTimeout(() => child.kill('SIGKILL'), STOP_LIMIT_MS);
    await ended;
    clearTimeout(kill);
  }

  /** As a power cut would: it is started again by itself. */
  kill(): void {
    this.#process?.kill('SIGKILL');
  }

  #spawn(): void {
    const { command = process.execPath, entry, args, onReady, onLine, name } = this.#options;
    const child = spawn(command, [entry, ...args], { stdio: ['ignore', 'pipe', 'pipe'] });
    this.#process = child;
    const take = (line: string): void => {
      const facts = readyFacts(line);
      if (facts) {
        this.#served = true;
        onReady(facts);
        this.#ready.resolve();
        return;
      }
      this.#tail.push(line);
      if (this.#tail.length > 20) this.#tail.shift();
      onLine(line);
    };
    createInterface({ input: child.stdout }).on('line', take);
    createInterface({ input: child.stderr }).on('line', take);
    const ended = (how: string, failed: boolean): void => {
      if (this.#process !== child) return;
      this.#process = null;
      if (!this.#wanted) return;
      if (failed && !this.#served) {
        this.#ready.reject(new Error(`${name} 没有启动 (${how}): ${this.#tail.join(' | ')}`));
        return;
      }
      onLine(`${name} ended (${how}), starting again`);
      this.#respawn = setTimeout(() => this.#spawn(), RESPAWN_MS);
    };
    child.once('error', (error) => ended(error.message, true));
    child.once('exit', (code, signal) => ended(signal ?? `exit ${code}`, code !== null && code !== 0));
  }
}

/** Nobody has to wait for it. */
function awaited(): PromiseWithResolvers<void> {
  const ready = Promise.withResolvers<void>();
  ready.promise.catch(() => {});
  return ready;
}

function readyFacts(line: string): Readonly<Record<string, unknown>> | null {
  if (!line.startsWith('{"ready":true')) return null;
  try {
    return JSON.parse(line) as Readonly<Record<string, unknown>>;
  } catch {
    return null;
  }
}

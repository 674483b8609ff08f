import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { createInterface } from 'node:readline';

/** How a process ended. */
export interface Death {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** The end of what it wrote on standard error. */
  readonly lastWords: string;
}

/** One life of a program that is made to be killed: its lines, its orders, its death. */
export class Life {
  /** Resolves when it is gone and everything that it said was heard. */
  readonly death: Promise<Death>;
  readonly #process: ChildProcessWithoutNullStreams;
  #lastWords = '';

  constructor(entry: string, args: readonly string[], env: Readonly<Record<string, string>>, onLine: (line: string) => void) {
    this.#process = spawn(process.execPath, [entry, ...args], { env: { ...process.env, ...env }, stdio: ['pipe', 'pipe', 'pipe'] });
    const child = this.#process;
    // A line that death cut in the middle was not said.
    let rest = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = lines.pop()!;
      for (const line of lines) onLine(line);
    });
    createInterface({ input: child.stderr }).on('line', (line) => (this.#lastWords = `${this.#lastWords}${line}\n`.slice(-3_000)));
    child.stdin.on('error', () => {});
    this.death = new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('close', (code, signal) => resolve({ code, signal, lastWords: this.#lastWords }));
    });
  }

  tell(order: object): void {
    this.#process.stdin.write(`${JSON.stringify(order)}\n`);
  }

  kill(signal: NodeJS.Signals = 'SIGKILL'): void {
    this.#process.kill(signal);
  }
}

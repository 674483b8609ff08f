import { spawnSync } from 'node:child_process';
import { mkdirSync, realpathSync, rmSync } from 'node:fs';
import path from 'node:path';
import { Control } from './control.ts';
import { readJournal, type Note } from './journal.ts';

const SOURCE = path.join(import.meta.dirname, 'layer.c');

/** Compiles the layer into a folder; takes about a quarter of a second. @throws Error with the compiler's words, or how to get one */
export function compileLayer(folder: string): string {
  const library = path.join(folder, 'power-cut-layer.so');
  const { status, stderr, error } = spawnSync('gcc', ['-shared', '-fPIC', '-O2', '-Wall', '-Wextra', '-Werror', '-o', library, SOURCE, '-ldl', '-pthread'], { encoding: 'utf8' });
  if (error) throw new Error('没有 C 编译器，不能模拟断电：请安装 gcc 和 libc6-dev (no C compiler: install gcc and libc6-dev; npm test does so by itself)', { cause: error });
  if (status !== 0) throw new Error(`${SOURCE} cannot be compiled; are gcc and libc6-dev installed?\n${stderr}`);
  return library;
}

/** The layer around one folder, over all lives of the program that uses it. */
export class Layer {
  readonly control: Control;
  readonly #library: string;
  readonly #folder: string;
  readonly #state: string;

  /**
   * @param library from `compileLayer`
   * @param folder what is watched; must exist
   * @param state an empty folder outside of it for the layer's own files
   */
  constructor(library: string, folder: string, state: string) {
    this.#library = library;
    this.#folder = realpathSync(folder);
    this.#state = state;
    mkdirSync(state, { recursive: true });
    this.control = new Control(state);
  }

  /** Variables for one life of the program; begins a new journal. */
  begin(): Readonly<Record<string, string>> {
    rmSync(path.join(this.#state, 'journal'), { force: true });
    this.control.reset();
    // libuv's io_uring would pass the layer by.
    return { LD_PRELOAD: this.#library, YC_LAYER_FOLDER: this.#folder, YC_LAYER_STATE: this.#state, UV_USE_IO_URING: '0' };
  }

  /** What the program did in this life. */
  journal(): readonly Note[] {
    return readJournal(path.join(this.#state, 'journal'));
  }
}

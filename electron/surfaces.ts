import path from 'node:path';
import { surface, type Surface } from '#contracts/terminal/common.ts';
import { err, ok, type Result } from '#kernel/result.ts';

/** The arguments of the shell itself; everything else is the terminal service's. */
export interface ShellArguments {
  readonly surfaces: readonly Surface[];
  /** Windows with frames that a developer can move and close; a packaged program ignores it. */
  readonly windowed: boolean;
  readonly service: readonly string[];
}

/** What a person wrote behind the script in `argv`; what stands before it, such as --no-sandbox, is Electron's. A packaged program has no script there. */
export function ownArguments(argv: readonly string[], script: string): readonly string[] {
  return argv.slice(Math.max(1, argv.findIndex((argument) => path.resolve(argument) === script) + 1));
}

/** Reads `--surface=kiosk` (may stand several times; kiosk when absent) and `--windowed`. The error is one sentence. */
export function readArguments(given: readonly string[]): Result<ShellArguments, string> {
  const surfaces: Surface[] = [];
  const service: string[] = [];
  let windowed = false;
  for (const argument of given) {
    if (argument === '--windowed') {
      windowed = true;
    } else if (argument.startsWith('--surface=')) {
      const read = surface.safeParse(argument.slice('--surface='.length));
      if (!read.success) return err(`${argument}: there are ${surface.options.join(', ')}`);
      if (!surfaces.includes(read.data)) surfaces.push(read.data);
    } else {
      service.push(argument);
    }
  }
  return ok({ surfaces: surfaces.length > 0 ? surfaces : ['kiosk'], windowed, service });
}

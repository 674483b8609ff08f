// node build/set-up/run.mjs [--quick] <entry.ts> [arguments…]: the entry on the program's Node, set up first if needed.
import './require-node.mjs';
import { existsSync } from 'node:fs';
import { ensureNpmPackages } from './npm-packages.mjs';
import { oneAtATime } from './one-at-a-time.mjs';
import { inRoot } from './paths.mjs';
import { runProgram } from './run-program.mjs';
import { main, SetUpError } from './say.mjs';

await main(async () => {
  const given = process.argv.slice(2);
  // --quick: installs nothing, for callers that know the packages are there (tests, children of the program).
  const quick = given[0] === '--quick';
  const [entry, ...args] = quick ? given.slice(1) : given;
  if (entry === undefined) {
    throw new SetUpError('用法：node build/set-up/run.mjs [--quick] <入口.ts> [参数…]', 'Usage: node build/set-up/run.mjs [--quick] <entry.ts> [arguments…]');
  }
  const file = inRoot(entry);
  if (!existsSync(file)) throw new SetUpError(`没有这个程序：${entry}`, `No such program: ${entry}`);
  if (!quick) await oneAtATime(ensureNpmPackages);
  return runProgram(file, args);
});

// npm start: the demonstration hall. Arguments go to it (--reset …).
import './require-node.mjs';
import { existsSync } from 'node:fs';
import { ensure } from './ensure.mjs';
import { inRoot } from './paths.mjs';
import { runProgram } from './run-program.mjs';
import { main, SetUpError } from './say.mjs';

await main(async () => {
  const entry = inRoot('demonstration', 'main.ts');
  if (!existsSync(entry)) throw new SetUpError('示范大厅不在这份代码里。', 'The demonstration hall is not part of this copy.');
  await ensure('start');
  return runProgram(entry, process.argv.slice(2));
});

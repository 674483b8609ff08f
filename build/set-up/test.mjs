// npm test [-- lint types unit e2e]: everything, or the named parts. The last line is "N passed, N failed".
import './require-node.mjs';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import { ensure } from './ensure.mjs';
import { inRoot } from './paths.mjs';
import { programNode } from './program-node.mjs';
import { runProgram } from './run-program.mjs';
import { runTool } from './run-tool.mjs';
import { main, SetUpError } from './say.mjs';
import { countOfStep, countOfVitest, lineOf, sum } from './test-count.mjs';

const PARTS = ['lint', 'types', 'unit', 'e2e'];
/** One per runtime; docs/development.md says what each keeps out. */
const TYPE_CONFIGS = ['pure', 'node', 'browser', 'tests'];
const REPORT = inRoot('.test-output', 'vitest.json');

await main(async () => {
  const named = process.argv.slice(2);
  const unknown = named.find((part) => !PARTS.includes(part));
  if (unknown !== undefined) {
    throw new SetUpError(`没有名为 ${unknown} 的部分；可选：${PARTS.join(' ')}`, `No part is called ${unknown}; there are ${PARTS.join(', ')}`);
  }
  const wanted = (part) => named.length === 0 || named.includes(part);
  await ensure('test');
  // A log is read as text; a terminal shows colours.
  if (!process.stdout.isTTY) process.env.NO_COLOR = '1';
  const checks = [
    ...(wanted('lint') ? [check('lint and layering', ['node_modules/oxlint/bin/oxlint', '--format=default'])] : []),
    ...(wanted('types') ? TYPE_CONFIGS.map((name) => check(`types: ${name}`, ['node_modules/typescript/bin/tsc', '-p', `tsconfig.${name}.json`])) : []),
  ];
  const counts = await Promise.all(checks);
  const projects = ['unit', 'e2e'].filter(wanted);
  if (projects.length > 0) counts.push(await vitest(projects));
  const total = sum(counts);
  process.stdout.write(`\n${lineOf(total)}\n`);
  return total.failed === 0 ? 0 : 1;
});

async function check(title, args) {
  const started = performance.now();
  const { code, output } = await runTool(programNode(), args);
  if (code !== 0) process.stdout.write(output);
  tell(code === 0, title, started);
  return countOfStep(code);
}

async function vitest(projects) {
  const started = performance.now();
  rmSync(REPORT, { force: true });
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${REPORT}`];
  const code = await runProgram(inRoot('node_modules', 'vitest', 'vitest.mjs'), [
    'run',
    ...projects.map((name) => `--project=${name}`),
    ...reporters,
  ]);
  const report = existsSync(REPORT) ? JSON.parse(readFileSync(REPORT, 'utf8')) : undefined;
  const count = countOfVitest(report, code);
  tell(count.failed === 0, projects.join(', '), started);
  return count;
}

function tell(good, title, started) {
  process.stdout.write(`${good ? '✓' : '✗'} ${title}  ${((performance.now() - started) / 1000).toFixed(1)} s\n`);
}

import { spawn, spawnSync, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { inRoot } from './paths.mjs';

const RUN = inRoot('build/set-up/run.mjs');
let folder: string;

/** An entry as run.mjs takes it: a path from the root of the repository. */
function entry(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return path.relative(inRoot(), file);
}

beforeAll(() => {
  folder = mkdtempSync(path.join(os.tmpdir(), 'run-'));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('run.mjs', () => {
  it('runs TypeScript on Node 24 and leaves stdout, arguments and exit code to the program', () => {
    const file = entry('say.ts', 'const n: number = 7; console.log(JSON.stringify([process.version, process.argv.slice(2)])); process.exitCode = n;');
    const run = spawnSync('node', [RUN, '--quick', file, '--json', 'a b', '张三'], { encoding: 'utf8' });
    expect(run.status).toBe(7);
    expect(JSON.parse(run.stdout)).toEqual([expect.stringMatching(/^v24\./), ['--json', 'a b', '张三']]);
    expect(run.stderr).toBe('');
  });

  it('hands stdin to the program', () => {
    const file = entry('echo.ts', 'process.stdin.pipe(process.stdout);');
    expect(spawnSync('node', [RUN, '--quick', file], { encoding: 'utf8', input: 'bytes' }).stdout).toBe('bytes');
  });

  it.each(['SIGINT', 'SIGTERM', 'SIGHUP'] as const)('passes %s on and ends as the program ends', async (signal) => {
    const file = entry(`${signal}.ts`, `process.on('${signal}', () => process.exit(9)); setInterval(() => {}, 1e6); console.log('ready');`);
    const child: ChildProcessWithoutNullStreams = spawn('node', [RUN, '--quick', file]);
    await once(child.stdout, 'data');
    child.kill(signal);
    expect(await once(child, 'exit')).toEqual([9, null]);
  });

  it('reports a program ended by a signal as shells do', () => {
    const file = entry('killed.ts', "process.kill(process.pid, 'SIGKILL');");
    expect(spawnSync('node', [RUN, '--quick', file]).status).toBe(128 + 9);
  });

  it('says on stderr what is wrong with its own arguments', () => {
    for (const args of [[], ['no/such.ts'], ['--quick']]) {
      const run = spawnSync('node', [RUN, ...args], { encoding: 'utf8' });
      expect(run).toMatchObject({ status: 1, stdout: '' });
      expect(run.stderr.trim().split('\n')).toHaveLength(2);
    }
  });
});

describe('npm run', () => {
  it('adds nothing to the stdout of a script, whether it succeeds or fails', () => {
    copyFileSync(inRoot('.npmrc'), path.join(folder, '.npmrc'));
    const script = 'node -e "console.log(JSON.stringify({ state: 7 })); process.exitCode = Number(process.argv[1])"';
    writeFileSync(path.join(folder, 'package.json'), JSON.stringify({ name: 'x', version: '1.0.0', scripts: { device: script } }));
    // As from a fresh shell: an npm that runs these tests hands its own settings down.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.toLowerCase().startsWith('npm_')));
    for (const code of [0, 4]) {
      const run = spawnSync('npm', ['run', 'device', '--', String(code)], { cwd: folder, env, encoding: 'utf8' });
      expect(run).toMatchObject({ status: code, stdout: '{"state":7}\n' });
    }
  });
});

import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { inRoot, root } from './paths.mjs';
import { programNode } from './program-node.mjs';
import { runTool } from './run-tool.mjs';
import { reportWhile, say, SetUpError } from './say.mjs';

const SOURCES = ['renderer', 'contracts', 'domain', 'kernel'];
const CONFIG = inRoot('renderer', 'vite.config.ts');
const OUT = inRoot('dist', 'renderer');
const STAMP = path.join(OUT, '.built-from');

/** Builds the screens into dist/renderer when they, what they import, or the lock file changed since the last build. */
export async function ensureRenderer() {
  if (!existsSync(CONFIG)) return;
  const hash = hashOfSources();
  if (existsSync(STAMP) && readFileSync(STAMP, 'utf8') === hash) return;
  say('正在生成界面（约 10 秒）……', 'Building the screens (about 10 seconds)');
  const done = reportWhile(() => ['生成中', 'building']);
  const vite = inRoot('node_modules', 'vite', 'bin', 'vite.js');
  const args = [vite, 'build', '--config', CONFIG, '--outDir', OUT, '--emptyOutDir', '--logLevel', 'warn'];
  const outcome = await runTool(programNode(), args).finally(done);
  if (outcome.code !== 0) {
    process.stderr.write(outcome.output);
    throw new SetUpError('界面没有生成成功（原因见上）。', 'The screens could not be built; the reason stands above.');
  }
  writeFileSync(STAMP, hash);
}

/** Digest over names and contents of everything the build reads; tests do not count. */
function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of [...SOURCES.flatMap((folder) => filesOf(inRoot(folder))), inRoot('package-lock.json')]) {
    hash.update(`${path.relative(root, file)}\0`).update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesOf(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .toSorted((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const full = path.join(folder, entry.name);
      if (entry.isDirectory()) return filesOf(full);
      return /\.test\.tsx?$/.test(entry.name) ? [] : [full];
    });
}

import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { runTool } from './run-tool.mjs';
import { inRoot } from './paths.mjs';
import { nodeBinary } from './program-node.mjs';
import { reportWhile, say, SetUpError } from './say.mjs';

const STAMP = inRoot('node_modules', '.installed-from-lock');

/** `npm ci` when node_modules is missing or does not hold what the lock file says. */
export async function ensureNpmPackages() {
  const lockText = readFileSync(inRoot('package-lock.json'), 'utf8');
  const hash = createHash('sha256').update(lockText).digest('hex');
  if (readIfThere(STAMP) === hash) return;
  const lock = JSON.parse(lockText);
  if (!holds(lock, parseIfThere(inRoot('node_modules', '.package-lock.json')))) await install(lock);
  if (!existsSync(nodeBinary())) await runInstallScripts();
  writeFileSync(STAMP, hash);
}

/** Whether `installed` (npm's own record of node_modules) has every package of `lock`; optional ones may be left out. */
export function holds(lock, installed) {
  if (!installed) return false;
  const there = installed.packages ?? {};
  for (const [path, wanted] of Object.entries(lock.packages)) {
    if (path === '') continue;
    const found = there[path];
    if (!found && (wanted.optional || wanted.devOptional || wanted.os || wanted.cpu)) continue;
    if (!found || found.version !== wanted.version || found.integrity !== wanted.integrity) return false;
  }
  return Object.keys(there).every((path) => lock.packages[path] !== undefined);
}

async function install(lock) {
  const wanted = Object.entries(lock.packages).filter(([path, entry]) => path !== '' && !entry.optional);
  say(
    `正在安装 npm 依赖（${wanted.length} 个包，首次约 1–2 分钟）……`,
    `Installing ${wanted.length} npm packages (the first time about 1 to 2 minutes)`,
  );
  const done = reportWhile(() => {
    const count = wanted.filter(([path]) => existsSync(inRoot(path, 'package.json'))).length;
    return [`已解包 ${count} / ${wanted.length}`, `${count} of ${wanted.length} unpacked`];
  });
  await npm(['ci', '--ignore-scripts', '--no-audit', '--no-fund', '--no-progress']).finally(done);
  await runInstallScripts();
}

/**
 * Runs the install scripts package.json allows, and no others: an npm before 11.10 does not know that list and would compile
 * the SQLite binding, which brings its binary.
 */
async function runInstallScripts() {
  const { allowScripts } = JSON.parse(readFileSync(inRoot('package.json'), 'utf8'));
  await npm(['rebuild', ...Object.keys(allowScripts).filter((name) => allowScripts[name])]);
}

async function npm(args) {
  // The project's .npmrc silences npm for `npm run device … --json`; an installation must say what went wrong.
  const outcome = await runTool(process.platform === 'win32' ? 'npm.cmd' : 'npm', [...args, '--loglevel=error']);
  if (outcome.code === 0) return;
  process.stderr.write(outcome.output);
  throw new SetUpError(
    `npm 依赖没有装好（npm ${args[0]}，原因见上）。请检查网络或 npm 镜像设置后再运行同一条命令。`,
    `The npm packages could not be installed (npm ${args[0]} says why above). Check the network or the npm registry setting and run the same command again.`,
  );
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : undefined;
}

function parseIfThere(file) {
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined; // half-written by an installation that was cut off: install again
  }
}

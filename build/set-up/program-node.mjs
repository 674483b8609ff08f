import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { inRoot } from './paths.mjs';
import { SetUpError } from './say.mjs';

/** The SQLite binding needs Node-API 10, which Node 24 has and Node 20 has not. */
const NODE_API = 10;
const CHECKED = inRoot('node_modules', '.program-node-checked');

/** Where the package "node" puts its binary, whether it is there or not. */
export function nodeBinary() {
  return inRoot('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
}

/** Path of the Node that runs the program. @throws SetUpError when it is missing, too old or does not start here. */
export function programNode() {
  const binary = nodeBinary();
  if (!existsSync(binary)) {
    throw new SetUpError(
      `缺少程序自带的 Node 24（${binary}）：npm 没有执行 node 包的安装脚本。请允许它（npm config get ignore-scripts 应为 false），删除 node_modules 后重试。`,
      `The Node 24 the program brings is missing (${binary}): npm did not run the install script of the package "node". Allow it (ignore-scripts must be false), delete node_modules and run again.`,
    );
  }
  // Starting a Node costs 40 ms; once per installed binary is enough.
  const { size, mtimeMs } = statSync(binary);
  const mark = `${size} ${mtimeMs}`;
  if (existsSync(CHECKED) && readFileSync(CHECKED, 'utf8') === mark) return binary;
  const probe = spawnSync(binary, ['-p', 'process.versions.napi + " " + process.version'], { encoding: 'utf8' });
  const [api, version] = (probe.stdout ?? '').trim().split(' ');
  if (probe.status !== 0 || !(Number(api) >= NODE_API)) {
    throw new SetUpError(
      `程序自带的 Node 不能使用（${binary}：${version ?? probe.error?.message ?? probe.stderr}）；SQLite 组件需要 Node-API ${NODE_API}（Node 24）。`,
      `The Node the program brings cannot be used (${binary}: ${version ?? probe.error?.message ?? probe.stderr}); the SQLite binding needs Node-API ${NODE_API} (Node 24).`,
    );
  }
  writeFileSync(CHECKED, mark);
  return binary;
}

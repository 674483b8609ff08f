import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { runTool } from './run-tool.mjs';
import { reportWhile, say, SetUpError } from './say.mjs';

/**
 * System packages and why each is needed. `for: 'start'` is needed by both commands, `for: 'test'` by `npm test` only.
 * docs/development.md shows the same table.
 */
export const DEBIAN_PACKAGES = [
  { name: 'socat', for: 'start', reason: 'pairs of pseudo-terminals: simulated devices speak their real bytes over them' },
  { name: 'chromium', for: 'start', reason: 'shows the screens where Electron is not installed, and runs the end-to-end tests' },
  { name: 'fonts-noto-cjk', for: 'start', reason: 'Chinese glyphs for the printed ticket, its picture and rare name characters' },
  { name: 'libusb-1.0-0', for: 'start', reason: 'card readers and printers on USB' },
  { name: 'libudev1', for: 'start', reason: 'finds serial and HID devices and sees them being plugged and unplugged' },
  { name: 'zbar-tools', for: 'test', reason: 'reads the QR code back from the printed ticket' },
  { name: 'umockdev', for: 'test', reason: 'stands in for HID and USB devices at the level of the kernel' },
  { name: 'poppler-utils', for: 'test', reason: 'reads printed documents back' },
  { name: 'gcc', for: 'test', reason: 'compiles the layer below SQLite that stands in for power cuts and failing disks' },
  { name: 'libc6-dev', for: 'test', reason: "the C library's headers, for that layer" },
];

/** Where Chromium or a browser of the same family counts as there although Debian's package is not installed. */
const CHROMIUM_NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable'];

/** Installs what is missing for `purpose` ('start' | 'test') on Debian and its kin; elsewhere says what is needed. */
export async function ensureDebianPackages(purpose) {
  if (process.platform !== 'linux') return;
  const wanted = DEBIAN_PACKAGES.filter((entry) => purpose === 'test' || entry.for === 'start');
  const debian = existsSync('/usr/bin/dpkg-query') && existsSync('/usr/bin/apt-get');
  const missing = debian ? missingOf(wanted, statusOf(wanted)) : [];
  const needed = missing.filter(({ name }) => name !== 'chromium' || purpose === 'test' || !hasChromium());
  if (!debian) adviseElsewhere(wanted);
  if (needed.length === 0) return;
  const names = needed.map(({ name }) => name);
  const line = ['apt-get', 'install', '-y', '--no-install-recommends', ...names];
  const prefix = asRoot();
  if (!prefix) {
    throw new SetUpError(
      `缺少系统软件包，请由管理员执行后重试：\n\n  sudo ${line.join(' ')}\n`,
      `System packages are missing; have an administrator run the line above, then repeat the command.\n${reasons(needed)}`,
    );
  }
  say(`正在安装系统软件包（约 1 分钟）：${names.join(' ')}`, `Installing system packages (about 1 minute):\n${reasons(needed)}`);
  const update = () => apt(prefix, ['apt-get', 'update', '-q'], '更新软件包列表', 'updating the package list');
  // Lists that are missing (fresh container) or older than the mirror's files need an update first; others spare its time.
  const direct = (await known(names)) && (await apt(prefix, line, '安装软件包', 'installing')).code === 0;
  const outcome = direct ? undefined : ((await update()), await apt(prefix, line, '安装软件包', 'installing'));
  if (outcome !== undefined && outcome.code !== 0) {
    process.stderr.write(`${outcome.output.split('\n').slice(-15).join('\n')}\n`);
    throw new SetUpError(
      `系统软件包没有装好（上面是 apt 的说明）。可手工执行：\n\n  sudo ${line.join(' ')}\n`,
      'The system packages could not be installed; apt says why above. The line to run by hand stands there too.',
    );
  }
  const still = missingOf(needed, statusOf(needed));
  if (still.length > 0) {
    throw new SetUpError(`没有装上：${names.join(' ')}`, `Still missing after the installation: ${still.map(({ name }) => name).join(' ')}`);
  }
}

/**
 * Those of `wanted` that dpkg does not report as installed. `status` is dpkg-query's output, "name status" per line.
 * @param {{ name: string, for: string, reason: string }[]} wanted
 * @param {string} status
 */
export function missingOf(wanted, status) {
  const installed = new Set(
    status
      .split('\n')
      .filter((line) => line.endsWith(' ii'))
      .map((line) => line.slice(0, -3)),
  );
  return wanted.filter(({ name }) => !installed.has(name));
}

function statusOf(wanted) {
  // Exits 1 when one of them is unknown, and still reports the others.
  return spawnSync('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Abbrev}\n', ...wanted.map(({ name }) => name)], {
    encoding: 'utf8',
  }).stdout.replaceAll(/ii +$/gm, 'ii');
}

function reasons(packages) {
  return packages.map(({ name, reason }) => `  ${name}: ${reason}`).join('\n');
}

/** The words to put before a command that needs root, or undefined when this user cannot have it without a password. */
function asRoot() {
  if (process.getuid() === 0) return [];
  return spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0 ? ['sudo', '-n'] : undefined;
}

/** Whether apt's present lists know a version of every name: a fresh container image has none. */
async function known(names) {
  const { code } = await runTool('apt-get', ['install', '-s', '-q', '--no-install-recommends', ...names]);
  return code === 0;
}

async function apt(prefix, line, zh, en) {
  const [command, ...args] = [...prefix, 'env', 'DEBIAN_FRONTEND=noninteractive', ...line];
  let ready = 0;
  let total = 0;
  const onLine = (text) => {
    total = Number(/(\d+) newly installed/.exec(text)?.[1] ?? total);
    if (text.startsWith('Setting up ')) ready += 1;
  };
  const part = () => (total > 0 ? ` ${ready}/${total}` : '');
  const done = reportWhile(() => [`${zh}${part()}`, `${en}${part()}`]);
  return runTool(command, args, { env: { LC_ALL: 'C.UTF-8' }, onLine }).finally(done);
}

function hasChromium() {
  const folders = (process.env.PATH ?? '').split(':');
  return folders.some((folder) => CHROMIUM_NAMES.some((name) => existsSync(`${folder}/${name}`)));
}

function adviseElsewhere(wanted) {
  const absent = wanted.filter(({ name }) => name === 'socat' && spawnSync('socat', ['-V'], { stdio: 'ignore' }).status !== 0);
  if (absent.length === 0 && hasChromium()) return;
  say(
    '本机不是 Debian 系统，请自行安装与下列 Debian 软件包相当的软件（缺少时相应功能不可用）：',
    `This is not Debian: install what matches these packages; without one its function is missing.\n${reasons(wanted)}`,
  );
}

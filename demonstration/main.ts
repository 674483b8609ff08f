import { rmSync } from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { realClock } from '#kernel/real-clock.ts';
import { findElectronRuntime } from '#electron/find-runtime.ts';
import { DemonstrationHall, type DemonstrationOptions } from './hall.ts';
import { hasScreen, openOnScreen } from './on-screen.ts';

const ROOT = path.resolve(import.meta.dirname, '..');
const USAGE = `用法：npm start -- [--reset] [--port 端口] [--no-window] [--verbose]
  --reset      清空示范数据，从头开始 (start over)
  --port       大厅全景的端口，默认自动选择并记住 (port of the overview page)
  --no-window  只打印地址，不打开窗口 (print the addresses only)
  --verbose    显示各程序的输出 (show what the programs print)`;

async function main(): Promise<number> {
  const values = readArguments();
  if (!values) {
    console.error(USAGE);
    return 2;
  }
  const folder = path.join(ROOT, '.yichuang', 'demonstration');
  if (values.reset) {
    rmSync(folder, { recursive: true, force: true });
    console.log('示范数据已清空。');
  }
  console.log('一窗终端 · 示范大厅');
  const electron = values.window && hasScreen() ? findElectronRuntime(ROOT) : null;
  const hall = new DemonstrationHall({
    ...(electron?.kind === 'installed' ? { kioskProgram: electronKiosk(electron.executable) } : {}),
    folder,
    clock: realClock,
    port: values.port,
    say: (line) => console.log(line),
    onLine: (program, line) => {
      if (values.verbose) console.log(`[${program}] ${line}`);
    },
  });
  const stop = stopOnce(hall);
  // Asked for from the first moment on: no program of the hall may be left behind by an end during the start.
  const asked = new Promise<'asked'>((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve('asked'));
  });
  try {
    if ((await Promise.race([hall.start(), asked])) === 'asked') return await close(stop);
  } catch (error) {
    console.error(`示范大厅没有启动：${error instanceof Error ? error.message : String(error)}`);
    await stop();
    return 1;
  }
  printAddresses(hall, folder);
  const shown = values.window ? openOnScreen(hall.address, folder, hall.serverKey) : '';
  console.log(`${shown}按 Ctrl+C 结束。(Ctrl+C to stop)`);
  await asked;
  return close(stop);
}

async function close(stop: () => Promise<void>): Promise<number> {
  console.log('\n正在关闭……');
  await stop();
  console.log('已关闭。数据保留在 .yichuang/，下次 npm start 继续。');
  return 0;
}

function readArguments(): { readonly reset: boolean; readonly port: number; readonly window: boolean; readonly verbose: boolean } | null {
  try {
    const { values } = parseArgs({
      options: {
        reset: { type: 'boolean', default: false },
        port: { type: 'string', default: '0' },
        'no-window': { type: 'boolean', default: false },
        verbose: { type: 'boolean', default: false },
      },
    });
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535) return null;
    return { reset: values.reset, port, window: !values['no-window'], verbose: values.verbose };
  } catch {
    return null;
  }
}

/** The kiosk in its own shell, windowed so that the rest of the hall stays in sight. */
function electronKiosk(command: string): NonNullable<DemonstrationOptions['kioskProgram']> {
  const asRoot = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  return { command, entry: path.join(ROOT, 'electron/main.ts'), args: [...asRoot, '--surface=kiosk', '--windowed'] };
}

function printAddresses(hall: DemonstrationHall, folder: string): void {
  console.log(`
大厅全景（先看这里）  ${hall.address}
  取号机              ${hall.openAddress('kiosk')}
  3 号窗口            ${hall.openAddress('window')}
  综合屏              ${hall.openAddress('board')}
  管理页              ${hall.openAddress('manage')}
  外设台              ${hall.address}dock.html
  接口文档            ${hall.serverUrl}/api
数据目录              ${folder}

先试试：把身份证放到读卡器上，看号票打印出来；再断开网络取一张，接回后看数字对上。
`);
}

function stopOnce(hall: DemonstrationHall): () => Promise<void> {
  let stopped: Promise<void> | null = null;
  return () => (stopped ??= hall.stop());
}

process.exit(await main());

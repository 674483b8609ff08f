import path from 'node:path';
import { app, BrowserWindow, ipcMain, Menu, MessageChannelMain, protocol, session, utilityProcess } from 'electron';
import { realClock } from '#kernel/real-clock.ts';
import { APP_SCHEME, serveApp } from './app-protocol.ts';
import { denyAll } from './permissions.ts';
import { brokerPorts } from './port-broker.ts';
import { ServiceProcess } from './service-process.ts';
import { openSurface } from './shell.ts';
import { ownArguments, readArguments, type ShellArguments } from './surfaces.ts';
import { PARTITION } from './window-options.ts';

// The shell: windows, and a wire from each to the terminal service. No business, no database, no device lives here.

const root = path.resolve(import.meta.dirname, '..');
const SERVICE = path.join(root, 'terminal', 'main.ts');
const PAGES = path.join(root, 'dist', 'renderer');
const PRELOAD = path.join(import.meta.dirname, 'preload.cjs');

const note = (what: string): void => {
  process.stderr.write(`electron: ${what}\n`);
};

const read = readArguments(ownArguments(process.argv, import.meta.filename));
protocol.registerSchemesAsPrivileged([APP_SCHEME]);
app.enableSandbox();

if (!read.ok) {
  note(read.error);
  app.exit(2);
} else if (app.requestSingleInstanceLock()) {
  const given = read.value;
  // Not awaited here: Electron becomes ready only once this module has been evaluated to its end.
  app.whenReady().then(() => open(given), (error: unknown) => note(String(error)));
} else {
  note('the program runs already');
  app.exit(0);
}

function open({ surfaces, windowed, service: serviceArguments }: ShellArguments): void {
  const service = new ServiceProcess({
    clock: realClock,
    fork: () => utilityProcess.fork(SERVICE, [...serviceArguments], { serviceName: 'yichuang-terminal', stdio: 'inherit' }),
    exited: (code) => note(`the terminal service ended with code ${code}, starting it anew`),
  });
  app.on('before-quit', () => service.stop());
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', () => BrowserWindow.getAllWindows()[0]?.focus());
  Menu.setApplicationMenu(null);
  const pages = session.fromPartition(PARTITION);
  denyAll(pages, (what) => note(`a page asked for ${what}: refused`));
  serveApp(pages.protocol, PAGES);
  service.start();
  const broker = brokerPorts({
    ipc: ipcMain,
    newChannel: () => new MessageChannelMain(),
    connect: (surface, port) => service.connect(surface, port),
    refused: (url) => note(`a port was refused to ${URL.parse(url)?.origin ?? 'an unknown page'}`),
  });
  const wish = { preload: PRELOAD, packaged: app.isPackaged, windowed };
  for (const surface of surfaces) {
    openSurface(surface, { clock: realClock, newWindow: (options) => new BrowserWindow(options), broker, wish, note });
  }
}

import type { EventEmitter } from 'node:events';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { REQUEST_PORT } from './channel-names.ts';

/** The runtime is not there under test: a stand-in that writes down what main does, in its order. */
const runtime = vi.hoisted(() => ({ acts: [] as string[], parts: {} as Record<string, unknown>, packaged: false, locked: true }));

vi.mock('electron', async () => {
  const { EventEmitter: Emitter } = await import('node:events');
  const act = (name: string) => (): void => {
    runtime.acts.push(name);
  };
  const app = Object.assign(new Emitter(), {
    enableSandbox: act('sandbox'),
    requestSingleInstanceLock: () => runtime.locked,
    exit: (code: number) => runtime.acts.push(`exit ${code}`),
    quit: act('quit'),
    whenReady: () => Promise.resolve().then(act('ready')),
  });
  Object.defineProperty(app, 'isPackaged', { get: () => runtime.packaged });
  class BrowserWindow extends Emitter {
    readonly webContents = Object.assign(new Emitter(), { id: 1, setWindowOpenHandler: act('guard'), postMessage: act('port to page') });
    static getAllWindows = (): never[] => [];
    constructor(options: { kiosk?: boolean }) {
      super();
      runtime.acts.push(options.kiosk === true ? 'locked window' : 'window');
      runtime.parts['contents'] = this.webContents;
    }
    loadURL(url: string): Promise<void> {
      runtime.acts.push(url);
      return Promise.resolve();
    }
  }
  const ipcMain = new Emitter();
  const child = Object.assign(new Emitter(), { postMessage: act('port to service'), kill: act('kill') });
  Object.assign(runtime.parts, { app, ipcMain, child });
  const session = new Proxy({ protocol: { handle: act('serve') } }, { get: (given, name) => Reflect.get(given, name) ?? act(`deny ${String(name)}`) });
  return {
    app,
    BrowserWindow,
    ipcMain,
    Menu: { setApplicationMenu: act('no menu') },
    MessageChannelMain: class {
      readonly port1 = 1;
      readonly port2 = 2;
    },
    protocol: { registerSchemesAsPrivileged: act('scheme') },
    session: { fromPartition: () => session },
    utilityProcess: {
      fork: (file: string, given: readonly string[]) => {
        runtime.acts.push(`fork ${path.basename(path.dirname(file))}/${path.basename(file)} ${given.join(' ')}`);
        return child;
      },
    },
  };
});

const argv = process.argv;

async function start(...given: readonly string[]): Promise<void> {
  process.argv = ['/opt/electron', path.join(import.meta.dirname, 'main.ts'), ...given];
  await import('./main.ts');
  await new Promise((resolve) => {
    setImmediate(resolve);
  });
}

beforeEach(() => {
  vi.resetModules();
  vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  Object.assign(runtime, { acts: [], packaged: false, locked: true });
});

afterEach(() => {
  process.argv = argv;
  vi.restoreAllMocks();
});

describe('the main process', () => {
  it('locks everything before it opens the first page', async () => {
    await start('--surface=kiosk', '--config', 'hall.json');
    const { acts } = runtime;
    expect(acts.slice(0, 3)).toEqual(['scheme', 'sandbox', 'ready']);
    const opened = acts.indexOf('locked window');
    for (const before of ['no menu', 'deny setPermissionRequestHandler', 'deny setPermissionCheckHandler', 'deny setDevicePermissionHandler', 'serve']) {
      expect(acts.indexOf(before), before).toBeGreaterThan(0);
      expect(acts.indexOf(before), before).toBeLessThan(opened);
    }
    expect(acts).toContain('fork terminal/main.ts --config hall.json');
    expect(acts.indexOf('guard')).toBeLessThan(acts.indexOf('app://terminal/kiosk.html'));
  });

  it('joins the page with the service when the page asks', async () => {
    await start();
    const { ipcMain, contents } = runtime.parts as { ipcMain: EventEmitter; contents: EventEmitter };
    ipcMain.emit(REQUEST_PORT, { sender: contents, senderFrame: { url: 'app://terminal/kiosk.html', parent: null } });
    expect(runtime.acts.slice(-2)).toEqual(['port to service', 'port to page']);
  });

  it('ends the service with the program', async () => {
    await start();
    (runtime.parts['app'] as EventEmitter).emit('before-quit');
    expect(runtime.acts.at(-1)).toBe('kill');
  });

  it('locks a kiosk that is packaged, whatever its arguments say', async () => {
    runtime.packaged = true;
    await start('--windowed');
    expect(runtime.acts).toContain('locked window');
    expect(runtime.acts).not.toContain('window');
  });

  it('ends at once when a surface does not exist', async () => {
    await start('--surface=dock');
    expect(runtime.acts).toEqual(['scheme', 'sandbox', 'exit 2']);
  });

  it('ends at once when it runs already', async () => {
    runtime.locked = false;
    await start();
    expect(runtime.acts).toEqual(['scheme', 'sandbox', 'exit 0']);
  });
});

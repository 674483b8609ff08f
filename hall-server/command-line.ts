import { parseArgs } from 'node:util';
import { err, ok, type Result } from '#kernel/result.ts';
import type { HallServerOptions } from './start.ts';

export const USAGE = `用法 · usage: node hall-server/main.ts --data 文件夹 --port 端口 [选项]
  --data DIR      数据文件夹 · data folder
  --port N        监听端口，0 为任意空闲端口 · port, 0 for any free one
  --host HOST     监听地址，默认 127.0.0.1 · address to listen on
  --config FILE   大厅配置 (JSON) · the hall's configuration
  --demo          示范大厅 · the demonstration hall
  --plain-http    不加密，仅限本机 · no TLS, loopback only`;

export interface CommandLineError {
  readonly kind: 'command-line';
  readonly sentence: string;
}

/** Reads the arguments after the program's name. */
export function parseCommandLine(args: readonly string[]): Result<HallServerOptions | 'help', CommandLineError> {
  let values;
  try {
    ({ values } = parseArgs({
      args: [...args],
      options: {
        data: { type: 'string' },
        port: { type: 'string' },
        host: { type: 'string' },
        config: { type: 'string' },
        demo: { type: 'boolean' },
        'plain-http': { type: 'boolean' },
        help: { type: 'boolean' },
      },
    }));
  } catch (error) {
    return fault(`不认识的参数 · ${error instanceof Error ? error.message : String(error)}`);
  }
  if (values.help) return ok('help');
  if (values.data === undefined || values.data === '') return fault('缺少数据文件夹：--data · --data is missing');
  if (values.port === undefined) return fault('缺少端口：--port · --port is missing');
  const port = Number(values.port);
  if (!/^\d+$/.test(values.port) || port > 65_535) return fault(`端口不对：--port ${values.port}（0–65535）· wrong port`);
  return ok({
    dataFolder: values.data,
    port,
    demo: values.demo ?? false,
    plainHttp: values['plain-http'] ?? false,
    ...(values.host === undefined ? {} : { host: values.host }),
    ...(values.config === undefined ? {} : { configFile: values.config }),
  });
}

function fault(sentence: string): Result<never, CommandLineError> {
  return err({ kind: 'command-line', sentence });
}

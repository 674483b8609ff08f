import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { unwrap } from '#kernel/result.ts';
import { decodeEnrolmentCode } from '#contracts/hall/enrolment-code.ts';
import { startHallServer, type HallServerOptions, type RunningHallServer } from '../start.ts';
import type { TerminalKind } from '../store/values.ts';
import { httpClient, type HallClient } from './rpc-clients.ts';
import { testConfig } from './test-hall.ts';

export interface TestServer {
  readonly server: RunningHallServer;
  readonly folder: string;
  /** Enrols by a one-time code over the wire. */
  enrol(kind?: TerminalKind): Promise<{ readonly client: HallClient; readonly token: string; readonly terminalId: string }>;
  close(): Promise<void>;
}

/** A hall server on plain HTTP at a free port, with the small test hall. */
export async function startTestServer(options: Partial<HallServerOptions> = {}): Promise<TestServer> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'hall-server-'));
  const server = unwrap(await startHallServer({ dataFolder: folder, port: 0, plainHttp: true, config: testConfig(), ...options }));
  return {
    server,
    folder,
    async enrol(kind = 'kiosk') {
      const { code } = await server.createEnrolmentCode({ name: '终端', kind });
      const { secret } = unwrap(decodeEnrolmentCode(code));
      const enrolled = await httpClient(server.url).terminals.enrol({ code: secret, terminalName: '终端', kind, keyId: 'key-1', publicKey: 'cHVi' });
      return { client: httpClient(server.url, enrolled.token), token: enrolled.token, terminalId: enrolled.terminalId };
    },
    async close() {
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

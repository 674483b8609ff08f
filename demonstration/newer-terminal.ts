import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import type { Clock } from '#kernel/clock.ts';
import { secureRandom } from '#kernel/random.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { GENESIS_HASH, OPERATION_VERSIONS, type OperationEnvelope } from '#contracts/sync/operation.ts';
import { enrol } from '#offline-cache/transport/enrol.ts';
import { connectHall } from '#offline-cache/transport/hall-client.ts';
import { askAdmin } from './hall-admin.ts';

const credentials = z.object({ terminalId: z.string(), serverKey: z.string(), token: z.string() });
type Credentials = z.infer<typeof credentials>;

const NAME = '试用新程序的终端';

/**
 * A terminal whose program is newer than the hall server: what it writes, the server does not know yet and keeps aside for
 * staff. Demonstration only; a real terminal asks first and holds such facts back.
 */
export class NewerTerminal {
  readonly #file: string;
  readonly #serverFolder: string;
  readonly #clock: Clock;

  constructor(folder: string, clock: Clock) {
    this.#file = path.join(folder, 'newer-terminal.json');
    this.#serverFolder = path.join(folder, 'hall');
    this.#clock = clock;
  }

  /** Sends one record of tomorrow. @returns whether the server took it and kept it aside */
  async send(serverUrl: string): Promise<boolean> {
    const known = this.#known() ?? (await this.#enrol(serverUrl));
    if (!known) return false;
    const hall = connectHall({ ...known, serverUrl });
    try {
      const logId = uuidV7(this.#clock, secureRandom);
      const body = JSON.stringify(this.#record(known.terminalId, logId));
      const hash = createHash('sha256').update(body, 'utf8').digest('hex');
      const signal = AbortSignal.timeout(5_000);
      const answer = await hall.client.sync.push({ logId, clock: this.#sender(), head: 1, operations: [{ seq: 1, hash, body }] }, { signal });
      return answer.parked.length === 1;
    } finally {
      await hall.close();
    }
  }

  #record(terminalId: string, logId: string): OperationEnvelope {
    const requestId = uuidV7(this.#clock, secureRandom);
    const { bootId, monotonicMs, wallMs } = this.#sender();
    return {
      opId: uuidV7(this.#clock, secureRandom),
      terminalId,
      logId,
      seq: 1,
      prevHash: GENESIS_HASH,
      kind: 'help.requested',
      version: OPERATION_VERSIONS['help.requested'] + 1,
      aggregate: `help:${requestId}`,
      at: { wallMs, bootId, monotonicMs, lastServerMs: null, trust: 'untrusted' },
      payload: { requestId, screen: 'home' },
    };
  }

  #sender() {
    return { bootId: 'demonstration', monotonicMs: this.#clock.monotonic(), wallMs: Math.round(this.#clock.now()) };
  }

  #known(): Credentials | null {
    try {
      return credentials.parse(JSON.parse(readFileSync(this.#file, 'utf8')));
    } catch {
      return null;
    }
  }

  async #enrol(serverUrl: string): Promise<Credentials | null> {
    const made = await askAdmin(this.#serverFolder, { command: 'enrolment-code', name: NAME, kind: 'kiosk', minutes: 5 });
    if (made.kind !== 'enrolment-code') return null;
    const enrolled = await enrol({ serverUrl, code: made.code, terminalName: NAME, kind: 'kiosk', clock: this.#clock });
    if (!enrolled.ok) return null;
    const { terminalId, serverKey, token } = enrolled.value.enrolment;
    writeFileSync(this.#file, JSON.stringify({ terminalId, serverKey, token }), { mode: 0o600 });
    return { terminalId, serverKey, token };
  }
}

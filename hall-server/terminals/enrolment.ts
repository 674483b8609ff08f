import { createHash } from 'node:crypto';
import { freeOwnSeries } from '../numbers/own-series.ts';
import type { Act } from '../store/hall-writer.ts';
import type { TerminalRow } from '../store/rows.ts';
import type { TerminalKind } from '../store/values.ts';

/** SHA-256 of a token or an enrolment secret, hex; only this is stored. */
export function secretHash(secret: string): string {
  return createHash('sha256').update(secret, 'utf8').digest('hex');
}

export interface NewCode {
  readonly codeHash: string;
  readonly name: string;
  readonly kind: TerminalKind;
  readonly validMs: number;
}

/** Stores a one-time code. @returns when it expires, server milliseconds */
export function addEnrolmentCode({ codeHash, name, kind, validMs }: NewCode): Act<number> {
  return {
    load: (_work, round) => (round === 0 ? [{ table: 'enrolment_code', keys: [[codeHash]] }] : null),
    decide: (work, deciding) => {
      const expiresAtMs = deciding.nowMs + validMs;
      work.table('enrolment_code').put({ codeHash, name, kind, expiresAtMs, usedAtMs: null, terminalId: null });
      deciding.audit({ actor: 'admin', action: 'enrolment-code.created', detail: { name, kind, expiresAtMs } });
      return expiresAtMs;
    },
  };
}

export interface EnrolRequest {
  readonly codeHash: string;
  readonly tokenHash: string;
  readonly terminalName: string;
  readonly kind: TerminalKind;
  readonly keyId: string;
  readonly publicKey: string;
}

export type EnrolAnswer =
  | { readonly kind: 'enrolled'; readonly terminal: TerminalRow; readonly incarnation: string; readonly hallId: string; readonly serverMs: number }
  | { readonly kind: 'unknown' | 'expired' | 'used' }
  | { readonly kind: 'wrong-kind'; readonly wanted: TerminalKind };

/** Turns a code into a terminal, once. Kiosks get a series of their own for numbers given without the server. */
export function enrolTerminal(request: EnrolRequest): Act<EnrolAnswer> {
  return {
    load: (_work, round) =>
      round === 0
        ? [
            { table: 'enrolment_code', keys: [[request.codeHash]] },
            { query: 'all', table: 'terminal' },
            { query: 'all', table: 'business' },
          ]
        : null,
    decide: (work, deciding) => {
      const code = work.table('enrolment_code').get(request.codeHash);
      if (!code) return { kind: 'unknown' };
      if (code.usedAtMs !== null) return { kind: 'used' };
      if (code.expiresAtMs <= deciding.nowMs) return { kind: 'expired' };
      if (code.kind !== request.kind) return { kind: 'wrong-kind', wanted: code.kind };
      const used = new Set([...work.table('business').all()].map(({ series }) => series));
      for (const { ownSeries } of work.table('terminal').all()) if (ownSeries !== null) used.add(ownSeries);
      const terminal: TerminalRow = {
        id: deciding.newId(),
        name: request.terminalName,
        kind: request.kind,
        tokenHash: request.tokenHash,
        ownSeries: request.kind === 'kiosk' ? freeOwnSeries(used, work.head.ownSeriesFrom) : null,
        keyId: request.keyId,
        publicKey: request.publicKey,
        enrolledAtMs: deciding.nowMs,
        revision: 0,
      };
      work.table('terminal').put(terminal);
      work.table('enrolment_code').put({ ...code, usedAtMs: deciding.nowMs, terminalId: terminal.id });
      deciding.audit({ actor: terminal.id, action: 'terminal.enrolled', detail: { name: terminal.name, kind: terminal.kind, ownSeries: terminal.ownSeries } });
      const { incarnation, hallId } = work.head;
      return { kind: 'enrolled', terminal, incarnation, hallId, serverMs: deciding.nowMs };
    },
  };
}

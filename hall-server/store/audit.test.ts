import { createHash } from 'node:crypto';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { TestHall } from '../testing/test-hall.ts';
import { auditHash } from './audit.ts';
import { readDatabaseKey } from './sqlite/database-key.ts';
import { connect, DATABASE_FILE } from './sqlite/open-database.ts';

interface Entry {
  readonly seq: number;
  readonly at_ms: number;
  readonly actor: string;
  readonly action: string;
  readonly digest: string;
  readonly hash: string;
}

describe('the audit log', () => {
  it('is one chain from the first entry to the head, and its details can be proven', async () => {
    const hall = await TestHall.open();
    const desk = await hall.enrol('窗口', 'window');
    await desk.window('w1', { kind: 'state', state: 'open' });
    const { head } = await hall.services.context.writer.store.load([]);
    await hall.services.context.writer.store.close();
    const database = connect(path.join(hall.folder, DATABASE_FILE), readDatabaseKey(hall.folder)!, { readonly: true });
    let before = '0'.repeat(64);
    const entries = database.prepare('SELECT * FROM audit_entry ORDER BY seq').all() as Entry[];
    for (const entry of entries) {
      const { salt, detail } = database.prepare('SELECT salt, detail FROM audit_detail WHERE seq = ?').get(entry.seq) as { salt: string; detail: string };
      expect(entry.digest).toBe(createHash('sha256').update(salt + detail).digest('hex'));
      before = auditHash(before, entry.seq, { atMs: entry.at_ms, actor: entry.actor, action: entry.action }, entry.digest);
      expect(entry.hash).toBe(before);
    }
    expect([entries.length, before]).toEqual([head.auditSeq, head.auditHash]);
    expect(entries.map(({ action }) => action)).toEqual(['catalogue.configured', 'enrolment-code.created', 'terminal.enrolled', 'window.state']);
    database.close();
    await hall.close();
  });
});

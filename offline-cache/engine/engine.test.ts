import { describe, expect, it } from 'vitest';
import { seededRandom } from '#kernel/random.ts';
import { unwrap } from '#kernel/result.ts';
import { openDatabase, type Connection } from '../database/open-database.ts';
import { EXAMPLE_KEY, exampleDraft, exampleEnrolment, temporaryFolder } from '../testing/store-fixture.ts';
import type { StoreStep } from './context.ts';
import { StoreEngine } from './engine.ts';
import type { StoreMethod } from './handlers.ts';
import type { Answer, Batch } from './protocol.ts';

const moment = { wallMs: 1000, monotonicMs: 1 };
let lastId = 0;

function batch(...calls: readonly (readonly [StoreMethod, ...unknown[]])[]): Batch {
  return { moment, calls: calls.map(([method, ...args]) => ({ id: (lastId += 1), method, args })) };
}

function open(folder: string, onStep: (step: StoreStep) => void = () => {}): { engine: StoreEngine; connection: Connection } {
  const connection = unwrap(openDatabase({ folder, key: EXAMPLE_KEY.bytes }));
  const engine = new StoreEngine(connection, { bootId: 'boot-1', random: seededRandom(1), onStep });
  engine.handle([batch(['saveEnrolment', exampleEnrolment()])]);
  return { engine, connection };
}

const failures = (answers: readonly Answer[]): (string | null)[] => answers.map((answer) => ('failure' in answer ? answer.failure.kind : null));
const value = (answers: readonly Answer[]): unknown => answers.map((answer) => ('value' in answer ? answer.value : null)).at(-1);

describe('a group commit', () => {
  it('puts everything that arrived together into one transaction', () => {
    using place = temporaryFolder();
    const steps: StoreStep[] = [];
    const { engine } = open(place.folder, (step) => steps.push(step));
    steps.length = 0;
    engine.handle([batch(['requestHelp', 'a'], ['requestHelp', 'b']), batch(['requestHelp', 'c'])]);
    expect(steps).toEqual(['operation-written', 'operation-written', 'operation-written', 'before-commit', 'after-commit']);
    engine.close();
  });

  it('undoes only the request that failed, in the middle of the others', () => {
    using place = temporaryFolder();
    const { engine } = open(place.folder);
    const answers = engine.handle([
      batch(['requestHelp', 'a'], ['requestHelp', 'x'.repeat(99)], ['dropDraft', 'nobody'], ['requestHelp', 'b'], ['outbox']),
    ]);
    expect(failures(answers)).toEqual([null, 'malformed', 'unknown-ticket', null, null]);
    expect(value(answers)).toMatchObject({ seq: 2, pending: 2 });
    expect(value(engine.handle([batch(['operationsAfter', 0, 100_000])]))).toHaveLength(2);
    engine.close();
  });

  it('undoes the half of a failed request that was already written', () => {
    using place = temporaryFolder();
    let fail = false;
    const { engine, connection } = open(place.folder, (step) => {
      if (fail && step === 'operation-written') throw new Error('rehearsed');
    });
    const drafts = engine.handle([batch(['draftTicket', exampleDraft('tap-1')])]);
    const { ticket } = value(drafts) as { ticket: { id: string } };
    fail = true;
    const number = { businessDay: '2026-03-02', series: 'A', number: 1, origin: 'bound' };
    for (const together of [[], [['draftTicket', exampleDraft('tap-2')] as const]]) {
      const answers = engine.handle([batch(['issueBound', ticket.id, number], ...together)]);
      expect(failures(answers)[0]).toBe('unexpected');
      expect(value(engine.handle([batch(['ticket', ticket.id])]))).toEqual(ticket);
      expect(value(engine.handle([batch(['outbox'])]))).toMatchObject({ seq: 0 });
    }
    expect(connection.prepare('SELECT count(*) FROM ticket').pluck().get()).toBe(2);
    fail = false;
    expect(failures(engine.handle([batch(['issueBound', ticket.id, number])]))).toEqual([null]);
    engine.close();
  });

  it('answers nobody well when the commit fails, and keeps nothing of the group', () => {
    using place = temporaryFolder();
    let fail = false;
    const { engine } = open(place.folder, (step) => {
      if (fail && step === 'before-commit') throw Object.assign(new Error('rehearsed'), { code: 'SQLITE_FULL' });
    });
    fail = true;
    expect(failures(engine.handle([batch(['requestHelp', 'a'], ['requestHelp', 'b'])]))).toEqual(['disk-full', 'disk-full']);
    fail = false;
    expect(value(engine.handle([batch(['requestHelp', 'c'], ['outbox'])]))).toMatchObject({ seq: 1 });
    engine.close();
  });

  it('keeps nothing of a request that follows one whose failure ended the transaction', () => {
    using place = temporaryFolder();
    let fail = false;
    const { engine, connection } = open(place.folder, (step) => {
      if (!fail || step !== 'operation-written') return;
      connection.exec('ROLLBACK');
      throw Object.assign(new Error('rehearsed'), { code: 'SQLITE_FULL' });
    });
    fail = true;
    expect(failures(engine.handle([batch(['requestHelp', 'a'], ['requestHelp', 'b'])]))).toEqual(['disk-full', 'disk-full']);
    fail = false;
    expect(value(engine.handle([batch(['outbox'])]))).toMatchObject({ seq: 0, pending: 0 });
    expect(connection.prepare('SELECT count(*) FROM operation').pluck().get()).toBe(0);
    engine.close();
  });

  it('is never tried again after the disk refused to keep it', () => {
    using place = temporaryFolder();
    let fail = false;
    const { engine } = open(place.folder, (step) => {
      if (fail && step === 'before-commit') throw Object.assign(new Error('rehearsed'), { code: 'SQLITE_IOERR_FSYNC' });
    });
    fail = true;
    expect(failures(engine.handle([batch(['requestHelp', 'a'])]))).toEqual(['damaged']);
    fail = false;
    expect(failures(engine.handle([batch(['requestHelp', 'b'], ['outbox'])]))).toEqual(['damaged', 'damaged']);
    engine.close();
  });
});

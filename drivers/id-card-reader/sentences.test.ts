import { describe, expect, it } from 'vitest';
import { sentencesOf } from './sentences.ts';
import type { ReaderError } from './types.ts';

const REASONS = ['not-found', 'busy', 'no-permission', 'lost', 'no-answer', 'bad-address', 'unsupported'] as const;
const ERRORS: readonly ReaderError[] = [
  { kind: 'no-card' },
  { kind: 'read-failed', phase: 'read', detail: 'd' },
  { kind: 'lift-and-lay-again', phase: 'select', detail: 'd' },
  { kind: 'not-an-id-card' },
  { kind: 'authentication-failed', detail: 'd' },
  { kind: 'bad-content', detail: 'd' },
  { kind: 'sam-not-authorised' },
  { kind: 'sam-self-test-failed' },
  { kind: 'no-answer', detail: 'd' },
  { kind: 'refused', status: '00 00 24', detail: 'd' },
  { kind: 'cancelled' },
  ...REASONS.map((reason) => ({ kind: 'unavailable', reason, detail: 'd' }) as const),
];

describe('sentences', () => {
  it.each(ERRORS.map((error) => [error.kind, error] as const))('for %s tell citizen and staff in one Chinese sentence each what to do', (_kind, error) => {
    const { citizen, staff } = sentencesOf(error);
    expect(citizen).toMatch(/^[\p{Script=Han}，。、]+。$/u);
    expect(staff).toMatch(/^[^\n]+。$/u);
    expect(citizen.length).toBeLessThanOrEqual(45);
  });
});

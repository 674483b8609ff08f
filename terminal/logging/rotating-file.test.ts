import { appendFileSync, chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { SimulatedClock } from '#kernel/simulated-clock.ts';
import { openLog } from './logger.ts';
import { RotatingFile } from './rotating-file.ts';

let data = '';
const logs = (): string => path.join(data, 'logs');
const read = (name: string): string => readFileSync(path.join(logs(), name), 'utf8');

beforeEach(() => {
  data = mkdtempSync(path.join(tmpdir(), 'yichuang-log-'));
});
afterEach(() => {
  chmodSync(data, 0o700);
  rmSync(data, { recursive: true, force: true });
});

describe('the log files', () => {
  it('begin a new one when full, never split a line and keep the newest', () => {
    const file = new RotatingFile({ folder: logs(), maxBytes: 25, keep: 2 });
    for (let i = 0; i < 7; i += 1) file.write(`line ${i} 中\n`);
    file.close();
    expect(readdirSync(logs()).toSorted()).toEqual(['terminal-000003.log', 'terminal-000004.log']);
    expect(read('terminal-000003.log')).toBe('line 4 中\nline 5 中\n');
    expect(read('terminal-000004.log')).toBe('line 6 中\n');
  });

  it('take even a line longer than a file', () => {
    const file = new RotatingFile({ folder: logs(), maxBytes: 10 });
    file.write(`${'x'.repeat(30)}\n`);
    file.write('y\n');
    file.close();
    expect(read('terminal-000001.log')).toBe(`${'x'.repeat(30)}\n`);
    expect(read('terminal-000002.log')).toBe('y\n');
  });

  it('go on in the newest after a restart, on a new line when a power cut tore the last', () => {
    mkdirSync(logs());
    writeFileSync(path.join(logs(), 'terminal-000007.log'), '{"whole":1}\n{"to');
    const file = new RotatingFile({ folder: logs() });
    file.write('{"next":1}\n');
    file.close();
    expect(read('terminal-000007.log')).toBe('{"whole":1}\n{"to\n{"next":1}\n');
  });

  it('can be read by nobody else', () => {
    const file = new RotatingFile({ folder: logs() });
    file.write('a\n');
    file.close();
    expect(statSync(logs()).mode & 0o077).toBe(0);
    expect(statSync(path.join(logs(), 'terminal-000001.log')).mode & 0o077).toBe(0);
  });

  it('leave other files of the folder alone', () => {
    mkdirSync(logs());
    appendFileSync(path.join(logs(), 'notes.txt'), 'x');
    const file = new RotatingFile({ folder: logs(), maxBytes: 1, keep: 1 });
    for (let i = 0; i < 3; i += 1) file.write('a\n');
    file.close();
    expect(readdirSync(logs()).toSorted()).toEqual(['notes.txt', 'terminal-000003.log']);
  });

  it('never stop the service: lost lines are counted and told when the disk takes them again', () => {
    writeFileSync(logs(), 'a file where the folder should be');
    const logger = openLog(data, new SimulatedClock());
    logger.log('help-requested', { screen: 'home' });
    logger.log('help-requested', { screen: 'result' });
    rmSync(logs());
    logger.log('help-requested', { screen: 'person' });
    logger.close();
    const lines = read('terminal-000001.log').trimEnd().split('\n').map((line) => JSON.parse(line) as Record<string, unknown>);
    expect(lines.map((line) => line['event'])).toEqual(['help-requested', 'log-write-failed']);
    expect(lines[1]).toMatchObject({ lost: 2 });
  });
});

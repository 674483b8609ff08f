import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { realClock } from '#kernel/real-clock.ts';
import { err, ok } from '#kernel/result.ts';
import { MemoryChannel } from '#drivers/ports/memory-channel.ts';
import { runShell } from '../cli/shell.ts';
import { PrinterSimulator, type SimulatedAnswers } from './simulator/index.ts';
import { ticketPrinterCommands } from './cli.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'ticket-cli-'));
  writeFileSync(join(folder, 'ticket.json'), JSON.stringify({ hall: '示范市政务服务中心', business: '社保', number: 'A008' }));
  writeFileSync(join(folder, 'wrong.json'), JSON.stringify({ hall: '示范市政务服务中心', business: '社保', number: 8 }));
  writeFileSync(join(folder, 'broken.json'), '{"hall":');
});
afterAll(() => rmSync(folder, { recursive: true }));

const TICKET = (): string => join(folder, 'ticket.json');

interface Said {
  readonly code: number;
  readonly out: string;
  readonly err: string;
}

/** Runs one command line on a simulated printer that answers as told and has the given faults. */
async function shell(words: readonly string[], answers: Partial<SimulatedAnswers> = {}, prepare?: (printer: PrinterSimulator) => void): Promise<Said> {
  const simulator = new PrinterSimulator({ clock: realClock, speedMmPerSecond: 3_000, answers });
  prepare?.(simulator);
  const said = { out: [] as string[], err: [] as string[] };
  const code = await runShell(
    {
      devices: [{ device: 'ticket-printer', load: () => Promise.resolve(ticketPrinterCommands) }],
      simulators: () => ({
        bench: () => {
          const [host, device] = MemoryChannel.pair();
          simulator.attach(device);
          return Promise.resolve(ok(host));
        },
        none: () => Promise.resolve(err({ kind: 'not-found', detail: 'no such port' })),
      }),
      clock: realClock,
      signal: new AbortController().signal,
      input: Readable.from([]),
      interactive: false,
      out: (text) => said.out.push(text),
      err: (text) => said.err.push(text),
    },
    words,
  );
  return { code, out: said.out.join('\n'), err: said.err.join('\n') };
}

describe('npm run device -- ticket-printer', () => {
  it('print: one JSON object, exit code 0', async () => {
    const said = await shell(['ticket-printer', 'print', '--channel', 'sim:bench', '--ticket', TICKET(), '--json', '--profile', 'epson-tm']);
    expect(JSON.parse(said.out)).toMatchObject({ outcome: 'printed', number: 'A008', evidence: 'buffer' });
    expect(said).toMatchObject({ code: 0, err: '' });
  });

  it('print with paper out: one clear line, exit code 1', async () => {
    const said = await shell(['ticket-printer', 'print', '--channel', 'sim:bench', '--ticket', TICKET()], {}, (printer) => printer.set({ paper: 'end' }));
    expect(said.code).toBe(1);
    expect(said.out).toBe('');
    expect(said.err).toBe('ticket-printer print (sim:bench): 号票没有打出：号票打印机缺纸，请换纸卷，合上机盖。');
  });

  it('print with paper out and --json: the object says failed, exit code 1', async () => {
    const said = await shell(['ticket-printer', 'print', '--channel', 'sim:bench', '--ticket', TICKET(), '--json'], {}, (printer) => printer.set({ paper: 'end' }));
    expect(said.code).toBe(1);
    expect(JSON.parse(said.out)).toMatchObject({ outcome: 'failed', fault: { kind: 'paper-end' }, sent: 'nothing' });
  });

  it('print on a write-only printer: says unconfirmed, exit code 3', async () => {
    const said = await shell(['ticket-printer', 'print', '--channel', 'sim:bench', '--ticket', TICKET(), '--profile', 'generic-write-only']);
    expect(said.code).toBe(3);
    expect(said.out).toContain('无法确认是否出纸');
  });

  it('status: one JSON object with the state', async () => {
    const said = await shell(['ticket-printer', 'status', '--channel', 'sim:bench', '--json'], {}, (printer) => printer.set({ coverOpen: true }));
    expect(said.code).toBe(0);
    expect(JSON.parse(said.out)).toMatchObject({ state: 'cover-open', device: 'faulty', profile: 'generic-80' });
  });

  it('status without an answer: says so, exit code 1', async () => {
    const said = await shell(['ticket-printer', 'status', '--channel', 'sim:bench', '--json'], { realtime: false, echo: false, automatic: 'never' });
    expect(said.code).toBe(1);
    expect(JSON.parse(said.out)).toMatchObject({ state: 'no-answer', device: 'unavailable' });
  });

  it('status without a port: one clear line, exit code 1', async () => {
    const said = await shell(['ticket-printer', 'status', '--channel', 'sim:none']);
    expect(said).toEqual({ code: 1, out: '', err: 'ticket-printer status (sim:none): 号票打印机连接不上（找不到设备）：no such port' });
  });

  it('render: writes the picture without a printer', async () => {
    const out = join(folder, 'ticket.png');
    expect((await shell(['ticket-printer', 'render', '--ticket', TICKET(), '--out', out])).code).toBe(0);
    expect(existsSync(out)).toBe(true);
  });

  it.each([
    ['a wrong field', () => join(folder, 'wrong.json'), '「number」必须填写'],
    ['a broken file', () => join(folder, 'broken.json'), '不是有效的 JSON'],
    ['a missing file', () => join(folder, 'nothing.json'), '读不到文件'],
  ])('%s: one sentence naming it, exit code 2', async (_, file, part) => {
    const said = await shell(['ticket-printer', 'print', '--channel', 'sim:bench', '--ticket', file()]);
    expect(said.code).toBe(2);
    expect(said.err).toContain(part);
    expect(said.err.split('\n')).toHaveLength(1);
  });
});

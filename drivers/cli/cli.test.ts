import { spawn } from 'node:child_process';
import { createServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { fromHex } from '#kernel/bytes.ts';
import { workedReadReply } from '#drivers/id-card-reader/fixtures/vectors/worked-card.ts';

interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

function device(...words: string[]): Promise<Ran> {
  const child = spawn(process.execPath, ['drivers/cli/main.ts', ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
  const text = { stdout: '', stderr: '' };
  child.stdout.on('data', (part) => (text.stdout += String(part)));
  child.stderr.on('data', (part) => (text.stderr += String(part)));
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, ...text })));
}

/** What a foreign reader does with each request, by CMD and PARA; replies are bytes of the document, not of our encoder. */
type Habit = (socket: Socket, reply: Uint8Array) => void;

const REPLIES: Readonly<Record<string, Uint8Array>> = {
  '2001': fromHex('AA AA AA 96 69 00 08 00 00 9F 00 00 00 00 97'),
  '2002': fromHex('AA AA AA 96 69 00 0C 00 00 90 00 00 00 00 00 00 00 00 9C'),
  '3001': workedReadReply(),
  '12ff': fromHex('AA AA AA 96 69 00 14 00 00 90 05 00 01 00 FB 02 33 01 87 D6 12 00 B1 CB 74 00 06'),
  '11ff': fromHex('AA AA AA 96 69 00 04 00 00 90 94'),
};
const NO_CARD = fromHex('AA AA AA 96 69 00 04 00 00 80 84');

const cleanUp: (() => void)[] = [];
afterEach(() => {
  for (const step of cleanUp.splice(0)) step();
});

/** A reader on TCP that was not made of our code. `noCards`: how many finds find nothing first. */
async function foreignReader(habit: Habit, { noCards = 0, silent = false, replies = {} }: { noCards?: number; silent?: boolean; replies?: Record<string, Uint8Array> } = {}): Promise<string> {
  let left = noCards;
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    socket.on('data', (request) => {
      if (silent) return;
      const command = request.subarray(7, 9).toString('hex');
      const answer = command === '2001' && left > 0 ? NO_CARD : { ...REPLIES, ...replies }[command];
      if (command === '2001') left -= 1;
      habit(socket, answer ?? fromHex('AA AA AA 96 69 00 04 00 00 21 25'));
    });
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  cleanUp.push(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return `tcp:127.0.0.1:${portOf(server)}`;
}

function portOf(server: Server): number {
  const address = server.address();
  return typeof address === 'object' && address ? address.port : 0;
}

const atOnce: Habit = (socket, reply) => void socket.write(reply);
/** Pieces of uneven size, each in a turn of its own. */
const inPieces: Habit = (socket, reply) => {
  let at = 0;
  let size = 1;
  const next = (): void => {
    socket.write(reply.subarray(at, at + size));
    at += size;
    size = (size * 3) % 31;
    if (at < reply.length) setImmediate(next);
  };
  next();
};
const behindNoise: Habit = (socket, reply) => {
  socket.write(fromHex('00 FF AA AA AA 13 AA AA AA AA'));
  atOnce(socket, reply);
};

const read = (channel: string, ...more: string[]): Promise<Ran> => device('id-card-reader', 'read', '--channel', channel, '--json', '--timeout', '10', ...more);

describe('npm run device -- id-card-reader read', () => {
  it.each([
    ['at once', atOnce],
    ['in pieces', inPieces],
    ['behind noise', behindNoise],
  ])('prints one JSON object for a reader that answers %s, and nothing else', async (_how, habit) => {
    const ran = await read(await foreignReader(habit, { noCards: 2 }));
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout.trim().split('\n')).toHaveLength(1);
    expect(JSON.parse(ran.stdout)).toEqual({
      type: 'resident', name: '张三', sex: '男', sexCode: '1', ethnicity: '汉', ethnicityCode: '01', birthDate: '1949-12-31', address: '北京市朝阳区某街道1号',
      idNumber: '11010519491231002X', issuer: '北京市公安局朝阳分局', validFrom: '2020-01-01', validTo: '长期', photoBytes: 1024,
    });
  });

  it.each(['AA AA AA 96 69 00 04 00 00 90 94', 'AA AA AA 96 69 00 08 00 00 90 01 02 03 04 9C'])('takes the select reply %s', async (select) => {
    expect(await read(await foreignReader(atOnce, { replies: { '2002': fromHex(select) } }))).toMatchObject({ code: 0 });
  });

  it('prints lines for people without --json', async () => {
    const ran = await device('id-card-reader', 'read', '--channel', await foreignReader(atOnce));
    expect(ran.stdout).toContain('姓名：张三\n');
    expect(ran.code).toBe(0);
  });

  it.each([
    ['no card within the time', () => foreignReader(atOnce, { noCards: 1000 }), 'no-card'],
    ['a reader that is silent', () => foreignReader(atOnce, { silent: true }), 'no-answer'],
    ['a module that is not authorised', () => foreignReader(atOnce, { replies: { '2001': fromHex('AA AA AA 96 69 00 04 00 00 66 62') } }), 'sam-not-authorised'],
    ['a peer that hangs up', () => foreignReader((socket) => socket.destroy()), 'lost'],
    ['nobody listening', () => Promise.resolve('tcp:127.0.0.1:9'), 'not-found'],
  ])('ends with one clear line and exit code 1 for %s', async (_what, open, kind) => {
    const channel = await open();
    const ran = await device('id-card-reader', 'read', '--channel', channel, '--json', '--timeout', kind === 'no-card' ? '0.5' : '10');
    expect(ran).toMatchObject({ code: 1, stdout: '' });
    expect(ran.stderr.trim().split('\n')).toEqual([expect.stringContaining(`id-card-reader read (${channel}): ${kind}: `)]);
  });
});

describe('npm run device', () => {
  it('asks for SAM number and status', async () => {
    const channel = await foreignReader(atOnce);
    const number = await device('id-card-reader', 'sam-number', '--channel', channel, '--json');
    expect(JSON.parse(number.stdout)).toMatchObject({ samNumber: '05.01-20120315-1234567-7654321' });
    const status = await device('id-card-reader', 'status', '--channel', channel, '--json');
    expect(JSON.parse(status.stdout)).toMatchObject({ state: 'ready', kind: 'ok' });
  });

  it('reads the built-in simulator with an extra address', async () => {
    const ran = await device('id-card-reader', 'extra-address', '--channel', 'sim:id-card-reader', '--json');
    expect(JSON.parse(ran.stdout)).toEqual({ idNumber: '11010519491231002X', extraAddress: '北京市海淀区某新街道2号' });
  });

  it('lists devices, commands and channels with --help', async () => {
    const ran = await device('--help');
    expect(ran).toMatchObject({ code: 0, stderr: '' });
    expect(ran.stdout).toContain('id-card-reader');
    expect(ran.stdout).toContain('serial:/dev/ttyUSB0?baud=115200');
    expect((await device('id-card-reader', 'read', '--help')).stdout).toContain('--fingerprint');
  });

  it.each([
    [['toaster', 'read'], 'unknown device "toaster"'],
    [['id-card-reader', 'eject'], 'unknown command "eject"'],
    [['id-card-reader', 'read'], '--channel <uri> is missing'],
    [['id-card-reader', 'read', '--channel', 'serial:/dev/ttyUSB0?speed=9600'], 'unknown parameter "speed"'],
    [['id-card-reader', 'read', '--channel', 'tcp:1.2.3.4:5', '--timeout', 'soon'], '--timeout "soon" is not a number'],
    [['id-card-reader', 'read', '--channel', 'tcp:1.2.3.4:5', '--colour'], "Unknown option '--colour'"],
    [['id-card-reader', 'simulate', '--channel', 'tcp:127.0.0.1:1', '--card', 'nobody'], '--card "nobody" is none of'],
  ])('names what is wrong with %j in one line and ends with 2', async (words, sentence) => {
    const ran = await device(...words);
    expect(ran.stderr.trim().split('\n')).toEqual([expect.stringContaining(sentence)]);
    expect(ran).toMatchObject({ code: 2, stdout: '' });
  });
});

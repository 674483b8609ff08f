import { copyFileSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer, type AddressInfo, type Server } from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { encodeEnrolmentCode, ENROLMENT_SECRET_BYTES } from '#contracts/hall/enrolment-code.ts';
import { runAdmin } from '#hall-server/admin/run-admin.ts';
import { TestHall } from './kit/hall.ts';
import { KioskClient } from './kit/kiosk-client.ts';
import { type Ended, runProgram } from './kit/program.ts';

const TERMINAL = 'terminal/main.ts';
const HALL_SERVER = 'hall-server/main.ts';
const DEVICE = 'drivers/cli/main.ts';

let test: TestHall;
let busy: Server;
let busyPort: number;
/** Nobody listens there. */
let deadPort: number;
/** Codes by what is wrong with them. */
let codes: Readonly<Record<'good' | 'mistyped' | 'unknown' | 'expired' | 'used' | 'foreign', string>>;

beforeAll(async () => {
  test = await TestHall.start();
  [busy, busyPort] = await listening();
  const [dead, port] = await listening();
  deadPort = port;
  await once(dead.close(), 'close');
  mkdirSync(at(), { recursive: true });
  writeFileSync(at('good.json'), JSON.stringify({ name: '取号机9', kind: 'kiosk', surfaces: ['kiosk'] }));
  writeFileSync(at('misspelt.json'), JSON.stringify({ name: '取号机9', kind: 'kiosk', surfaces: ['kiosk'], tiketPrinter: {} }));
  writeFileSync(at('half.json'), '{"name": "取号机9",');
  writeFileSync(at('busy-port.json'), JSON.stringify({ name: '取号机9', kind: 'kiosk', surfaces: ['kiosk'], port: busyPort }));
  writeFileSync(at('hall-misspelt.json'), JSON.stringify({ hall: {}, businesses: [], windows: [], bussinesses: [] }));
  codes = await makeCodes();
});

afterAll(async () => {
  busy?.close();
  await test?.stop();
});

async function listening(): Promise<[Server, number]> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  return [server, (server.address() as AddressInfo).port];
}

const at = (...name: string[]): string => path.join(test.folder, 'bad-input', ...name);

async function newCode(minutes = 30): Promise<string> {
  const made = unwrap(await runAdmin(path.join(test.folder, 'hall'), { command: 'enrolment-code', name: '取号机9', kind: 'kiosk', minutes }));
  if (made.kind !== 'enrolment-code') throw new Error(made.kind);
  return made.code;
}

async function makeCodes(): Promise<typeof codes> {
  const good = await newCode();
  const used = await newCode();
  expect(await enrol('used-up', used)).toMatchObject({ code: 0, said: [] });
  const mistyped = good.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
  const spki = Buffer.from((JSON.parse(readFileSync(path.join(test.folder, 'hall', 'identity.json'), 'utf8')) as { readonly spkiSha256: string }).spkiSha256, 'hex');
  const secret = Buffer.alloc(ENROLMENT_SECRET_BYTES, 7);
  return {
    good,
    used,
    mistyped,
    unknown: encodeEnrolmentCode(secret, spki),
    expired: await newCode(0.000_01),
    foreign: encodeEnrolmentCode(secret, Buffer.alloc(32, 7)),
  };
}

const enrol = (folder: string, code: string, server = test.hall.serverUrl): Promise<Ended> =>
  runProgram(TERMINAL, ['enrol', '--data', at(folder), '--config', at('good.json'), '--server', server, '--code', code]);

const serve = (folder: string, config: string): Promise<Ended> => runProgram(TERMINAL, ['--data', folder, '--config', config]);

/**
 * What is missing from a good refusal: a code above 0, nothing on stdout, and on stderr one sentence (or the same in two
 * languages) that names what and where. Empty when nothing is.
 */
function missingFrom({ code, stdout, said }: Ended, ...names: readonly string[]): readonly string[] {
  const text = said.join('\n');
  const english = said.filter((line) => !/[\u4e00-\u9fff]/.test(line));
  const missing = names.filter((name) => !text.includes(name));
  if (code === null || code === 0) missing.push(`an exit code above 0, not ${code}`);
  if (stdout !== '') missing.push(`silence on stdout instead of ${stdout}`);
  if (said.length === 0 || english.length > 1 || said.length - english.length > 1) missing.push('one sentence');
  if (/\n\s+at |node:internal|Error:|\[object /.test(text)) missing.push('words for people');
  return missing.length === 0 ? [] : [...missing, `what was said: ${text}`];
}

describe('a terminal that cannot start says in one sentence what is wrong and where', () => {
  it.concurrent.each<[string, () => Promise<Ended>, () => readonly string[]]>([
    ['when its configuration is not there', () => serve(at('t1'), at('none.json')), () => [at('none.json'), '读不到']],
    ['when its configuration is half a file', () => serve(at('t1'), at('half.json')), () => [at('half.json'), 'JSON']],
    ['when its configuration has a misspelt word', () => serve(at('t1'), at('misspelt.json')), () => [at('misspelt.json'), 'tiketPrinter']],
    ['when it was never enrolled', () => serve(at('t2'), at('good.json')), () => [at('t2'), '还没有登记']],
    [
      'when another terminal uses its data folder',
      () => serve(path.join(test.folder, 'kiosk'), path.join(test.folder, 'kiosk', 'terminal.json')),
      () => [path.join(test.folder, 'kiosk'), '另一个终端程序'],
    ],
    ['when its pages’ port is taken', () => serve(at('used-up'), at('busy-port.json')), () => [`127.0.0.1:${busyPort}`, '端口']],
  ])('%s', async (_, run, names) => {
    expect(missingFrom(await run(), ...names())).toEqual([]);
  });

  it('when its key is another one; with the right key back it has lost nothing', async () => {
    const key = at('used-up', 'store.key');
    copyFileSync(key, at('right.key'));
    writeFileSync(key, `${'ab'.repeat(32)}\n`, { mode: 0o600 });
    expect(missingFrom(await serve(at('used-up'), at('good.json')), at('used-up'), '密钥')).toEqual([]);
    copyFileSync(at('right.key'), key);
    expect(missingFrom(await serve(at('used-up'), at('busy-port.json')), `127.0.0.1:${busyPort}`)).toEqual([]);
  });
});

describe('an enrolment that cannot be done says in one sentence what is wrong and where', () => {
  it.concurrent.each<[string, () => Promise<Ended>, () => readonly string[]]>([
    ['with something that is no code', () => enrol('e-no-code', 'hello'), () => ['不是登记码', 'YC1']],
    ['with a code cut short', () => enrol('e-short', codes.good.slice(0, -6)), () => ['个字符', '33']],
    ['with an impossible character', () => enrol('e-character', codes.good.replace(/^YC1-./, 'YC1-U')), () => ['第 1 个字符', 'U']],
    ['with a mistyped code', () => enrol('e-mistyped', codes.mistyped), () => ['输错']],
    ['with a code that the server never gave', () => enrol('e-unknown', codes.unknown), () => [test.hall.serverUrl, '没有这个登记码']],
    ['with an expired code', () => enrol('e-expired', codes.expired), () => [test.hall.serverUrl, '已过期']],
    ['with a used code', () => enrol('e-used', codes.used), () => [test.hall.serverUrl, '已使用过']],
    ['with the code of another hall', () => enrol('e-foreign', codes.foreign), () => [test.hall.serverUrl, '密钥指纹不符']],
    ['at an address where nobody answers', () => enrol('e-nobody', codes.good, `https://127.0.0.1:${deadPort}`), () => [`https://127.0.0.1:${deadPort}`, '连不上']],
    ['at an address that is none', () => enrol('e-no-address', codes.good, 'hall'), () => ['「hall」', '不是网址']],
    ['when the terminal is enrolled already', () => enrol('used-up', codes.good), () => ['已经登记', '取号机9']],
  ])('%s', async (_, run, names) => {
    expect(missingFrom(await run(), ...names())).toEqual([]);
  });

  it('and the good code enrols a folder in which a wrong one was refused', async () => {
    expect(await enrol('e-unknown', codes.good)).toMatchObject({ code: 0, said: [] });
  });
});

describe('a hall server that cannot start says in one sentence what is wrong and where', () => {
  it.concurrent.each<[string, () => readonly string[], () => readonly string[]]>([
    ['when its port is taken', () => ['--data', at('h1'), '--port', String(busyPort), '--demo'], () => [String(busyPort), '已被占用']],
    ['when its configuration is not there', () => ['--data', at('h1'), '--port', '0', '--config', at('none.json')], () => [at('none.json')]],
    ['when its configuration has a wrong word', () => ['--data', at('h2'), '--port', '0', '--config', at('hall-misspelt.json')], () => [at('hall-misspelt.json'), 'hall']],
    ['when another server uses its data folder', () => ['--data', path.join(test.folder, 'hall'), '--port', '0'], () => [path.join(test.folder, 'hall'), '正在使用']],
  ])('%s', async (_, args, names) => {
    expect(missingFrom(await runProgram(HALL_SERVER, args()), ...names())).toEqual([]);
  });
});

describe('a device that cannot be reached is named in one sentence with its address', () => {
  it.concurrent.each<[string, () => readonly string[], () => readonly string[]]>([
    ['when the device is unknown', () => ['card-printer', 'status', '--channel', 'tcp:127.0.0.1:9'], () => ['card-printer', 'ticket-printer']],
    ['when the command is unknown', () => ['ticket-printer', 'fly', '--channel', 'tcp:127.0.0.1:9'], () => ['fly', 'status']],
    ['when the address is none', () => ['ticket-printer', 'status', '--channel', 'serail:/dev/ttyUSB0'], () => ['serail']],
    ['when the port is missing', () => ['id-card-reader', 'read', '--channel', 'serial:/dev/ttyNONE?baud=115200', '--timeout', '1'], () => ['/dev/ttyNONE']],
    ['when nobody listens there', () => ['ticket-printer', 'status', '--channel', `tcp:127.0.0.1:${deadPort}`], () => [`tcp:127.0.0.1:${deadPort}`]],
    [
      'when a running terminal has the port',
      () => ['id-card-reader', 'read', '--channel', test.dock.channelOf('id-card-reader'), '--timeout', '1'],
      () => [test.dock.channelOf('id-card-reader')],
    ],
  ])('%s', async (_, args, names) => {
    expect(missingFrom(await runProgram(DEVICE, args()), ...names())).toEqual([]);
  });
});

describe('after all this bad input', () => {
  it('the running hall has lost nothing: the kiosk gives the next ticket', async () => {
    const kiosk = await KioskClient.open(test);
    await kiosk.until('the link is up', ({ link }) => link.state === 'online');
    expect(await kiosk.takeTicket()).toMatchObject({ label: 'M001', offline: false });
    await test.untilAgreed(1);
    kiosk.close();
  });
});

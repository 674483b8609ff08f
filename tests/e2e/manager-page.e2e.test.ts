import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { secureRandom } from '#kernel/random.ts';
import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import { uuidV7 } from '#kernel/uuid-v7.ts';
import { GENESIS_HASH } from '#contracts/sync/operation.ts';
import { startHallServer, type RunningHallServer } from '#hall-server/start.ts';
import { OPERATIONS, type OperationRegistry } from '#hall-server/sync/read-operation.ts';
import { testConfig } from '#hall-server/testing/test-hall.ts';
import { enrol } from '#offline-cache/transport/enrol.ts';
import { connectHall, type HallTransport } from '#offline-cache/transport/hall-client.ts';
import { seriousViolations } from './kit/axe.ts';
import { openBrowser } from './kit/browser.ts';

/** A server that does not know calls for help yet; `upgrade` teaches it while it runs. */
const registry: Record<string, OperationRegistry[string]> = { ...OPERATIONS };
delete registry['help.requested'];
const upgrade = (): void => void (registry['help.requested'] = OPERATIONS['help.requested']!);

let folder: string;
let server: RunningHallServer;
let hall: HallTransport;
let terminalId: string;
let browser: Browser;
let context: BrowserContext;
let page: Page;
/** The bytes the terminal sent. */
let sent: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'yichuang-manage-'));
  [server, browser] = await Promise.all([
    startHallServer({ dataFolder: path.join(folder, 'hall'), port: 0, config: testConfig(), operations: registry }).then(unwrap),
    openBrowser(),
  ]);
  const { code } = await server.createEnrolmentCode({ name: '取号机1', kind: 'kiosk' });
  const { enrolment } = unwrap(await enrol({ serverUrl: server.url, code, terminalName: '取号机1', kind: 'kiosk', clock: realClock }));
  ({ terminalId } = enrolment);
  hall = connectHall(enrolment);
  // The certificate is the hall's own; the terminals pin it, a browser has to be told.
  context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: { width: 1366, height: 768 }, acceptDownloads: true });
  page = await context.newPage();
  page.setDefaultTimeout(15_000);
});

afterAll(async () => {
  await browser?.close();
  await hall?.close();
  await server?.close();
  rmSync(folder, { recursive: true, force: true });
});

const newId = (): string => uuidV7(realClock, secureRandom);
const link = (): string => server.manageLink(10).urls[0]!;

async function sendHelp(): Promise<string> {
  const [logId, requestId] = [newId(), newId()];
  const clock = { bootId: 'boot-1', monotonicMs: realClock.monotonic(), wallMs: Math.round(realClock.now()) };
  const body = JSON.stringify({
    opId: newId(),
    terminalId,
    logId,
    seq: 1,
    prevHash: GENESIS_HASH,
    kind: 'help.requested',
    version: 1,
    aggregate: `help:${requestId}`,
    at: { wallMs: clock.wallMs, bootId: clock.bootId, monotonicMs: clock.monotonicMs, lastServerMs: null, trust: 'trusted' },
    payload: { requestId, screen: 'home' },
  });
  await hall.client.sync.handshake({ logId, head: 1, versions: {}, clock });
  const { parked } = await hall.client.sync.push({ logId, head: 1, clock, operations: [{ seq: 1, hash: createHash('sha256').update(body).digest('hex'), body }] });
  expect(parked).toMatchObject([{ reason: 'unsupported' }]);
  return body;
}

async function audit(): Promise<readonly string[]> {
  const work = await server.services.context.writer.read((seen, round) => {
    if (round === 0) return [];
    return round === 1 ? [{ table: 'audit_entry', keys: Array.from({ length: seen.head.auditSeq }, (_, index) => [index + 1]) }] : null;
  });
  return [...work.table('audit_entry').all()].map(({ action }) => action);
}

describe('the manager’s page', () => {
  it('shows nothing of the hall without a link, and says where one comes from', async () => {
    await page.goto(`${server.url}/manage/`);
    await page.getByText('请从管理员给的链接打开本页').waitFor();
    await page.getByText('hall-server/admin.ts manage-link').waitFor();
    expect(await page.locator('body').innerText()).not.toContain('测试大厅');
    expect(await seriousViolations(page)).toEqual([]);
    const answer = await page.evaluate(async () => (await fetch('/manage/rpc/watch', { method: 'POST', body: '{}', headers: { 'content-type': 'application/json' } })).status);
    expect(answer).toBe(401);
  });

  it('opens by a link that works once and leaves no code in the address', async () => {
    const once = link();
    await page.goto('about:blank');
    await page.goto(once);
    await page.getByText('没有待处理的事').waitFor();
    expect(page.url()).not.toContain('sign-in');
    expect(await page.evaluate('document.cookie')).toBe('');
    const stranger = await browser.newContext({ ignoreHTTPSErrors: true });
    const second = await stranger.newPage();
    await second.goto(once);
    await second.getByText('这个链接已经用过或过期了').waitFor();
    await stranger.close();
  });

  it('shows a record kept aside as it comes in, explained in plain sentences', async () => {
    sent = await sendHelp();
    await page.getByText('记录等待服务器升级').waitFor();
    await page.getByText('「取号机1」送来的记录里有服务器还不认识的，已原样保存。').waitFor();
    await page.getByText('请升级大厅服务器').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('gives it out as a file with the very bytes', async () => {
    const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: '导出', exact: true }).click()]);
    const document = JSON.parse(readFileSync(await download.path(), 'utf8')) as { items: { operation: { body: string; sha256: string }; explanation: object }[] };
    expect(document.items).toHaveLength(1);
    expect(document.items[0]!.operation).toMatchObject({ body: sent, sha256: createHash('sha256').update(sent).digest('hex') });
    await page.getByText('已导出到文件').waitFor();
  });

  it('keeps what somebody handled, with the note, and opens it again', async () => {
    await page.getByRole('button', { name: '已处理', exact: true }).click();
    await page.getByRole('textbox', { name: '处理备注' }).fill('已通知升级');
    await page.keyboard.press('Enter');
    await page.getByText('没有待处理的事').waitFor();
    await page.getByText(/已处理\s*1\s*件/).click();
    await page.getByText('已通知升级').waitFor();
    await page.getByRole('button', { name: '重新打开' }).click();
    await page.getByRole('button', { name: '看过了' }).waitFor();
    expect(await audit()).toContain('attention.marked');
  });

  it('says that it cannot be applied yet while the cause stands, and lets it go when the cause is gone', async () => {
    await page.getByRole('button', { name: '重试', exact: true }).click();
    await page.getByText('暂时还补不上，记录原样保存着').waitFor();
    upgrade();
    await page.getByRole('button', { name: '全部重试' }).click();
    await page.getByText('已补上 1 笔，仍搁置 0 笔').waitFor();
    await page.getByText('没有待处理的事').waitFor();
    expect(await audit()).toEqual(expect.arrayContaining(['manage.signed-in', 'attention.exported', 'parked.replayed']));
  });

  it('shows how the terminal stands, also in English', async () => {
    await page.getByRole('button', { name: '设备与同步' }).click();
    await page.getByRole('row', { name: /取号机1/ }).getByText('在线').waitFor();
    expect(await seriousViolations(page)).toEqual([]);
    await page.getByRole('button', { name: 'English' }).click();
    await page.getByText(/1 terminal.*1 online/).waitFor();
    expect(await page.evaluate('document.documentElement.lang')).toBe('en');
    expect(await seriousViolations(page)).toEqual([]);
  });

  it('is closed by signing out, also for a page that is still open', async () => {
    const other = await context.newPage();
    await other.goto(`${server.url}/manage/`);
    await other.getByText('没有待处理的事').waitFor();
    await page.getByRole('button', { name: 'Sign out' }).click();
    await page.getByText('Signed out').waitFor();
    await other.getByText('请从管理员给的链接打开本页').waitFor();
    expect(await audit()).toContain('manage.signed-out');
  });
});

import { describe, expect, it } from 'vitest';
import { unwrap } from '#kernel/result.ts';
import { parseAdminArguments } from './admin-arguments.ts';

const read = (line: string) => parseAdminArguments(line.split(' ').filter((word) => word !== ''));

describe('the administrator’s command line', () => {
  it.each([
    ['', '缺少命令'],
    ['backup --to /b', '缺少数据文件夹：--data'],
    ['backup --data /d', '缺少备份文件夹：--to'],
    ['restore --data /d', '缺少备份：--from'],
    ['rehearse', '缺少备份：--from'],
    ['restore --from /b', '缺少数据文件夹：--data'],
    ['recover-key --data /d', '缺少终端：--terminal'],
    ['bakcup --data /d', '没有这个命令：bakcup'],
    ['set-day --data /d', '缺少日期'],
    ['set-day 2026-02-30 --data /d', '参数不对：--day'],
    ['verify now --data /d', '多余的参数：now'],
    ['verify --data /d --replace', 'verify 没有 --replace 这个参数'],
    ['backup --data /d --to /b --from /x', 'backup 没有 --from 这个参数'],
    ['verify --data /d --color red', '不认识的参数'],
    ['enrolment-code --data /d --kind kiosk', '参数不对：--name'],
    ['enrolment-code --data /d --name 一号机 --kind printer', '参数不对：--kind'],
    ['enrolment-code --data /d --name 一号机 --kind kiosk --minutes soon', '参数不对：--minutes'],
  ])('refuses “%s” in one sentence', (line, sentence) => {
    const refused = read(line);
    expect(refused).toMatchObject({ ok: false, error: expect.stringMatching(new RegExp(`^${sentence}[^\\n]*$`)) as unknown });
  });

  it('reads what is to be done, with places as they are seen from here', () => {
    expect(unwrap(read('backup --data d --to b --sealed'))).toEqual({
      kind: 'command', data: 'd', recoveryKey: null, command: { command: 'backup', to: `${process.cwd()}/b`, sealed: true },
    });
    expect(unwrap(read('restore --from b --data d --replace --recovery-key k.pem'))).toEqual({
      kind: 'restore', data: 'd', from: `${process.cwd()}/b`, replace: true, recoveryKey: 'k.pem',
    });
    expect(unwrap(read('rehearse --from /b'))).toEqual({ kind: 'rehearse', from: '/b', recoveryKey: null, temporary: undefined });
    expect(unwrap(read('set-day 2026-03-02 --data d'))).toMatchObject({ command: { command: 'set-day', day: '2026-03-02' } });
    expect(unwrap(read('end-recovery --data d'))).toMatchObject({ command: { command: 'end-recovery' } });
  });
});

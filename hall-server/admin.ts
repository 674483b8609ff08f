import { readFileSync } from 'node:fs';
import path from 'node:path';
import { secureRandom } from '#kernel/random.ts';
import { realClock } from '#kernel/real-clock.ts';
import { err, ok, type Result } from '#kernel/result.ts';
import { storeKeyPurpose } from '#contracts/hall/recovery-copy.ts';
import { ADMIN_USAGE, parseAdminArguments, type AdminTask } from './admin/admin-arguments.ts';
import { sayAnswer, sayRehearsed, sayRestored, type Said } from './admin/admin-say.ts';
import { runAdmin } from './admin/run-admin.ts';
import { rehearseRestore } from './backup/rehearse.ts';
import { restoreBackup } from './backup/restore-backup.ts';
import { RECOVERY_PRIVATE_FILE } from './keys/recovery-key.ts';
import { openCopy } from './keys/sealed-copy.ts';

const task = parseAdminArguments(process.argv.slice(2));
if (!task.ok) fail(`${task.error}\n${ADMIN_USAGE}`);
else {
  const said = await work(task.value);
  if (!said.ok) fail(said.error);
  else if (said.value.failed) fail(said.value.lines.join('\n'));
  else process.stdout.write(`${said.value.lines.join('\n')}\n`);
}

async function work(asked: AdminTask): Promise<Result<Said, string>> {
  const moment = { clock: realClock, random: secureRandom };
  switch (asked.kind) {
    case 'help':
      return ok({ lines: [ADMIN_USAGE] });
    case 'restore': {
      const restored = await restoreBackup({ ...asked, ...moment });
      return restored.ok ? ok(sayRestored(restored.value)) : restored;
    }
    case 'rehearse': {
      const rehearsed = await rehearseRestore({ ...asked, ...moment });
      return rehearsed.ok ? ok(sayRehearsed(rehearsed.value)) : rehearsed;
    }
    case 'command': {
      const answer = await runAdmin(asked.data, asked.command);
      if (!answer.ok) return answer;
      if (answer.value.kind !== 'recovery-copy') return ok(sayAnswer(answer.value));
      const file = asked.recoveryKey ?? path.join(asked.data, RECOVERY_PRIVATE_FILE);
      const { terminalId, name, copy } = answer.value;
      const opened = openCopy(textOf(file) ?? '', storeKeyPurpose(terminalId), copy);
      if (!opened.ok) return err(`${file} 打不开终端「${name}」的密钥，请用 --recovery-key 指定大厅恢复私钥 · this key does not open the copy`);
      // Nothing but the key on the first line, so that it can be piped.
      return ok({ lines: [opened.value.toString('base64'), `以上是终端「${name}」的本机数据密钥（base64），只在恢复该终端时使用，用后不要保留`] });
    }
  }
}

function textOf(file: string): string | null {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return null;
  }
}

function fail(text: string): void {
  process.stderr.write(`${text}\n`);
  process.exitCode = 1;
}

import { execFile } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Written once the terminal's own enrolment has succeeded: a code works only once. */
const MARK = 'enrolled';

export function isEnrolled(folder: string): boolean {
  return existsSync(path.join(folder, MARK));
}

/** As hall IT does it at the server. */
export async function issueCode(admin: string, serverFolder: string, name: string, kind: string): Promise<string> {
  const { stdout } = await run(process.execPath, [admin, 'enrolment-code', '--data', serverFolder, '--name', name, '--kind', kind]);
  const code = /YC1-[0-9A-Z-]+/.exec(stdout)?.[0];
  if (!code) throw new Error(`the hall server gave no enrolment code: ${stdout.trim()}`);
  return code;
}

/** As hall IT does it at the terminal. @throws Error with the terminal's own sentence */
export async function enrol(terminal: string, folder: string, server: string, code: string): Promise<void> {
  const args = [terminal, 'enrol', '--data', folder, '--config', path.join(folder, 'terminal.json'), '--server', server, '--code', code];
  await run(process.execPath, args).catch((error: { readonly stderr?: string; readonly message: string }) => {
    throw new Error(error.stderr?.trim() || error.message);
  });
  writeFileSync(path.join(folder, MARK), '');
}

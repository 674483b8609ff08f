import { parseCommandLine, USAGE } from './command-line.ts';
import { startHallServer, type RunningHallServer } from './start.ts';
import { startSentence } from './start-error.ts';

const parsed = parseCommandLine(process.argv.slice(2));
if (!parsed.ok) {
  console.error(`${parsed.error.sentence}\n${USAGE}`);
  process.exit(2);
}
if (parsed.value === 'help') {
  console.log(USAGE);
  process.exit(0);
}

// Before anything is opened, so that a signal at any moment ends cleanly.
const asked = Promise.withResolvers<void>();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => asked.resolve());

const started = await startHallServer({
  ...parsed.value,
  report: (where, text) => console.error(JSON.stringify({ time: Date.now(), level: 'error', where, text })),
});
if (!started.ok) {
  console.error(startSentence(started.error));
  process.exit(1);
}

const server: RunningHallServer = started.value;
// One line for the program that started this one, then lines for people.
console.log(JSON.stringify({ ready: true, url: server.url, spkiSha256: server.spkiSha256, pid: process.pid }));
console.log(`大厅服务器已启动：${server.url} · 接口说明 ${server.url}/api`);
for (const line of server.advice) console.log(line);

void server.services.context.writer.store.lost.then((error) => {
  console.error(`写入磁盘失败，大厅服务器结束，请检查磁盘后重新启动；已确认的数据都在 · writing to the disk failed, the server ends; what was acknowledged is kept: ${error.message}`);
  process.exit(1);
});

await asked.promise;
try {
  await server.close();
} catch (error) {
  console.error(`停止时出错 · fault while stopping: ${String(error)}`);
  process.exit(1);
}
process.exit(0);

import { realClock } from '#kernel/real-clock.ts';
import { unwrap } from '#kernel/result.ts';
import { DEMONSTRATION_CONFIG } from '#hall-server/demonstration/catalogue.ts';
import { startHallServer } from '#hall-server/start.ts';
import type { TerminalRow } from '#hall-server/store/rows.ts';
import { secretHash } from '#hall-server/terminals/enrolment.ts';
import type { DirectBatch, EnrolledTerminal, FromHall, ToHall } from './hall-messages.ts';

/** `hall-process.ts DATA-FOLDER [PORT]`: the real hall server over HTTPS, which also takes batches without the network. */
const server = unwrap(
  await startHallServer({
    dataFolder: process.argv[2]!,
    port: Number(process.argv[3] ?? 0),
    config: { ...DEMONSTRATION_CONFIG, settings: { ...DEMONSTRATION_CONFIG.settings, leaseBlock: 200 } },
    report: (where, text) => console.error(`${where}: ${text}`),
  }),
);
const { services } = server;
const terminals = new Map<string, TerminalRow>();

process.on('message', (message: ToHall) => {
  void work(message).then(
    (answer) => process.send!(answer satisfies FromHall),
    (cause: unknown) => {
      console.error(cause);
      process.exit(1);
    },
  );
});
process.send!({ kind: 'serves', url: server.url, serverKey: server.spkiSha256 } satisfies FromHall);

async function work(message: ToHall): Promise<FromHall> {
  switch (message.kind) {
    case 'enrol': {
      const enrolled: EnrolledTerminal[] = [];
      // oxlint-disable-next-line no-await-in-loop -- each takes the next free series
      for (const name of message.names) enrolled.push(await enrol(name));
      const { businessDay } = (await services.context.writer.store.load([])).head;
      return { kind: 'enrolled', terminals: enrolled, businessDay };
    }
    case 'apply':
      return { kind: 'applied', ms: await apply(message) };
    case 'usage': {
      const { user, system } = process.cpuUsage();
      return { kind: 'usage', cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() };
    }
    case 'close':
      await server.close();
      setImmediate(() => process.disconnect());
      return { kind: 'closed' };
  }
}

async function enrol(name: string): Promise<EnrolledTerminal> {
  const codeHash = secretHash(services.context.writer.newId());
  await services.addEnrolmentCode({ codeHash, name, kind: 'kiosk', validMs: 60_000 });
  const { answer, token } = await services.enrol({ codeHash, terminalName: name, kind: 'kiosk', keyId: 'bench', publicKey: 'AAAA' });
  if (answer.kind !== 'enrolled') throw new Error(answer.kind);
  const { terminal, hallId } = answer;
  terminals.set(terminal.id, terminal);
  return { name, terminalId: terminal.id, hallId, token, ownSeries: terminal.ownSeries! };
}

/** Milliseconds from the first batch to the last commit. */
async function apply({ terminalId, logId, bootId, batches }: DirectBatch): Promise<number> {
  const at = performance.now();
  for (const operations of batches) {
    // oxlint-disable-next-line no-await-in-loop -- as a terminal sends: one after another
    const answer = await services.push(terminals.get(terminalId)!, logId, { bootId, monotonicMs: realClock.monotonic(), wallMs: Math.round(realClock.now()) }, operations);
    if (answer.kind !== 'taken') throw new Error(answer.kind);
  }
  return performance.now() - at;
}


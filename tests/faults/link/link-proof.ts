import path from 'node:path';
import { seededRandom } from '#kernel/random.ts';
import { replayCommand, type ProofOptions, type ProofResult } from '#tests/prove/proof.ts';
import { workFolder } from '../kit/folders.ts';
import { within } from '../processes/deadlines.ts';
import { BUSINESSES, HALL_SERVER, makeHall } from '../processes/hall-place.ts';
import { Life } from '../processes/life.ts';
import { Promises } from '../processes/promises.ts';
import { ServerBooks } from '../processes/server-books.ts';
import type { TerminalLine, TerminalOptions, TerminalOrder } from '../processes/terminal-lines.ts';
import { FaultyProxy, type LineFault } from './faulty-proxy.ts';

const CHILD = path.resolve(import.meta.dirname, '../processes/terminal-child.ts');
const KINDS = ['cut', 'reset', 'half', 'stall', 'delay'] as const;
const STRUCK = 600;
/** Beyond a TLS handshake (about 3 KB down) and many answers. */
const MOST_BYTES = 30_000;
const STUCK_MS = 20_000;
/** The terminal's waiting times pass so many times faster. */
const SPEED = 20;
/** Longer than the terminal waits for an answer, now and then. */
const LONGEST_DELAY_MS = 400;
/** Facts given to the terminal between two faults, at most. */
const MOST_WORDS = 150;
/** Tickets are taken with the first faults; then facts without a number keep the line busy. */
const MOST_TICKETS = 300;

/** A terminal and the hall server as real processes over HTTPS through a line that fails on every connection, `count` times. */
export async function proveLink({ count = STRUCK, seed = 1, say }: ProofOptions): Promise<ProofResult> {
  using place = workFolder('link');
  const random = seededRandom(seed);
  const begun = performance.now();
  const struck: Record<LineFault['kind'], number> = { cut: 0, reset: 0, half: 0, stall: 0, delay: 0 };
  const failures: string[] = [];
  const promises = new Promises();
  let total = 0;
  let broken = false;
  let wordsLeft = MOST_WORDS;
  let lastLink = 'connecting';
  let progress = Promise.withResolvers<void>();
  const faultFor = (): LineFault | null => {
    if (!broken) return null;
    const kind = KINDS[Math.floor(random.next() * KINDS.length)]!;
    // Some among the very first bytes, most where answers are under way.
    const after = random.next() < 0.3 ? Math.floor(Math.exp(random.next() * Math.log(MOST_BYTES + 1)) - 1) : Math.floor(random.next() * MOST_BYTES);
    return { kind, direction: random.next() < 0.5 ? 'up' : 'down', after, for: random.next() * LONGEST_DELAY_MS };
  };
  let proxy: FaultyProxy | undefined;
  const hall = await makeHall(place.folder, 1, async (port) => {
    proxy = new FaultyProxy({ targetPort: port, faultFor, onStruck });
    return `https://127.0.0.1:${await proxy.start()}`;
  });
  const kiosk = hall.kiosks[0]!;
  const options: TerminalOptions = { folder: kiosk.folder, life: 1, businessIds: BUSINESSES, speed: SPEED };
  const heard = new Map<string, () => void>();
  const server = new Life(HALL_SERVER, ['--data', hall.folder, '--config', hall.config, '--port', String(hall.port)], {}, () => {});
  const terminal = new Life(CHILD, [JSON.stringify(options)], {}, (text) => {
    const line = JSON.parse(text) as TerminalLine;
    promises.hear(line);
    if (line.said === 'failed' || line.said === 'refused') failures.push(text);
    if (line.said === 'link') lastLink = line.state;
    if (line.said === 'took' || line.said === 'link') more();
    heard.get(line.said)?.();
  });
  const told = (said: TerminalLine['said']): Promise<void> =>
    within(STUCK_MS, said, new Promise<void>((resolve) => {
      heard.set(said, resolve);
    }));
  const order = (what: TerminalOrder): void => terminal.tell(what);

  /** A line whose fault lies far off needs words to get there; without a line there is no end of them. */
  function more(): void {
    if (!broken || wordsLeft === 0 || lastLink !== 'online') return;
    wordsLeft -= 1;
    order(promises.tickets.size < MOST_TICKETS && wordsLeft % 10 === 0 ? { do: 'take', count: 2 } : { do: 'help' });
  }

  function onStruck({ kind }: LineFault): void {
    struck[kind] += 1;
    total += 1;
    wordsLeft = MOST_WORDS;
    progress.resolve();
    order(promises.tickets.size < MOST_TICKETS ? { do: 'take', count: 1 } : { do: 'help' });
  }

  try {
    await told('ready');
    broken = true;
    proxy!.cutAll();
    for (const done = () => total >= count; !done(); ) {
      progress = Promise.withResolvers();
      more();
      // oxlint-disable-next-line no-await-in-loop -- one fault after another
      await within(STUCK_MS, `the next fault after ${total}`, progress.promise).catch((error: unknown) => {
        throw new Error(`the terminal no longer tries, its link is ${lastLink}, ${wordsLeft} facts could still be given`, { cause: error });
      });
      if (total % 100 === 0) say(`${total} of ${count} faults, ${promises.tickets.size} tickets`);
    }
    broken = false;
    proxy!.cutAll();
    const healedAt = performance.now();
    order({ do: 'settle' });
    await told('settled');
    say(`converged ${Math.round(performance.now() - healedAt)} ms after the line was good again`);
    order({ do: 'end' });
    await within(STUCK_MS, 'the terminal ends', terminal.death);
    server.kill('SIGTERM');
    await within(STUCK_MS, 'the server ends', server.death);
    using books = new ServerBooks(hall.folder);
    failures.push(...books.faults(), ...promises.doubled(), ...books.missing(promises), ...books.brokenWord(kiosk.terminalId, promises));
    if (promises.logs.size !== 1) failures.push('the terminal had to begin a new log');
  } catch (error) {
    failures.push(error instanceof Error ? error.message : String(error));
  } finally {
    terminal.kill();
    server.kill('SIGKILL');
    await proxy?.stop();
  }
  return {
    ok: failures.length === 0,
    figures: [
      { name: 'connections that failed', value: Object.entries(struck).map(([kind, times]) => `${times} ${kind}`).join(', ') },
      { name: 'tickets promised to people and found', value: String(promises.tickets.size) },
      { name: 'numbers bound by the server and found', value: String(promises.bound.size) },
      { name: 'operations applied, once each', value: String([...promises.applied.values()].reduce((sum, seq) => sum + seq, 0)) },
      { name: 'duration', value: `${((performance.now() - begun) / 1_000).toFixed(0)} s` },
    ],
    failures: failures.length === 0 ? [] : [[`line of seed ${seed}:`, ...failures.map((one) => `  ${one}`), replayCommand('broken-lines', seed, count)].join('\n')],
  };
}

import { fork } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { BENCHES, type Bench } from './benches.ts';
import { formatTable } from './kit/table.ts';
import type { BenchRow } from './row.ts';

const USAGE = `用法 (usage)：npm run bench -- [--only 名称] [--samples N] [--json 文件]
  --only      只运行一项 (only one of)：${BENCHES.map(({ name }) => name).join('、')}
  --samples   每个数字的样本数，默认各项自定 (samples per figure, where a bench counts them)
  --json      结果另存为 JSON (write the results as JSON)`;

/** Programs that wanted a processor in the minute before the start: their work falls on every figure. */
const LOAD_BEFORE = os.loadavg()[0]!;
/** Above this share of the processors the figures are said to be those of a busy machine. */
const BUSY_SHARE = 0.3;

interface Wanted {
  readonly benches: readonly Bench[];
  readonly samples: number | null;
  readonly json: string | null;
}

interface Finished {
  readonly name: string;
  readonly title: string;
  readonly rows: readonly BenchRow[];
}

async function main(): Promise<number> {
  const wanted = readArguments();
  if (!wanted) {
    console.error(USAGE);
    return 2;
  }
  const finished: Finished[] = [];
  let broken = 0;
  for (const { name, title } of wanted.benches) {
    console.error(`${name}: ${title} …`);
    try {
      // oxlint-disable-next-line no-await-in-loop -- two benches at once would measure each other
      finished.push({ name, title, rows: await runApart(name, wanted.samples) });
    } catch (error) {
      broken += 1;
      console.error(`${name} 没有完成 (did not finish)：${(error as Error).message}`);
    }
  }
  const rows = finished.flatMap((bench) => bench.rows);
  if (rows.length > 0) console.log(`\n${formatTable(rows)}\n\n${conclusion(rows)}${busy()}`);
  if (wanted.json !== null) writeFileSync(wanted.json, `${JSON.stringify({ machine: machine(), benches: finished }, null, 2)}\n`);
  // A missed goal is a result; a bench that broke is not.
  return broken === 0 ? 0 : 1;
}

function readArguments(): Wanted | null {
  try {
    const { values } = parseArgs({ options: { only: { type: 'string' }, samples: { type: 'string' }, json: { type: 'string' } } });
    const benches = BENCHES.filter(({ name }) => values.only === undefined || name === values.only);
    const samples = values.samples === undefined ? null : Number(values.samples);
    if (benches.length === 0 || (samples !== null && (!Number.isInteger(samples) || samples < 1))) return null;
    return { benches, samples, json: values.json ?? null };
  } catch {
    return null;
  }
}

/** In a process of its own, so that no bench finds memory, compilers or files warmed by another. */
function runApart(name: string, samples: number | null): Promise<readonly BenchRow[]> {
  return new Promise((resolve, reject) => {
    const args = samples === null ? [name] : [name, String(samples)];
    const child = fork(path.join(import.meta.dirname, 'run-one.ts'), args, { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    let rows: readonly BenchRow[] | null = null;
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (said += text));
    child.on('message', (message) => (rows = message as readonly BenchRow[]));
    child.once('error', reject);
    child.once('close', (code) => {
      if (rows && code === 0) resolve(rows);
      else reject(new Error(said.trim() || `exit ${code}`));
    });
  });
}

function conclusion(rows: readonly BenchRow[]): string {
  const judged = rows.filter(({ met }) => met !== undefined);
  const missed = judged.filter(({ met }) => !met);
  const list = missed.map(({ name, goal }) => `  ${name.trim()} (${goal})`);
  return [`${judged.length - missed.length} of ${judged.length} goals met${missed.length > 0 ? ', missed:' : ''}`, ...list].join('\n');
}

function busy(): string {
  if (LOAD_BEFORE <= BUSY_SHARE * os.cpus().length) return '';
  return `\nOther programs were at work on this machine (load ${LOAD_BEFORE.toFixed(1)} on ${os.cpus().length} processors before the start): every p99 contains them.`;
}

function machine() {
  return {
    processors: os.cpus().length,
    model: os.cpus()[0]?.model ?? '',
    memoryGiB: Math.round(os.totalmem() / 2 ** 30),
    system: osName(),
    kernel: os.release(),
    node: process.version,
    measuredAt: new Date().toISOString(),
    loadBefore: LOAD_BEFORE,
  };
}

function osName(): string {
  try {
    return /^PRETTY_NAME="(.*)"$/m.exec(readFileSync('/etc/os-release', 'utf8'))?.[1] ?? os.type();
  } catch {
    return os.type();
  }
}

process.exit(await main());

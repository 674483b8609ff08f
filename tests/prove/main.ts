import { fork } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { readArguments, type Wanted } from './arguments.ts';
import type { Proof, ProofResult } from './proof.ts';
import { PROOFS } from './proofs.ts';
import { formatOutcomes, type Outcome } from './outcomes.ts';
import type { FromProof } from './run-one.ts';

const USAGE = `用法 (usage)：npm run prove -- [名称…] [--only 名称] [--count N] [--seed S] [--json 文件] [--trace]
  名称 (names)  ${PROOFS.map(({ name }) => name).join('、')}；不写则全部运行 (all when none is given)
  --count       轮数，默认各项自定的长跑 (cycles; each proof's own long form when missing)
  --seed        第一轮的种子：同一种子，同样的故障 (seed of the first cycle: the same seed, the same faults)
  --json        结果另存为 JSON (write the results as JSON)
  --trace       逐步说明第一轮发生了什么 (say step by step what happened in the first cycle, where the proof can)`;

/** Exit codes: 0 everything held, 1 something did not hold or did not finish, 2 the command cannot be understood. */
async function main(): Promise<0 | 1 | 2> {
  const wanted = readArguments(process.argv.slice(2), PROOFS);
  if (!wanted.ok) {
    console.error(`${wanted.error}\n${USAGE}`);
    return 2;
  }
  const outcomes: Outcome[] = [];
  for (const proof of wanted.value.proofs) {
    console.error(`${proof.name}: ${proof.title} …`);
    const begun = performance.now();
    // oxlint-disable-next-line no-await-in-loop -- proofs kill processes and count time: one after another
    const result = await runApart(proof, wanted.value);
    outcomes.push({ ...result, name: proof.name, title: proof.title, seconds: (performance.now() - begun) / 1_000 });
    for (const failure of result.failures) console.error(failure);
  }
  console.log(`\n${formatOutcomes(outcomes)}`);
  const { json } = wanted.value;
  if (json !== null) writeFileSync(json, `${JSON.stringify({ measuredAt: new Date().toISOString(), processors: os.cpus().length, proofs: outcomes }, null, 2)}\n`);
  return outcomes.every(({ ok }) => ok) ? 0 : 1;
}

/** In a process of its own: a proof that dies fails alone. */
function runApart(proof: Proof, { count, seed, trace }: Wanted): Promise<ProofResult> {
  return new Promise((resolve) => {
    const options = JSON.stringify({ ...(count !== null && { count }), ...(seed !== null && { seed }), ...(trace && { trace }) });
    const child = fork(path.join(import.meta.dirname, 'run-one.ts'), [proof.name, options], { stdio: ['ignore', 'inherit', 'pipe', 'ipc'] });
    let result: ProofResult | null = null;
    let said = '';
    child.stderr!.setEncoding('utf8').on('data', (text: string) => (said = `${said}${text}`.slice(-20_000)));
    child.on('message', (message: FromProof) => {
      if (message.kind === 'say') console.error(`  ${message.line}`);
      else result = message.result;
    });
    const broken = (why: string): void => resolve({ ok: false, figures: [], failures: [`${proof.name} 没有完成 (did not finish)：${why}`] });
    child.once('error', (error) => broken(error.message));
    child.once('close', (code, signal) => {
      if (result && code === 0) resolve(result);
      else broken(said.trim() || `exit ${code ?? signal}`);
    });
  });
}

process.exit(await main());

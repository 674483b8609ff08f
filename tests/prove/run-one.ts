import type { ProofResult } from './proof.ts';
import { PROOFS } from './proofs.ts';

/** What this process tells the one that waits for it. */
export type FromProof = { readonly kind: 'say'; readonly line: string } | { readonly kind: 'result'; readonly result: ProofResult };

/** `run-one.ts NAME {"count":…,"seed":…}`: one proof in this process; its result to the parent, or as JSON on standard output. */
const [name, options = '{}'] = process.argv.slice(2);
const proof = PROOFS.find((each) => each.name === name);
if (!proof) throw new Error(`no proof ${name}`);
const tell = (message: FromProof): Promise<void> =>
  new Promise((resolve) => {
    if (process.send) process.send(message, undefined, undefined, () => resolve());
    else {
      console.log(message.kind === 'say' ? message.line : JSON.stringify(message.result, null, 2));
      resolve();
    }
  });
const result = await proof.run({ ...(JSON.parse(options) as object), say: (line) => void tell({ kind: 'say', line }) });
await tell({ kind: 'result', result });
process.exit(0);

import { BENCHES } from './benches.ts';

/** `run-one.ts NAME [samples]`: one bench in this process; its rows as JSON to the parent. */
const [name, samples] = process.argv.slice(2);
const bench = BENCHES.find((each) => each.name === name);
if (!bench) throw new Error(`no bench ${name}`);
const rows = await bench.run(samples === undefined ? undefined : Number(samples));
if (process.send) process.send(rows, undefined, undefined, () => process.exit(0));
else {
  console.log(JSON.stringify(rows, null, 2));
  process.exit(0);
}

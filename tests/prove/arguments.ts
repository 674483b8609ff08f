import { parseArgs } from 'node:util';
import { err, ok, type Result } from '#kernel/result.ts';
import type { Proof } from './proof.ts';

export interface Wanted {
  readonly proofs: readonly Proof[];
  readonly count: number | null;
  readonly seed: number | null;
  readonly json: string | null;
  readonly trace: boolean;
}

/** Reads `[NAME…] [--only NAME] [--count N] [--seed S] [--json FILE] [--trace]`; an error is one sentence. */
export function readArguments(args: readonly string[], all: readonly Proof[]): Result<Wanted, string> {
  let given;
  try {
    given = parseArgs({
      args: [...args],
      allowPositionals: true,
      options: { only: { type: 'string', multiple: true }, count: { type: 'string' }, seed: { type: 'string' }, json: { type: 'string' }, trace: { type: 'boolean' } },
    });
  } catch (error) {
    return err((error as Error).message.split('\n')[0]!);
  }
  const { values, positionals } = given;
  const names = [...positionals, ...(values.only ?? [])];
  const strange = names.find((name) => !all.some((proof) => proof.name === name));
  if (strange !== undefined) return err(`没有这项证明 (no such proof)：${strange}`);
  const count = wholeNumber(values.count, 1);
  if (count === 'strange') return err(`--count 应为正整数 (a positive whole number)：${values.count}`);
  const seed = wholeNumber(values.seed, 0);
  if (seed === 'strange') return err(`--seed 应为非负整数 (a whole number from 0)：${values.seed}`);
  return ok({ proofs: names.length === 0 ? all : all.filter(({ name }) => names.includes(name)), count, seed, json: values.json ?? null, trace: values.trace ?? false });
}

function wholeNumber(text: string | undefined, least: number): number | null | 'strange' {
  if (text === undefined) return null;
  const value = /^\d+$/.test(text) ? Number(text) : Number.NaN;
  return Number.isSafeInteger(value) && value >= least ? value : 'strange';
}

import { z } from 'zod';
import { businessDay, series } from '#contracts/schemas.ts';
import type { ParkedRow } from '../store/rows.ts';

export interface NumberSeen {
  readonly businessDay: string;
  readonly series: string;
  readonly number: number;
}

const numberSeen = z.object({ businessDay, series, number: z.number().int().positive() });

/**
 * The numbers that parked facts speak of, wherever they stand in them: who wrote a fact this server cannot read yet may have given a
 * number to somebody all the same.
 */
export function numbersInParked(rows: Iterable<Pick<ParkedRow, 'body'>>): NumberSeen[] {
  return [...rows].flatMap(({ body }) => numbersIn(parsed(body)));
}

function numbersIn(value: unknown): NumberSeen[] {
  if (typeof value !== 'object' || value === null) return [];
  const here = numberSeen.safeParse(value);
  return [...(here.success ? [here.data] : []), ...Object.values(value).flatMap(numbersIn)];
}

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

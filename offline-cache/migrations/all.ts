import { firstSchema } from './0001-first-schema.ts';
import type { Migration } from './migration.ts';

/** In order. */
export const MIGRATIONS: readonly Migration[] = [firstSchema];

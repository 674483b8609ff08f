import { firstSchema } from './0001-first-schema.ts';
import { filesSchema } from './0002-files.ts';
import type { Migration } from './migration.ts';

/** In order. */
export const MIGRATIONS: readonly Migration[] = [firstSchema, filesSchema];

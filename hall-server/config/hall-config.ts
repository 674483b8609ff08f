import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { err, ok, type Result } from '#kernel/result.ts';
import type { ServiceWindow } from '#domain/hall/business.ts';
import { business, hall, id, place } from '#contracts/schemas.ts';
import { isTimeZone } from '../numbers/business-day.ts';
import { DEFAULT_SETTINGS, type BackupPlan, type HallSettings } from '../settings.ts';
import type { Catalogue } from '../catalogue/configure.ts';

/** What a configuration file says. */
export interface HallConfig {
  readonly catalogue: Catalogue;
  readonly settings: HallSettings;
  /** The hall's own key and certificate (PEM files); null: the ones made at first start. */
  readonly tls: { readonly key: string; readonly certificate: string } | null;
  /** Backups the server makes by itself. */
  readonly backup?: BackupPlan | null;
}

export type ConfigError =
  | { readonly kind: 'config-unreadable'; readonly where: string; readonly detail: string }
  /** `at`: where in the file, e.g. `businesses.2.series`. */
  | { readonly kind: 'config-invalid'; readonly where: string; readonly at: string; readonly detail: string };

const windowEntry: z.ZodType<Omit<ServiceWindow, 'state'>> = z.strictObject({
  id,
  label: z.string().min(1).max(10),
  place,
  direction: z.string().max(20),
  businessIds: z.array(id).max(200),
});

const hallConfig = z.strictObject({
  hall,
  businesses: z.array(business).max(500),
  windows: z.array(windowEntry).max(500),
  settings: z
    .strictObject({
      dayStart: z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, '要写成 HH:MM · HH:MM wanted').optional(),
      leaseBlock: z.number().int().min(5).max(200).optional(),
      safeRetentionHours: z.number().min(0).max(24 * 365).optional(),
    })
    .optional(),
  tls: z.strictObject({ key: z.string().min(1), certificate: z.string().min(1) }).optional(),
  backup: z
    .strictObject({
      to: z.string().min(1),
      everyMinutes: z.number().int().min(5).max(7 * 24 * 60),
      keep: z.number().int().min(2).max(1000).default(14),
      sealed: z.boolean().default(false),
      acceptSameDisk: z.boolean().default(false),
    })
    .optional(),
});

/** Reads and checks a configuration file (JSON, UTF-8). */
export function readConfig(where: string): Result<HallConfig, ConfigError> {
  let json: unknown;
  try {
    json = JSON.parse(readFileSync(where, 'utf8').replace(/^\uFEFF/, ''));
  } catch (error) {
    return err({ kind: 'config-unreadable', where, detail: error instanceof Error ? error.message : String(error) });
  }
  return parseConfig(json, where);
}

export function parseConfig(json: unknown, where: string): Result<HallConfig, ConfigError> {
  const parsed = hallConfig.safeParse(json);
  const invalid = (at: string, detail: string): Result<never, ConfigError> => err({ kind: 'config-invalid', where, at, detail });
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    return invalid(issue?.path.join('.') ?? '', issue?.message ?? 'invalid');
  }
  const { businesses, windows, settings, tls, backup } = parsed.data;
  const fault = repeated('businesses', businesses, ({ id: one }) => one) ?? repeated('businesses', businesses, ({ series }) => series) ?? repeated('windows', windows, ({ id: one }) => one);
  if (fault) return invalid(fault.at, fault.detail);
  if (!isTimeZone(parsed.data.hall.timeZone)) return invalid('hall.timeZone', parsed.data.hall.timeZone);
  const known = new Set(businesses.map(({ id: one }) => one));
  for (const [index, window] of windows.entries()) {
    const unknown = window.businessIds.find((one) => !known.has(one));
    if (unknown !== undefined) return invalid(`windows.${index}.businessIds`, `没有这个业务 · no such business: ${unknown}`);
  }
  return ok({
    catalogue: { hall: parsed.data.hall, businesses, windows },
    settings: {
      dayStartMinutes: settings?.dayStart === undefined ? DEFAULT_SETTINGS.dayStartMinutes : minutesOf(settings.dayStart),
      leaseBlock: settings?.leaseBlock ?? DEFAULT_SETTINGS.leaseBlock,
      safeRetentionMs: backup ? Number.POSITIVE_INFINITY : retentionMs(settings?.safeRetentionHours),
    },
    tls: tls ?? null,
    backup: backup ?? null,
  });
}

function retentionMs(hours: number | undefined): number {
  return hours === undefined ? DEFAULT_SETTINGS.safeRetentionMs : hours * 3_600_000;
}

function repeated<Item>(list: string, items: readonly Item[], of: (item: Item) => string): { readonly at: string; readonly detail: string } | null {
  const seen = new Set<string>();
  for (const [index, item] of items.entries()) {
    if (seen.has(of(item))) return { at: `${list}.${index}`, detail: `重复 · repeated: ${of(item)}` };
    seen.add(of(item));
  }
  return null;
}

function minutesOf(time: string): number {
  const [hours, minutes] = time.split(':').map(Number);
  return hours! * 60 + minutes!;
}

import type { HallConfig } from '#hall-server/config/hall-config.ts';
import { DEFAULT_SETTINGS } from '#hall-server/settings.ts';
import { testBusiness, testConfig, testPerson } from '#hall-server/testing/test-hall.ts';
import { OPERATIONS, type OperationRegistry } from '#hall-server/sync/read-operation.ts';
import { operationPayloads } from '#contracts/sync/operation.ts';

/** A business whose tickets a server before the upgrade cannot read. */
export const NEW_BUSINESS = 'new-kind';
/** Help asked from this screen can never be read by any server: a fact that stays parked. */
export const POISON_SCREEN = 'poison';

export const BUSINESSES = [testBusiness('social', 'A'), testBusiness('tax', 'B'), testBusiness(NEW_BUSINESS, 'C')];
export const WINDOWS = ['w1', 'w2', 'w3'] as const;
export const PERSONS = Array.from({ length: 12 }, (_, index) => testPerson(`citizen ${index}`));

/** `safe` lags by this while backups are younger. */
export const SAFE_RETENTION_MS = 240_000;
/** A backup put back is at most so old. */
export const OLDEST_BACKUP_MS = 180_000;

export function hallConfig(leaseBlock: number): HallConfig {
  const config = testConfig({ businesses: BUSINESSES });
  return { ...config, settings: { ...DEFAULT_SETTINGS, leaseBlock, safeRetentionMs: SAFE_RETENTION_MS } };
}

/** The newest server: reads everything but what nobody ever can. */
export const NEWEST: OperationRegistry = {
  ...OPERATIONS,
  'help.requested': {
    newest: OPERATIONS['help.requested']!.newest,
    read: (payload) => operationPayloads['help.requested'].refine(({ screen }) => !screen.startsWith(POISON_SCREEN), 'cannot be read').safeParse(payload),
  },
};

/** A server of the version before: it misses one kind and cannot read tickets of the new business. */
export function beforeUpgrade(missing: 'help.requested' | 'ticket.paper' | null): OperationRegistry {
  const older = Object.fromEntries(Object.entries(NEWEST).filter(([kind]) => kind !== missing));
  return {
    ...older,
    'ticket.issued': {
      newest: OPERATIONS['ticket.issued']!.newest,
      read: (payload) => operationPayloads['ticket.issued'].refine(({ businessId }) => businessId !== NEW_BUSINESS, 'not known').safeParse(payload),
    },
  };
}

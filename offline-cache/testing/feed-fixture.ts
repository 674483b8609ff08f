import type { FeedEntity, FeedEntry, PublicTicket } from '#contracts/sync/feed.ts';
import { EXAMPLE_DAY } from './store-fixture.ts';

export const INCARNATION = '01900000-0000-7000-8000-00000000000a';
export const OTHER_INCARNATION = '01900000-0000-7000-8000-00000000000b';

export function exampleEntry(revision: number, entity: FeedEntity, id: string, value: unknown, change: Partial<FeedEntry> = {}): FeedEntry {
  return { revision, entity, id, scopeBefore: ['hall'], scopeAfter: ['hall'], value, ...change };
}

export function exampleHall(revision: number): FeedEntry {
  return exampleEntry(revision, 'hall', 'hall-1', {
    id: 'hall-1',
    name: '示范市政务服务大厅',
    nameEn: 'Demonstration Government Service Hall',
    timeZone: 'Asia/Shanghai',
    missedRule: '过号请到导办台',
    privacyLine: '号票不含姓名和证件号',
    helpPlace: '导办台',
  });
}

export function examplePublicTicket(id: string, change: Partial<PublicTicket> = {}): PublicTicket {
  return {
    id,
    businessId: 'social-security',
    number: { businessDay: EXAMPLE_DAY, series: 'A', number: 8, origin: 'bound' },
    state: 'waiting',
    windowId: null,
    offline: false,
    waitingSinceMs: 0,
    calledAtMs: null,
    calls: 0,
    ...change,
  };
}

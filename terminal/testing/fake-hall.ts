import type { Business, Hall, ServiceWindow } from '#domain/hall/business.ts';
import type { PublicTicket } from '#contracts/sync/feed.ts';
import type { Replica } from '#offline-cache/store-api.ts';
import type { HallClient, HallLink } from '../hall/hall-link.ts';

export const hall: Hall = {
  id: 'hall-1',
  name: '示范市政务服务中心',
  nameEn: 'Model City Government Service Centre',
  timeZone: 'Asia/Shanghai',
  missedRule: '过号后请到导办台重新排队',
  privacyLine: '号票不含个人信息',
  helpPlace: '大厅入口导办台',
};

export function business(change: Partial<Business> = {}): Business {
  return {
    id: 'social-security',
    name: '社保参保登记',
    nameEn: 'Social insurance enrolment',
    group: '社会保障',
    groupEn: 'Social security',
    series: 'A',
    place: { floor: '一层', zone: 'A 区' },
    realName: 'optional',
    minutesPerTicket: 6,
    keywords: ['社保'],
    bring: '',
    issuing: { kind: 'open' },
    ...change,
  };
}

export function serviceWindow(change: Partial<ServiceWindow> = {}): ServiceWindow {
  return {
    id: 'w3',
    label: '3',
    place: { floor: '一层', zone: 'A 区' },
    direction: '左转',
    businessIds: ['social-security'],
    state: 'open',
    ...change,
  };
}

export function publicTicket(change: Partial<PublicTicket> = {}): PublicTicket {
  return {
    id: '01900000-0000-7000-8000-0000000000f1',
    businessId: 'social-security',
    number: { businessDay: '2026-03-02', series: 'A', number: 7, origin: 'bound' },
    state: 'waiting',
    windowId: null,
    offline: false,
    waitingSinceMs: Date.UTC(2026, 2, 2, 2, 0),
    calledAtMs: null,
    calls: 0,
    ...change,
  };
}

type Bind = HallClient['tickets']['bindNumber'];

/** A hall as a terminal sees it, with everything in the test's hands. */
export class FakeHall implements HallLink {
  state: HallLink['state'] = 'online';
  pending = 0;
  upload: HallLink['upload'] = { state: 'none', of: 0 };
  concerns: HallLink['concerns'] = { parked: 0, heldBack: null, files: 0 };
  replica: Replica = {
    cursor: null,
    hall,
    businesses: [business()],
    windows: [serviceWindow()],
    tickets: [],
    waiting: [],
    help: [],
    asOfMs: Date.UTC(2026, 2, 2, 2, 20),
    businessDay: '2026-03-02',
  };
  time = { nowMs: Date.UTC(2026, 2, 2, 2, 20), trusted: true };
  pokes = 0;
  readonly bindRequests: Parameters<Bind>[0][] = [];
  /** What the server answers; replace it to be slow, refuse or fail. */
  answerBind: (request: Parameters<Bind>[0]) => Promise<Awaited<ReturnType<Bind>>> = (request) =>
    Promise.resolve({
      kind: 'bound',
      number: { businessDay: '2026-03-02', series: 'A', number: this.bindRequests.indexOf(request) + 8, origin: 'bound' },
      ahead: 3,
      estimate: { fromMinutes: 14, toMinutes: 24 },
      serverMs: this.time.nowMs,
    });
  readonly #listeners = new Set<() => void>();

  get calls(): HallClient {
    return {
      tickets: {
        bindNumber: (request: Parameters<Bind>[0]) => {
          this.bindRequests.push(request);
          return this.answerBind(request);
        },
      },
    } as unknown as HallClient;
  }

  onChange(changed: () => void): () => void {
    this.#listeners.add(changed);
    return () => this.#listeners.delete(changed);
  }

  poke(): void {
    this.pokes += 1;
  }

  change(replica: Partial<Replica>): void {
    this.replica = { ...this.replica, ...replica };
    for (const listener of this.#listeners) listener();
  }
}

import { describe, expect, it } from 'vitest';
import { FakeHall, publicTicket, serviceWindow } from '../testing/fake-hall.ts';
import { boardView } from './board-view.ts';

describe('the hall board', () => {
  it('makes a recall another call of the same number, at its own time', () => {
    const hall = new FakeHall();
    const called = publicTicket({ state: 'called', windowId: 'w3', calledAtMs: 1_000, calls: 1 });
    hall.change({ tickets: [called] });
    const first = boardView(hall)!.calls[0]!;
    hall.change({ tickets: [{ ...called, calls: 2, calledAtMs: 2_000 }] });
    const second = boardView(hall)!.calls[0]!;
    expect(second).toMatchObject({ label: first.label, windowLabel: '3', calledAtMs: 2_000 });
    expect(second.key).not.toBe(first.key);
  });

  it('names an open window that takes the same in place of a paused one, and none for a window that takes nothing', () => {
    const hall = new FakeHall();
    hall.change({
      windows: [
        serviceWindow({ state: 'paused' }),
        serviceWindow({ id: 'w4', label: '4' }),
        serviceWindow({ id: 'w5', label: '5', state: 'closed', businessIds: [] }),
      ],
    });
    expect(boardView(hall)!.windows.map(({ label, insteadLabel }) => [label, insteadLabel])).toEqual([
      ['3', '4'],
      ['4', null],
      ['5', null],
    ]);
  });

  it('counts only those who wait', () => {
    const hall = new FakeHall();
    hall.change({ tickets: [publicTicket(), publicTicket({ id: '01900000-0000-7000-8000-0000000000f2', state: 'missed' })] });
    expect(boardView(hall)!.waiting).toEqual([{ businessName: '社保参保登记', count: 1 }]);
  });
});

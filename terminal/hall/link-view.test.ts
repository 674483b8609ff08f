import { expect, it } from 'vitest';
import { FakeHall } from '../testing/fake-hall.ts';
import { linkView } from './link-view.ts';

it('never says in one breath that the network is down and that facts are being uploaded', () => {
  const hall = new FakeHall();
  hall.state = 'offline';
  const shown = (state: FakeHall['upload']['state']) => {
    hall.upload = { state, of: 3 };
    return linkView(hall).state;
  };
  expect([shown('none'), shown('stored'), shown('draining'), shown('done')]).toEqual(['offline', 'offline', 'connecting', 'connecting']);
});

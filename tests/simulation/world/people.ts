import { BUSINESSES, PERSONS, POISON_SCREEN } from './catalogue.ts';
import type { Kiosk } from './kiosk.ts';
import type { World } from './world.ts';

/** People come to every kiosk, and clerks work, until the active time is over. */
export function letPeopleCome(world: World): void {
  const { parts, plan } = world;
  for (const [index, kiosk] of world.kiosks.entries()) peopleAt(world, kiosk, index);
  const chance = parts.chance.of('staff pauses');
  const work = (): void => {
    parts.time.after(chance.between(2_000, 15_000), () => {
      if (parts.time.now > plan.activeMs) return;
      void world.staff.act();
      work();
    });
  };
  work();
}

/** People who come to one kiosk, one after another. */
export function peopleAt({ parts, plan }: World, kiosk: Kiosk, index: number): void {
  const chance = parts.chance.of(`arrivals ${index}`);
  let count = 0;
  const next = (): void => {
    parts.time.after(chance.between(0, 2 * plan.pauseMs), () => {
      if (parts.time.now > plan.activeMs) return;
      const dice = chance.random.next();
      const name = `${index + 1}-${(count += 1)}`;
      if (dice < 0.78) {
        const person = chance.happens(0.5) ? chance.one(PERSONS) : null;
        void kiosk.tap({ tapId: `tap-${name}`, business: chance.one(BUSINESSES), person, twice: chance.happens(0.1) });
      } else if (dice < 0.9) {
        void kiosk.reprint();
      } else {
        void kiosk.help(`${chance.happens(0.25) ? POISON_SCREEN : 'home'} ${name}`);
      }
      next();
    });
  };
  next();
}

import { expectTypeOf, it } from 'vitest';
import type { InputFault as DomainFault } from '#domain/identity/input-fault.ts';
import type { InputFault } from './kiosk-contract.ts';

it('the kiosk contract and the identity rules know the same faults of a typed number', () => {
  expectTypeOf<DomainFault>().toEqualTypeOf<InputFault>();
});

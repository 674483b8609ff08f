import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { FLOORS, floorOf, isPure, objectionTo, ROOT, type Floor } from './floors.ts';

const at = (...parts: readonly string[]): string => path.join(ROOT, ...parts);

describe('the floors of the house', () => {
  it('have no circle: whoever is imported never imports back', () => {
    const seen: Floor[] = [];
    const walk = (floor: Floor, above: readonly Floor[]): void => {
      expect(above, [...above, floor].join(' → ')).not.toContain(floor);
      seen.push(floor);
      for (const below of FLOORS[floor]) walk(below, [...above, floor]);
    };
    for (const floor of Object.keys(FLOORS)) walk(floor as Floor, []);
    expect(new Set(seen).size).toBe(Object.keys(FLOORS).length);
  });

  it('are found from a file by its top folder', () => {
    expect(floorOf(at('drivers', 'ports', 'serial.ts'))).toBe('drivers');
    expect(floorOf(at('vitest.config.ts'))).toBeUndefined();
    expect(floorOf(at('docs', 'x.ts'))).toBeUndefined();
    expect(floorOf(path.resolve(ROOT, '..', 'kernel', 'x.ts'))).toBeUndefined();
  });
});

describe('an import', () => {
  it.each([
    ['kernel/a.ts', './b.ts'],
    ['domain/tickets/a.ts', '#kernel/result.ts'],
    ['domain/tickets/a.ts', '../numbers/b.ts'],
    ['drivers/id-card-reader/device.ts', 'node:fs'],
    ['drivers/id-card-reader/device.ts', 'usb'],
    ['terminal/main.ts', '#offline-cache/client.ts'],
    ['renderer/kiosk/app.tsx', 'react/jsx-runtime'],
    ['renderer/vite.config.ts', 'node:path'],
    ['renderer/kiosk/app.test.tsx', 'node:fs'],
    ['tests/e2e/a.test.ts', '#terminal/main.ts'],
  ])('from %s may reach %s', (file, specifier) => {
    expect(objectionTo(at(file), specifier)).toBeUndefined();
  });

  it.each([
    ['kernel/a.ts', '#domain/b.ts'],
    ['kernel/a.ts', '../domain/b.ts'],
    ['kernel/a.ts', 'node:crypto'],
    ['domain/a.ts', '#contracts/b.ts'],
    ['domain/deep/er/a.ts', '../../../drivers/b.ts'],
    ['contracts/a.ts', '#terminal/b.ts'],
    ['drivers/a.ts', '#offline-cache/b.ts'],
    ['drivers/a.ts', '#domain/b.ts'],
    ['offline-cache/a.ts', '#drivers/b.ts'],
    ['terminal/a.ts', '#hall-server/b.ts'],
    ['hall-server/a.ts', '#terminal/b.ts'],
    ['hall-server/a.test.ts', '#terminal/b.ts'],
    ['renderer/a.tsx', '#drivers/b.ts'],
    ['renderer/a.tsx', 'node:fs'],
    ['renderer/a.tsx', 'electron'],
    ['terminal/a.ts', 'serialport'],
    ['hall-server/a.ts', 'react-dom/server'],
    ['terminal/a.ts', '../tests/b.ts'],
  ])('from %s may not reach %s', (file, specifier) => {
    expect(objectionTo(at(file), specifier)).toMatch(/may|belongs/);
  });
});

describe('purity', () => {
  it('holds for rules, contracts and codecs', () => {
    for (const file of ['kernel/bytes.ts', 'domain/a/b.ts', 'contracts/a.ts', 'drivers/id-card-reader/frame.ts', 'drivers/x/messages.ts']) {
      expect(isPure(at(file)), file).toBe(true);
    }
  });

  it('does not hold for the clock itself, for tests and for what talks to devices', () => {
    for (const file of ['kernel/real-clock.ts', 'domain/a.test.ts', 'drivers/id-card-reader/device.ts', 'terminal/main.ts']) {
      expect(isPure(at(file)), file).toBe(false);
    }
  });
});

import { describe, expect, it } from 'vitest';

const sheets = Object.entries(import.meta.glob<string>('../**/*.css', { query: '?raw', import: 'default', eager: true }));

describe('style sheets', () => {
  it('are found', () => {
    expect(sheets.length).toBeGreaterThan(20);
    for (const [name, text] of sheets) expect(text, name).toContain('{');
  });

  it.each(sheets)('%s names no physical side: a right-to-left script only turns the page', (_name, text) => {
    const physical = /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:left|right|top|bottom)|(?:min-|max-)?(?:width|height)|float)\s*:/m;
    expect(physical.exec(text)?.[0]).toBeUndefined();
  });

  it.each(sheets)('%s names no colour but paper white and ink of drawn tickets', (_name, text) => {
    const colours = [...text.matchAll(/#[0-9a-f]{3,8}\b/gi)].map(([colour]) => colour.toLowerCase());
    for (const colour of colours) expect(['#ffffff', '#16202a']).toContain(colour);
  });

  it.each(sheets)('%s moves nothing for longer than 250 ms, but for work that goes on', (name, text) => {
    for (const [, animation = ''] of text.matchAll(/animation: ([^;]+);/g)) {
      if (animation.startsWith('working-goes-on')) continue;
      const ms = Number(/(\d+)ms/.exec(animation)?.[1]);
      expect(ms, `${name}: ${animation}`).toBeLessThanOrEqual(250);
    }
  });
});

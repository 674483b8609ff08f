import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';

const RENDERER = path.resolve(import.meta.dirname, '../../renderer');
const sheets = globSync('**/*.css', { cwd: RENDERER }).map((name) => [name, readFileSync(path.join(RENDERER, name), 'utf8')] as const);

describe('style sheets', () => {
  it('are found and hold rules', () => {
    expect(sheets.length).toBeGreaterThan(20);
    for (const [name, text] of sheets) expect(text, name).toContain('{');
  });

  it.each(sheets)('%s names no physical side: a right-to-left script only turns the page', (_name, text) => {
    const physical = /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right|top|bottom)|(?:left|right|top|bottom)|(?:min-|max-)?(?:width|height)|float)\s*:/m;
    expect(physical.exec(text)?.[0]).toBeUndefined();
  });

  it.each(sheets)('%s names no colour but the white and black of drawn paper', (_name, text) => {
    const colours = [...text.matchAll(/#[0-9a-f]{3,8}\b/gi)].map(([colour]) => colour.toLowerCase());
    for (const colour of colours) expect(['#ffffff', '#16202a']).toContain(colour);
  });

  it.each(sheets)('%s moves nothing for longer than 250 ms, but for work that goes on', (name, text) => {
    for (const [, animation = ''] of text.matchAll(/animation: ([^;]+);/g)) {
      if (animation.startsWith('working-goes-on') || animation.startsWith('none')) continue;
      expect(Number(/(\d+)ms/.exec(animation)?.[1]), `${name}: ${animation}`).toBeLessThanOrEqual(250);
    }
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { BRANDS } from '../../phoneapps';
import { brandsByName } from './support';

const PHONEAPPS = path.join(__dirname, '../../phoneapps');

test('every folder of phoneapps/ is a listed brand, and every brand has its folder', () => {
  const folders = readdirSync(PHONEAPPS, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  expect(folders.map(({ name }) => name).sort()).toEqual(BRANDS.map(({ id }) => id).sort());
});

describe.each(brandsByName)('limitations.md of %s', (id, brand) => {
  const text = readFileSync(path.join(PHONEAPPS, id, 'limitations.md'), 'utf8');

  test('has the name of the brand in its heading', () => {
    expect(text.split('\n')[0]).toBe(`# ${brand.name}: limitations`);
  });

  test('lists what is documented, what is inferred, and what does not work', () => {
    const sections = [...text.matchAll(/^## (.+)\n\n((?:.+\n)+)/gm)].map(([, heading, body]) => ({
      heading,
      points: body?.match(/^- /gm)?.length ?? 0,
    }));
    expect(sections.map(({ heading }) => heading)).toEqual([
      'Known from documents, public code or measurement',
      'Inferred, not proven on a phone',
      'What does not work',
    ]);
    for (const { points } of sections) expect(points).toBeGreaterThan(0);
  });

  test('has lines of at most 130 characters', () => {
    for (const line of text.split('\n')) expect(line.length).toBeLessThanOrEqual(130);
  });
});

test.each(BRANDS.filter(({ keepsUrl }) => !keepsUrl).map(({ id }) => id))(
  'limitations.md of %s, which keeps no URL, says what follows from an address as the only proof',
  (id) => {
    const text = readFileSync(path.join(PHONEAPPS, id, 'limitations.md'), 'utf8').replace(/\s+/g, ' ');
    for (const consequence of ['only proof', 'more than 30 minutes', '`requireToken`'])
      expect(text).toContain(consequence);
  },
);

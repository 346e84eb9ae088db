import { readFileSync } from 'node:fs';
import path from 'node:path';
import { SETTINGS } from '../../src/config/settings';
import { GENERATED_DOCUMENTS } from './documents';

const root = path.resolve(__dirname, '../..');

describe('generated pages', () => {
  it.each(GENERATED_DOCUMENTS)('$file is what `npm run docs` writes', ({ file, render }) => {
    expect(readFileSync(path.join(root, file), 'utf8')).toBe(render());
  });
});

describe('docs/settings.md', () => {
  const page = readFileSync(path.join(root, 'docs/settings.md'), 'utf8');

  it.each(Object.values(SETTINGS))('explains $name', ({ name, doc }) => {
    expect(page).toContain(`## ${name}\n\n${doc}\n`);
  });

  it.each(Object.values(SETTINGS))(
    'gives an example of $name that the service accepts',
    ({ name, example, schema }) => {
      expect(page).toContain(`\`${name}=${example}\``);
      expect(schema.safeParse(example).error).toBeUndefined();
    },
  );
});

// `npm run docs` writes the generated pages. With `-- --check` it compares them and fails if one is out of date.
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATED_DOCUMENTS } from './documents';

const root = path.resolve(__dirname, '../..');
const checksOnly = process.argv.includes('--check');

for (const { file, render } of GENERATED_DOCUMENTS) {
  const target = path.join(root, file);
  const text = render();
  if (!checksOnly) {
    mkdirSync(path.dirname(target), { recursive: true });
    writeFileSync(target, text);
  } else if (!existsSync(target) || readFileSync(target, 'utf8') !== text) {
    console.error(`${file} is out of date; write it again with: npm run docs`);
    process.exitCode = 1;
  }
}

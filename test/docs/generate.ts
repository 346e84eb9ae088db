import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { GENERATED_DOCUMENTS } from './documents';

const root = path.resolve(__dirname, '../..');

for (const { file, render } of GENERATED_DOCUMENTS) {
  const target = path.join(root, file);
  mkdirSync(path.dirname(target), { recursive: true });
  writeFileSync(target, render());
}

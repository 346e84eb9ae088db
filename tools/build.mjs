// Compiles the service into dist/. `npm run build` always does it; with `--if-needed`, as for `npm start` and `npm run hotdesk`, only
// when the sources are not those that dist/ was made of. A service may run from dist/ meanwhile: no file of it is missing at any
// time, and a failed compilation changes nothing.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const dist = path.join(root, 'dist');
const entry = path.join(dist, 'src', 'main.js');
const compiler = path.join(root, 'node_modules', 'typescript', 'bin', 'tsc');
/** The hash of the sources that dist/ was made of. */
const stampName = 'made-of';
const configs = ['tsconfig.json', 'tsconfig.build.json'];

process.exitCode = process.argv.includes('--if-needed') ? buildIfNeeded() : build();

function buildIfNeeded() {
  const isBuilt = existsSync(entry);
  // A container has dist/ alone.
  if (isBuilt && !configs.every((name) => existsSync(path.join(root, name)))) return 0;
  if (isBuilt && readIfThere(path.join(dist, stampName)) === hashOfSources()) return 0;
  if (existsSync(compiler)) return build();
  if (isBuilt) {
    console.error(
      'dist/ is not made of these sources, and TypeScript is not installed: dist/ is used as it is.',
    );
    return 0;
  }
  console.error('Hotdesk is not built: run `npm ci && npm run build`, or install a release archive.');
  return 1;
}

function build() {
  if (!existsSync(compiler)) {
    console.error('TypeScript is not installed: run `npm ci`, without --omit=dev, to build Hotdesk.');
    return 1;
  }
  const stamp = hashOfSources();
  // Beside dist/: source maps have the relative paths of the sources.
  const fresh = path.join(root, `dist.${process.pid}`);
  rmSync(fresh, { recursive: true, force: true });
  try {
    const options = ['-p', path.join(root, 'tsconfig.build.json'), '--outDir', fresh];
    const { status } = spawnSync(process.execPath, [compiler, ...options], { cwd: root, stdio: 'inherit' });
    if (status !== 0) return 1;
    writeFileSync(path.join(fresh, stampName), stamp);
    takeOver(fresh);
    return 0;
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
}

/** Replaces each file of dist/ that has changed in one step, the stamp at last, and removes those without a source. */
function takeOver(fresh) {
  const names = filesIn(fresh);
  for (const name of [...names.filter((each) => each !== stampName), stampName]) {
    const [from, to] = [path.join(fresh, name), path.join(dist, name)];
    if (readIfThere(to) === readFileSync(from, 'utf8')) continue;
    mkdirSync(path.dirname(to), { recursive: true });
    renameSync(from, to);
  }
  const kept = new Set(names);
  for (const name of filesIn(dist)) if (!kept.has(name)) rmSync(path.join(dist, name));
}

function hashOfSources() {
  const { include } = JSON.parse(readFileSync(path.join(root, 'tsconfig.build.json'), 'utf8'));
  const sources = include.flatMap((folder) =>
    filesIn(path.join(root, folder)).map((name) => `${folder}/${name}`),
  );
  const hash = createHash('sha256');
  for (const name of [...configs, ...sources.filter((each) => each.endsWith('.ts')).sort()])
    hash
      .update(`${name}\0`)
      .update(readFileSync(path.join(root, name)))
      .update('\0');
  return hash.digest('hex');
}

/** All files below a folder, by their path in it. */
function filesIn(folder) {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true }).flatMap((each) =>
    each.isDirectory()
      ? filesIn(path.join(folder, each.name)).map((name) => path.join(each.name, name))
      : [each.name],
  );
}

function readIfThere(file) {
  return existsSync(file) ? readFileSync(file, 'utf8') : null;
}

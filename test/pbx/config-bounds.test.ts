import { truncate } from 'node:fs/promises';
import { parseConfigText } from '../../src/pbx/asterisk-config';
import { type ConfigFile, loadConfig } from '../../src/pbx/config-files';
import { sectionsOf } from '../../src/pbx/config-sections';
import { expandPattern } from '../../src/pbx/glob';
import { phpAssignments } from '../../src/pbx/php-assignments';
import { recordedLog, temporaryFolder } from './support';

const folder = temporaryFolder();
afterEach(() => jest.restoreAllMocks());

const fileOf = (text: string): ConfigFile => ({
  path: 'big.conf',
  entries: parseConfigText(text).flatMap((entry) =>
    entry.kind === 'section' || entry.kind === 'value' ? [entry] : [],
  ),
});

const lines = (count: number, lineOf: (index: number) => string) =>
  Array.from({ length: count }, (_, index) => lineOf(index)).join('\n');

describe('the work for a configuration', () => {
  /** How often a name was folded to lower case, which each comparison of names does. */
  const comparisonsOf = (text: string): number => {
    const file = fileOf(text);
    const fold = jest.spyOn(String.prototype, 'toLowerCase');
    sectionsOf(file);
    const { length } = fold.mock.calls;
    fold.mockRestore();
    return length;
  };

  test.each([
    ['sections', (index: number) => `[s${index}]\na=b`],
    ['sections that are added to', (index: number) => `[s${index}]\na=b\n[s${index}](+)\nc=d`],
    ['sections with a template', (index: number) => `[t${index}](!)\na=b\n[s${index}](t${index})\nc=d`],
  ])('doubles with its %s', (_what, lineOf) => {
    const [once, twice] = [comparisonsOf(lines(200, lineOf)), comparisonsOf(lines(400, lineOf))];
    expect(twice).toBeLessThanOrEqual(2 * once);
  });

  test('searches no list for a value that is appended to', () => {
    const search = jest.spyOn(Array.prototype, 'findLastIndex');
    const [section] = sectionsOf(fileOf(`[a]\nx=1\n${lines(500, () => 'x+= 2 \ny=3')}`));
    expect(search).not.toHaveBeenCalled();
    expect(section?.values[0]).toEqual({ name: 'x', value: `1${' 2'.repeat(500)}` });
  });

  test('is bounded when templates multiply', () => {
    const doubling = lines(60, (index) => `[t${index + 1}](!,t${index},t${index})`);
    expect(() => sectionsOf(fileOf(`[t0](!)\na=b\n${doubling}`))).toThrow(
      'The file big.conf has more than 1,000,000 values from templates.',
    );
  });
});

test('a template may have 200,000 values', () => {
  const [section] = sectionsOf(
    fileOf(`[base](!)\n${lines(200_000, (index) => `k${index}=v`)}\n[a](base)\nz=1`),
  );
  expect(section?.values).toHaveLength(200_001);
});

test('a pattern may match 200,000 files', async () => {
  const names = Array.from({ length: 200_000 }, (_, index) => `f${index}.conf`);
  jest
    .spyOn(jest.requireActual<typeof import('node:fs/promises')>('node:fs/promises'), 'readdir')
    .mockResolvedValue(names as never);
  expect(await expandPattern('/x/*.conf')).toHaveLength(200_000);
});

describe('the size of configuration files', () => {
  const MIB = 1_048_576;
  const load = (name: string) => loadConfig(folder.path(name), recordedLog());
  const writeSized = async (name: string, bytes: number) => truncate(await folder.write(name, ';'), bytes);

  test('has a limit for each file, and the error names the file', async () => {
    await folder.write('main.conf', '[a]\n#include big.conf\n');
    await writeSized('big.conf', 16 * MIB + 1);
    await expect(load('main.conf')).rejects.toThrow(
      `The file ${folder.path('big.conf')} cannot be read: it has more than 16 MiB.`,
    );
  });

  test('has a limit for a file with its includes, and the error names the first file that exceeds it', async () => {
    await folder.write('main.conf', '[a]\n#include big-*.conf\n');
    for (let index = 0; index < 5; index += 1) await writeSized(`big-${index}.conf`, 7 * MIB);
    await expect(load('main.conf')).rejects.toThrow(
      `The file ${folder.path('big-4.conf')} cannot be read: with the files before it, it has more than 32 MiB.`,
    );
  });
});

describe('PHP', () => {
  /** How many characters the tokens have that are read one by one. */
  const tokensIn = (source: string): number => {
    let count = 0;
    const match = String.prototype.matchAll;
    jest.spyOn(String.prototype, 'matchAll').mockImplementation(function* (this: string, pattern: RegExp) {
      for (const found of match.call(this, pattern)) {
        count += 1;
        yield found;
      }
    } as never);
    phpAssignments(source, 'amp_conf');
    jest.restoreAllMocks();
    return count;
  };

  test.each([
    ['comment', '/* '],
    ['single quote', "'\\"],
    ['double quote', '"\\'],
  ])('stops at a %s that has no end, instead of looking for its end again', (_what, opening) => {
    const assignment = "<?php $amp_conf['A'] = 'b';";
    expect(phpAssignments(`${assignment}${opening.repeat(2_000)}`, 'amp_conf').get('A')).toEqual({
      text: 'b',
    });
    expect(tokensIn(`${assignment}${opening.repeat(2_000)}`)).toBeLessThan(50);
  });
});

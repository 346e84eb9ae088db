import { execFileSync } from 'node:child_process';
import { mkdir, rm, symlink } from 'node:fs/promises';
import { isConfigUnchanged, loadConfig } from '../../src/pbx/config-files';
import { type ConfigSection, sectionsOf } from '../../src/pbx/config-sections';
import { recordedLog, temporaryFolder } from './support';

const folder = temporaryFolder();
const log = recordedLog();
beforeEach(() => {
  log.warnings.length = 0;
});

/** Sections as `name: key=value …`. */
async function sections(file = 'main.conf'): Promise<readonly string[]> {
  const { file: loaded } = await loadConfig(folder.path(file), log);
  return sectionsOf(loaded).map(shown);
}

function shown({ name, values }: ConfigSection): string {
  return `${name}: ${values.map((entry) => `${entry.name}=${entry.value}`).join(' ')}`;
}

describe('includes', () => {
  it('are relative to the folder of the first file, even in nested files', async () => {
    await folder.write('main.conf', '[a]\n#include sub/one.conf\n');
    await folder.write('sub/one.conf', '1=x\n#include sub/two.conf\n');
    await folder.write('sub/two.conf', '2=y\n');
    expect(await sections()).toEqual(['a: 1=x 2=y']);
  });

  it('may be absolute', async () => {
    const other = await folder.write('elsewhere/other.conf', '1=x\n');
    await folder.write('main.conf', `[a]\n#include "${other}"\n`);
    expect(await sections()).toEqual(['a: 1=x']);
  });

  it('may be patterns, which match in name order and skip hidden files', async () => {
    await folder.write('main.conf', '[a]\n#include part?.d/*.conf\n#include x[!b].conf\n');
    await folder.write('part1.d/b.conf', '2=b\n');
    await folder.write('part1.d/a.conf', '1=a\n');
    await folder.write('part1.d/.hidden.conf', '0=h\n');
    await folder.write('part1.d/a.txt', '0=t\n');
    await folder.write('part2.d/a.conf', '3=c\n');
    await folder.write('xa.conf', '4=d\n');
    await folder.write('xb.conf', '5=e\n');
    expect(await sections()).toEqual(['a: 1=a 2=b 3=c 4=d']);
  });

  it('start in the newest section and do not change the section of their includer', async () => {
    await folder.write('main.conf', '[a]\n#include one.conf\n3=z\n#include two.conf\n');
    await folder.write('one.conf', '1=x\n[b]\n2=y\n');
    await folder.write('two.conf', '4=w\n');
    expect(await sections()).toEqual(['a: 1=x 3=z', 'b: 2=y 4=w']);
  });

  it('that are circular are skipped with a warning', async () => {
    await folder.write('main.conf', '[a]\n1=x\n#include other.conf\n');
    await folder.write('other.conf', '2=y\n#include main.conf\n#include other.conf\n3=z\n');
    expect(await sections()).toEqual(['a: 1=x 2=y 3=z']);
    expect(log.warnings).toHaveLength(2);
    expect(log.warnings[0]?.fields).toMatchObject({ event: 'pbx-config.include-circular' });
  });

  it('that multiply beyond the limit are an error', async () => {
    await folder.write('main.conf', '#include other-*.conf\n');
    for (let index = 0; index < 12; index += 1) {
      await folder.write(`other-${index}.conf`, '#include other-*.conf\n');
    }
    await expect(sections()).rejects.toThrow('exceeds the limit of 500 included files');
  });

  it('that are missing are skipped, with a warning unless they are optional', async () => {
    await folder.write(
      'main.conf',
      '[a]\n#include none.conf\n#tryinclude neither.conf\n#include no/*.conf\n1=x\n',
    );
    expect(await sections()).toEqual(['a: 1=x']);
    expect(log.warnings.map(({ fields }) => fields)).toMatchObject([
      { include: 'none.conf' },
      { include: 'no/*.conf' },
    ]);
  });

  it('that are folders or pipes are skipped', async () => {
    await folder.write('main.conf', '[a]\n#include sub\n#include pipe\n1=x\n');
    await mkdir(folder.path('sub'));
    execFileSync('mkfifo', [folder.path('pipe')]);
    expect(await sections()).toEqual(['a: 1=x']);
  });
});

describe('a file that cannot be read', () => {
  beforeEach(async () => {
    // Root can read every file, but not a link to itself.
    await symlink(folder.path('loop.conf'), folder.path('loop.conf'));
  });

  it('is an error that names it', async () => {
    await expect(sections('loop.conf')).rejects.toThrow(/loop\.conf cannot be read: ELOOP/);
  });

  it('is an error that names it when it is included', async () => {
    await folder.write('main.conf', '#tryinclude loop.conf\n');
    await expect(sections()).rejects.toThrow(/loop\.conf cannot be read: ELOOP/);
  });

  it('is an error when it is missing, unless it is optional', async () => {
    await expect(sections('none.conf')).rejects.toThrow(/none\.conf does not exist/);
    const { file } = await loadConfig(folder.path('none.conf'), log, { optional: true });
    expect(file.entries).toEqual([]);
  });
});

describe('sections', () => {
  it('inherit from templates, which are not sections themselves', async () => {
    await folder.write('main.conf', '[t](!)\n1=t\n[a](t)\n2=a\n[b](t)\n[t](+)\n3=late\n');
    expect(await sections()).toEqual(['a: 1=t 2=a', 'b: 1=t']);
  });

  it('are extended by (+), and may repeat', async () => {
    await folder.write('main.conf', '[a]\n1=x\n[b]\n2=y\n[A](+)\n3=z\n[a]\n4=w\n[new](+)\n5=v\n');
    expect(await sections()).toEqual(['a: 1=x 3=z', 'b: 2=y', 'a: 4=w', 'new: 5=v']);
  });

  it('have values that += appends to', async () => {
    await folder.write('main.conf', '[a]\n1=x\n1 += y\n1 +=z\n2 += z\n');
    expect(await sections()).toEqual(['a: 1=x yz 2=z']);
  });

  it('do not include values before the first section', async () => {
    await folder.write('main.conf', '1=x\n[a]\n2=y\n');
    expect(await sections()).toEqual(['a: 2=y']);
  });

  it('warn about an invalid line by its number only', async () => {
    const file = await folder.write('main.conf', '[a]\n1001 4711,secret\n1=x\n');
    expect(await sections()).toEqual(['a: 1=x']);
    expect(log.warnings.map(({ fields }) => fields)).toEqual([
      { event: 'pbx-config.line-skipped', file, line: 2, reason: 'line without an equals sign' },
    ]);
  });
});

describe('isConfigUnchanged', () => {
  const changes: [string, () => Promise<unknown>][] = [
    ['the file is written', () => folder.write('main.conf', '[a]\n1=y\n#include *.inc\n#tryinclude extra\n')],
    ['an included file is written', () => folder.write('one.inc', '2=z\n')],
    ['an included file goes', () => rm(folder.path('one.inc'))],
    ['a file comes that a pattern matches', () => folder.write('two.inc', '')],
    ['a file comes that was missed', () => folder.write('extra', '')],
    ['the file goes', () => rm(folder.path('main.conf'))],
  ];

  async function load() {
    await folder.write('main.conf', '[a]\n1=x\n#include *.inc\n#tryinclude extra\n');
    await folder.write('one.inc', '2=y\n');
    return loadConfig(folder.path('main.conf'), log);
  }

  it('is true while nothing changes', async () => {
    expect(await isConfigUnchanged(await load())).toBe(true);
  });

  it.each(changes)('is false when %s', async (_, change) => {
    const loaded = await load();
    await change();
    expect(await isConfigUnchanged(loaded)).toBe(false);
  });
});

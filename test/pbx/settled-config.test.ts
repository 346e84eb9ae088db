import { stat, utimes, writeFile } from 'node:fs/promises';
import { type ConfigFile, loadConfig } from '../../src/pbx/config-files';
import { sectionsOf } from '../../src/pbx/config-sections';
import { cacheConfig, loadSettled, type Time } from '../../src/pbx/settled-config';
import { recordedLog, temporaryFolder } from './support';

const folder = temporaryFolder();
const log = recordedLog();

/** A clock by which every file changed long ago. */
const longAfter: Time = { now: () => Date.now() + 3_600_000, pause: async () => {} };

function firstValues(file: ConfigFile): string {
  return sectionsOf(file)
    .flatMap(({ values }) => values.map(({ value }) => value))
    .join(' ');
}

function becomesShorter(before: string | null, after: string): boolean {
  return before === null ? after === '' : after.length < before.length;
}

describe('cacheConfig', () => {
  async function fresh(time?: Time) {
    const path = await folder.write('x.conf', '[a]\n1=one\n');
    let interpreted = 0;
    const interpret = (file: ConfigFile) => {
      interpreted += 1;
      return firstValues(file);
    };
    const config = cacheConfig(
      { path, log, ...(time ? { time } : {}) },
      { interpret, loses: becomesShorter },
    );
    return { path, config, interpreted: () => interpreted };
  }

  it('interprets an unchanged file once', async () => {
    const { config, interpreted } = await fresh(longAfter);
    for (let round = 0; round < 5; round += 1) expect(await config.read()).toBe('one');
    expect(interpreted()).toBe(1);
  });

  it('sees a change at the next read, even of the same length', async () => {
    const { path, config } = await fresh();
    expect(await config.read()).toBe('one');
    for (const text of ['two', 'six', 'ten']) {
      await writeFile(path, `[a]\n1=${text}\n`);
      expect(await config.read()).toBe(text);
    }
  });

  it('sees a change that keeps the modification time', async () => {
    const { path, config } = await fresh();
    await utimes(path, 1, 1);
    expect(await config.read()).toBe('one');
    await writeFile(path, '[a]\n1=two\n');
    await utimes(path, 1, 1);
    expect(await config.read()).toBe('two');
  });

  it('does not reuse a read that was not settled', async () => {
    let frozen = 0;
    const { path, config, interpreted } = await fresh({ now: () => frozen, pause: async () => {} });
    frozen = (await stat(path)).ctimeMs;
    expect(await config.read()).toBe('one');
    expect(await config.read()).toBe('one');
    expect(interpreted()).toBe(2);
  });

  it('shares one read between concurrent calls', async () => {
    const { config, interpreted } = await fresh(longAfter);
    const answers = await Promise.all(Array.from({ length: 20 }, () => config.read()));
    expect(new Set(answers)).toEqual(new Set(['one']));
    expect(interpreted()).toBe(1);
  });

  it('never returns a state from before the call', async () => {
    const { path, config } = await fresh();
    const earlier = config.read();
    await writeFile(path, '[a]\n1=two\n');
    expect(await config.read()).toBe('two');
    expect(['one', 'two']).toContain(await earlier);
  });

  it('fails while the file is missing, and works when it is back', async () => {
    const path = folder.path('y.conf');
    const config = cacheConfig(
      { path, log, time: longAfter },
      { interpret: firstValues, loses: becomesShorter },
    );
    await expect(config.read()).rejects.toThrow('does not exist');
    await folder.write('y.conf', '[a]\n1=back\n');
    expect(await config.read()).toBe('back');
  });
});

describe('a loss', () => {
  const interpretation = { interpret: firstValues, loses: becomesShorter };

  it.each([
    ['of earlier entries', '[a]\n1=one\n2=two\n', '[a]\n1=new\n'],
    ['of everything, at the first read', null, ''],
  ])('%s is not accepted while the writer may only have paused', async (_, before, half) => {
    const path = await folder.write('x.conf', before ?? half);
    // The writer continues only after a pause that is longer than the usual settle time.
    let clock = Date.now() + 3_600_000;
    let pauses = 0;
    const time: Time = {
      now: () => clock,
      pause: async () => {
        pauses += 1;
        if (pauses === 3) await writeFile(path, '[a]\n1=new\n2=two\n');
        clock = Date.now() + (pauses === 3 ? 3_600_000 : 500);
      },
    };
    const config = cacheConfig({ path, log, time }, interpretation);
    if (before !== null) {
      expect(await config.read()).toBe('one two');
      await writeFile(path, half);
    }
    clock = Date.now() + 500;
    expect(await config.read()).toBe('new two');
    expect(pauses).toBe(3);
  });

  it('is accepted in the end', async () => {
    const path = await folder.write('x.conf', '[a]\n1=one\n2=two\n');
    const config = cacheConfig({ path, log }, interpretation);
    expect(await config.read()).toBe('one two');
    await writeFile(path, '[a]\n1=one\n');
    expect(await config.read()).toBe('one');
  });
});

describe('loadSettled', () => {
  it('waits until a file that is being written is complete', async () => {
    const path = await folder.write('x.conf', '');
    const writing = (async () => {
      for (const text of ['[a]\n', '[a]\n1=one\n', '[a]\n1=one\n2=two\n']) {
        await writeFile(path, text);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    })();
    const { loaded, isSettled } = await loadSettled({ path, log });
    await writing;
    expect([firstValues(loaded.file), isSettled]).toEqual(['one two', true]);
  });

  it('uses a file that changes all the time, if it does not change during one read', async () => {
    const path = await folder.write('x.conf', '[a]\n1=one\n');
    let pauses = 0;
    const time: Time = {
      now: () => Date.now(),
      pause: async () => {
        pauses += 1;
        await writeFile(path, `[a]\n1=${pauses}\n`);
      },
    };
    const { loaded, isSettled } = await loadSettled({ path, log, time });
    expect([firstValues(loaded.file), isSettled]).toEqual([String(pauses), false]);
  });

  it('reports the time of the newest file', async () => {
    const before = Date.now();
    await folder.write('other.conf', '');
    const { changedAt } = await loadConfig(await folder.write('x.conf', '#include other.conf\n'), log);
    // The kernel's clock for files ticks every few milliseconds.
    expect(changedAt).toBeGreaterThan(before - 1_000);
    expect(changedAt).toBeLessThan(Date.now() + 1_000);
  });
});

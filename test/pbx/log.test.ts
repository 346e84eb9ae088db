import { warnOnce } from '../../src/pbx/log';
import { recordedLog } from './support';

describe('warnOnce', () => {
  it('logs each distinct warning once', () => {
    const log = recordedLog();
    const once = warnOnce(log);
    for (let round = 0; round < 3; round += 1) {
      once.warn({ event: 'a.b', extension: '1' }, 'skipped');
      once.warn({ event: 'a.b', extension: '2' }, 'skipped');
      once.warn({ event: 'a.b', extension: '1' }, 'doubled');
    }
    expect(log.warnings).toEqual([
      { fields: { event: 'a.b', extension: '1' }, message: 'skipped' },
      { fields: { event: 'a.b', extension: '2' }, message: 'skipped' },
      { fields: { event: 'a.b', extension: '1' }, message: 'doubled' },
    ]);
  });

  it('bounds its memory: it starts over after a thousand warnings', () => {
    const log = recordedLog();
    const once = warnOnce(log);
    for (let subject = 0; subject <= 1_000; subject += 1) once.warn({ event: 'a.b', subject }, 'skipped');
    once.warn({ event: 'a.b', subject: 0 }, 'skipped');
    expect(log.warnings).toHaveLength(1_002);
  });
});

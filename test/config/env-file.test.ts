import { readConfig } from '../../src/app/config';
import { withEnvFile } from '../../src/config/env-file';
import { configErrorOf, files, unreadable } from './support';

const FILE = '/etc/asterisk/hotdesk.env';
const ENV = { HOTDESK_ENV_FILE: FILE, HOTDESK_PHONES_PORT: '8480', HOTDESK_ADMIN_BIND: '127.0.0.2' };
const withText = (text: string) => withEnvFile(ENV, files({ [FILE]: text }));

describe('the file of HOTDESK_ENV_FILE', () => {
  it('adds settings, which win over those of the environment', () => {
    const text = '# comment\n\n  HOTDESK_PHONES_PORT = 9000 \r\nHOTDESK_SECRET=a = b # c\n';
    expect(withText(text)).toEqual({ ...ENV, HOTDESK_PHONES_PORT: '9000', HOTDESK_SECRET: 'a = b # c' });
    expect(readConfig(ENV, files({ [FILE]: 'HOTDESK_PHONES_PORT=9001' })).phones.port).toBe(9_001);
  });

  it('need not exist', () => {
    expect(withEnvFile(ENV, files())).toEqual(ENV);
    expect(readConfig(ENV, files()).envFile).toBe(FILE);
  });

  it('may name files of secrets', () => {
    const text = 'HOTDESK_SECRET_FILE=/etc/secret';
    const config = readConfig(ENV, files({ [FILE]: text, '/etc/secret': `${'s'.repeat(32)}\n` }));
    expect(config.secret).toBe('s'.repeat(32));
  });

  it.each([
    ['export HOTDESK_SECRET=hidden', 1],
    ['HOTDESK_SECRET=x\nhidden', 2],
    ['PATH=/hidden', 1],
    ['hotdesk_secret=hidden', 1],
    ['HOTDESK_ENV_FILE=/hidden', 1],
  ])('with a line that is no setting is refused by the number of the line: %j', (text, line) => {
    expect(configErrorOf(ENV, files({ [FILE]: text }))).toBe(
      `HOTDESK_ENV_FILE (${FILE}): line ${line} is no setting; write HOTDESK_…=value, without quotes and without export.`,
    );
  });

  it('with an unknown setting is refused like an unknown variable', () => {
    expect(configErrorOf(ENV, files({ [FILE]: 'HOTDESK_PORT=1' }))).toBe(
      'Unknown HOTDESK_ variable HOTDESK_PORT; docs/settings.md lists all settings.',
    );
  });

  it('that cannot be read is one sentence with the remedy', () => {
    expect(configErrorOf(ENV, unreadable)).toBe(
      `HOTDESK_ENV_FILE (${FILE}) cannot be read (EACCES): make it readable for the user of the service; on FreePBX ` +
        '`fwconsole chown` does that.',
    );
  });
});

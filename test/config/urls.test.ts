import { readConfig } from '../../src/app/config';
import { configErrorOf, files } from './support';

describe('URL settings', () => {
  it.each([
    ['mysql://u:p@localhost/a', { host: '127.0.0.1', port: 3306, user: 'u', password: 'p', database: 'a' }],
    ['mysql://u:p@LOCALHOST:3307/a', { host: '127.0.0.1', port: 3307 }],
    ['mariadb://u@[::1]:3307/a', { host: '::1', user: 'u', password: '' }],
    ['mysql://us%40er:p%2F%23%25%3A@h/a%20b', { user: 'us@er', password: 'p/#%:', database: 'a b' }],
    ['mysql://u:p@localhost/a?socketPath=/run/mysqld/mysqld.sock', { socketPath: '/run/mysqld/mysqld.sock' }],
  ])('%s is a database URL', (url, expected) => {
    expect(readConfig({ HOTDESK_DATABASE_URL: url }, files()).database).toMatchObject({
      kind: 'mysql',
      ...expected,
    });
  });

  it.each([
    'x',
    'postgres://u:p@h/a',
    'mysql://h/a',
    'mysql://u:topsecret@h',
    'mysql://u:topsecret@h/',
    'mysql://u:topsecret@h/a/b',
    'mysql://u:topsecret@h:0/a',
    'mysql://u:topsecret@h:99999/a',
    'mysql://u:top#secret@h/a',
    'mysql://u:topsecret%@h/a',
    'mysql://u:topsecret@h/a?charset=latin1',
    'mysql://u:topsecret%0d%0a@h/a',
    'sqlite:',
    'sqlite://host/x.db',
  ])('%s is refused as a database URL and not shown', (url) => {
    expect(configErrorOf({ HOTDESK_DATABASE_URL: url })).toBe(
      'HOTDESK_DATABASE_URL must be like mysql://user:password@host:3306/asterisk or sqlite:<path>.',
    );
  });

  it.each([
    'ami://127.0.0.1:5038',
    'ami://u@127.0.0.1',
    'ami://:topsecret@127.0.0.1',
    'http://u:topsecret@127.0.0.1',
    'ami://u:topsecret@127.0.0.1/x',
    'ami://u:topsecret@127.0.0.1?x=1',
    'ami://u:topsecret%0aAction:x@127.0.0.1',
    'ami://u:topsecret@',
  ])('%s is refused as an AMI URL and not shown', (url) => {
    expect(configErrorOf({ HOTDESK_AMI_URL: url })).toBe(
      'HOTDESK_AMI_URL must be like ami://user:secret@127.0.0.1:5038.',
    );
  });
});

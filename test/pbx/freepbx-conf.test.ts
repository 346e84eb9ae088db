import { FreepbxConfError, parseFreepbxConf } from '../../src/pbx/freepbx-conf';
import { phpAssignments } from '../../src/pbx/php-assignments';
import fc from '../fast-check';

const WHOLE = `<?php
$amp_conf['AMPDBUSER'] = 'freepbxuser';
$amp_conf['AMPDBPASS'] = 'p4ss';
$amp_conf['AMPDBHOST'] = 'localhost';
$amp_conf['AMPDBPORT'] = '3306';
$amp_conf['AMPDBNAME'] = 'asterisk';
$amp_conf['AMPDBENGINE'] = 'mysql';
$amp_conf['datasource'] = ''; //for sqlite3

require_once('/var/www/html/admin/bootstrap.php');
?>
`;

function withLine(line: string): string {
  return WHOLE.replace('\n?>', () => `\n${line}\n?>`);
}

describe('parseFreepbxConf', () => {
  it('reads the file that FreePBX installs', () => {
    expect(parseFreepbxConf(WHOLE)).toEqual({
      host: 'localhost',
      port: 3306,
      user: 'freepbxuser',
      password: 'p4ss',
      database: 'asterisk',
    });
  });

  it('has defaults for everything but user and password', () => {
    const text = '<?php $amp_conf["AMPDBUSER"]="u";$amp_conf["AMPDBPASS"]="p";';
    expect(parseFreepbxConf(text)).toEqual({
      host: 'localhost',
      port: 3306,
      user: 'u',
      password: 'p',
      database: 'asterisk',
    });
  });

  it('reads the socket', () => {
    const text = withLine('$amp_conf["AMPDBSOCK"] = "/run/mysqld/mysqld.sock";');
    expect(parseFreepbxConf(text).socketPath).toBe('/run/mysqld/mysqld.sock');
  });

  it.each([
    ['an escaped quote in single quotes', "'a\\'b\\\\c\\nd\"e'", 'a\'b\\c\\nd"e'],
    ['escapes in double quotes', '"a\\"b\\\\c\\$d\\te\'f"', 'a"b\\c$d\te\'f'],
    ['a dollar sign without a variable', '"pa$$ 5$5"', 'pa$$ 5$5'],
    ['comment characters in a string', "'a//b#c/*d*/;]?>'", 'a//b#c/*d*/;]?>'],
    ['a number', '12345', '12345'],
  ])('reads %s', (_, php, password) => {
    expect(parseFreepbxConf(withLine(`$amp_conf [ 'AMPDBPASS' ]  =\n\t${php} ;`)).password).toBe(password);
  });

  it.each(['// ', '# ', '/* ', '$other = 1; // '])(
    'ignores an assignment in a comment after %p',
    (comment) => {
      const closing = comment === '/* ' ? ' */' : '';
      const text = withLine(`${comment}$amp_conf['AMPDBPASS'] = 'other';${closing}`);
      expect(parseFreepbxConf(text).password).toBe('p4ss');
    },
  );

  it('uses the last assignment, and ignores text outside PHP', () => {
    expect(parseFreepbxConf(withLine("$amp_conf['AMPDBPASS'] = 'last';")).password).toBe('last');
    expect(parseFreepbxConf(`${WHOLE}$amp_conf['AMPDBPASS'] = 'text';`).password).toBe('p4ss');
    expect(parseFreepbxConf(`$amp_conf['AMPDBSOCK'] = 'text';${WHOLE}`).socketPath).toBeUndefined();
  });

  it('does not read a comparison as an assignment', () => {
    const text = withLine("if ($amp_conf['AMPDBPASS'] == 'x') { exit; }");
    expect(parseFreepbxConf(text).password).toBe('p4ss');
  });

  it.each([
    ['no user', "$amp_conf['AMPDBPASS'] = 'p';", "$amp_conf['AMPDBUSER'] is missing"],
    ['no password', "$amp_conf['AMPDBUSER'] = 'u';", "$amp_conf['AMPDBPASS'] is missing"],
    ['nothing', '', "$amp_conf['AMPDBUSER'] is missing"],
    [
      'another engine',
      withLine("$amp_conf['AMPDBENGINE'] = 'sqlite3';"),
      '"sqlite3", and only mysql is supported',
    ],
    [
      'an invalid port',
      withLine("$amp_conf['AMPDBPORT'] = '33o6';"),
      'AMPDBPORT\'] is "33o6", which is not a valid port',
    ],
    [
      'a variable in a string',
      withLine('$amp_conf["AMPDBPASS"] = "x$y";'),
      "['AMPDBPASS'] is not a plain string",
    ],
    ['a function', withLine("$amp_conf['AMPDBPASS'] = getenv('PW');"), "['AMPDBPASS'] is not a plain string"],
    [
      'two concatenated strings',
      withLine("$amp_conf['AMPDBPASS'] = 'a' . 'b';"),
      "['AMPDBPASS'] is not a plain string",
    ],
  ])('refuses a file with %s', (_, text, message) => {
    expect(() => parseFreepbxConf(text)).toThrow(FreepbxConfError);
    expect(() => parseFreepbxConf(text)).toThrow(message);
  });
});

describe('phpAssignments', () => {
  const quoted = (text: string) => `'${text.replace(/[\\']/g, '\\$&')}'`;

  it('reads any string in single quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.string({ unit: 'grapheme' }), (key, text) => {
        const source = `<?php $a[${quoted(key)}] = ${quoted(text)}; $a['end'] = 'e';`;
        expect(phpAssignments(source, 'a').get(key === 'end' ? '' : key)).toEqual(
          key === 'end' ? undefined : { text },
        );
      }),
    );
  });

  it('reads any string in double quotes', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'a$\\"\'{}\n;') }), (text) => {
        const written = `"${text.replace(/[\\"$]/g, '\\$&')}"`;
        expect(phpAssignments(`<?php $a['k'] = ${written};`, 'a').get('k')).toEqual({ text });
      }),
    );
  });

  it('never throws', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom(...'$a[]=\'";\\/*#?> \n') }), (text) => {
        expect(phpAssignments(text, 'a')).toBeInstanceOf(Map);
      }),
    );
  });
});

import { parseConfigText } from '../../src/pbx/asterisk-config';
import { sectionsOf } from '../../src/pbx/config-sections';
import {
  addressKey,
  parseVoicemailConf,
  usablePin,
  type VoicemailConf,
  type VoicemailLine,
} from '../../src/pbx/voicemail-conf';
import fc from '../fast-check';

function parse(text: string): VoicemailConf {
  const entries = parseConfigText(text).flatMap((entry) =>
    entry.kind === 'section' || entry.kind === 'value' ? [entry] : [],
  );
  return parseVoicemailConf(sectionsOf({ path: 'voicemail.conf', entries }));
}

function line(text: string, number = '1001', context = 'default'): VoicemailLine | undefined {
  return parse(text).mailboxes.get(addressKey({ number, context }));
}

describe('a mailbox', () => {
  it.each([
    ['as FreePBX writes it', '1001=1234,Alice,a@x.org|b@x.org,,attach=yes|saycid=yes', '1234'],
    ['as Asterisk writes it', '1001 => 1234,Alice', '1234'],
    ['with nothing but its PIN', '1001=1234', '1234'],
    ['with an empty name', '1001=1234,,,,', '1234'],
    ['with spaces around its PIN', '1001 = 1234 , Alice', '1234'],
    ['that may not change its PIN', '1001=-1234,Alice', '1234'],
    ['whose PIN has two dashes', '1001=--1234', '-1234'],
    ['whose PIN equals its number', '1001=1001,Alice', '1001'],
    ['whose PIN has letters and signs', '1001=12AB#*,Alice', '12AB#*'],
    ['with a comment behind', '1001=1234,Alice ; 1001=9999', '1234'],
    ['without a PIN', '1001=,Alice', ''],
    ['with nothing at all', '1001=', ''],
    ['with only a dash', '1001=-,Alice', ''],
    ['with an asterisk in front, which Asterisk does not take', '1001=*123,Alice', ''],
    ['with a dash and an asterisk in front', '1001=-*123', ''],
  ])('%s opens by its PIN only', (_, text, pin) => {
    expect(line(`[default]\n${text}`)).toEqual({
      number: '1001',
      context: 'default',
      pin,
      hasSecretFile: false,
    });
  });

  it.each(['general', 'General', 'zonemessages', 'pbxaliases', 'device'])('is not in [%s]', (section) => {
    expect(parse(`[${section}]\n1001=1234`).mailboxes.size).toBe(0);
  });

  it('has no number with a leading asterisk, which Asterisk does not accept', () => {
    expect([...parse('[default]\n*1=1111\n1*=2222').mailboxes.values()].map(({ number }) => number)).toEqual([
      '1*',
    ]);
  });

  it('is not in the section of the aliases', () => {
    expect(parse('[general]\naliasescontext=other\n[other]\n1001=1234').mailboxes.size).toBe(0);
  });

  it('is distinct from one with the same number in another context', () => {
    const text = '[default]\n1001=1111\n[sales]\n1001=2222\n';
    expect(line(text)?.pin).toBe('1111');
    expect(line(text, '1001', 'sales')?.pin).toBe('2222');
    expect(line(text, '1001', 'other')).toBeUndefined();
  });

  it('counts once, by its first line, even when its context is repeated', () => {
    expect(line('[default]\n1001=1111\n1001=2222\n[DEFAULT]\n1001=3333')?.pin).toBe('1111');
  });

  it('is found by its exact number, and ignores the case of its context', () => {
    expect(line('[Default]\n1001=1111', '1001', 'dEFAULT')?.context).toBe('Default');
    expect(line('[default]\nabc=1111', 'ABC')).toBeUndefined();
    expect(line('[default]\n1001=1111', '1001 ')).toBeUndefined();
  });

  it('has its PIN in the spool folder if voicemail.conf sets that, for all or for one', () => {
    const forAll =
      '[general]\npasswordlocation=spooldir\n[default]\n1001=1,A,,,\n1002=2,B,,,passwordlocation=voicemail.conf';
    expect(line(forAll)?.hasSecretFile).toBe(true);
    expect(line(forAll, '1002')?.hasSecretFile).toBe(false);
    expect(line('[default]\n1001=1,A,,,attach=yes|passwordlocation=spooldir')?.hasSecretFile).toBe(true);
  });

  it('returns any valid PIN unchanged', () => {
    const pins = fc.string({ unit: fc.constantFrom(...'0123456789ABCD*#'), minLength: 1, maxLength: 12 });
    const names = fc.string({ unit: fc.constantFrom(...'aZ é&"<>[]=-|.') });
    fc.assert(
      fc.property(
        pins,
        names,
        fc.constantFrom('=', ' = ', '=>', ' => '),
        fc.boolean(),
        (pin, name, equals, fixed) => {
          const text = `[default]\n1001${equals}${fixed ? '-' : ''}${pin},${name},a@x.org,,attach=yes\n`;
          expect(line(text)?.pin).toBe(pin.startsWith('*') ? '' : pin);
        },
      ),
    );
  });

  it('never has a PIN with a leading asterisk', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(usablePin(text)).not.toMatch(/^\*/);
      }),
    );
  });
});

describe('an alias', () => {
  it('counts when aliasescontext names its section', () => {
    const text = '[pbxaliases]\n1001@device=1001@default\n9007@device = 2007\n';
    expect(parse(text).aliases.size).toBe(0);
    const { aliases } = parse(`[general]\naliasescontext=pbxaliases\n${text}`);
    expect([...aliases.values()]).toEqual([
      { number: '1001', context: 'default' },
      { number: '2007', context: 'default' },
    ]);
    expect(aliases.get(addressKey({ number: '9007', context: 'device' }))?.number).toBe('2007');
  });
});

describe('any text', () => {
  it('never throws, and every mailbox is found by its key', () => {
    const odd = fc.string({ unit: fc.constantFrom(...'[]()+!;-\\=>#\n 1a,|@') });
    fc.assert(
      fc.property(odd, (text) => {
        const { mailboxes } = parse(`[general]\naliasescontext=b\n[b]\n${text}\n[default]\n${text}`);
        for (const [key, mailbox] of mailboxes) expect(addressKey(mailbox)).toBe(key);
      }),
    );
  });
});

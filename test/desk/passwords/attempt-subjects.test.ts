import { ATTEMPT_POLICIES, lockoutRange } from '../../../src/desk/passwords/attempt-policies';
import {
  type AttemptSubject,
  parseSubject,
  subjectPatterns,
  subjectText,
} from '../../../src/desk/passwords/attempt-subjects';
import { activeLockouts } from '../../../src/desk/passwords/lockouts';
import { sourceOf } from '../../../src/lib/ip';
import { type Mac, parseMac } from '../../../src/lib/mac';
import fc from '../../fast-check';

const MAC = parseMac('005058000001') as Mac;
const NOW = Date.UTC(2026, 0, 1);

const extension = fc.stringMatching(/^[0-9]{1,20}$/);
const address = fc.oneof(fc.ipV4(), fc.ipV6());
const addressOrNull = fc.option(address);
const mac = fc.stringMatching(/^[0-9a-f]{12}$/).map((text) => parseMac(text) as Mac);
const subject: fc.Arbitrary<AttemptSubject> = fc.oneof(
  fc.record({ kind: fc.constant('extension' as const), extension }),
  fc.record({ kind: fc.constant('address' as const), address: address.map(sourceOf) }),
  fc.record({ kind: fc.constant('extension-at-other-phones' as const), extension }),
  fc.constant({ kind: 'admin-at-all-phones' as const }),
  fc.constant({ kind: 'unverified-internal-phones' as const }),
  fc.constant({ kind: 'unverified-external-phones' as const }),
  fc.record({ kind: fc.constant('logins' as const), extension }),
  fc.record({ kind: fc.constant('extension-at-phone' as const), extension, mac, address: addressOrNull }),
  fc.record({ kind: fc.constant('phone' as const), mac, address: addressOrNull }),
  fc.constant({ kind: 'admin' as const }),
  fc.record({ kind: fc.constant('admin-at-phone' as const), mac, address: addressOrNull }),
);

describe('the text of a subject', () => {
  test('parses to the subject, so that no two have the same text', () => {
    fc.assert(
      fc.property(subject, (subjectUnderTest) => {
        expect(parseSubject(subjectText(subjectUnderTest))).toEqual(subjectUnderTest);
      }),
    );
  });

  test('any other text is rejected', () => {
    const others = [
      '',
      'extension',
      'phone 0050',
      'phone',
      'logins',
      'unverified-phones',
      'admin@x|y',
      'Strangers',
      'addresses 1',
    ];
    for (const text of others) expect([text, parseSubject(text)]).toEqual([text, null]);
    fc.assert(
      fc.property(fc.string(), (text) => {
        const read = parseSubject(text);
        if (read) expect(subjectText(read)).toBe(text);
      }),
    );
  });
});

describe('lockouts that are lifted', () => {
  const names: AttemptSubject[] = [
    { kind: 'extension', extension: '1001' },
    { kind: 'extension', extension: '10011' },
    { kind: 'extension-at-phone', extension: '1001', mac: MAC, address: '192.0.2.7' },
    { kind: 'phone', mac: MAC, address: '192.0.2.7' },
    { kind: 'phone', mac: MAC, address: '192.0.2.70' },
    { kind: 'address', address: '192.0.2.7' },
    { kind: 'address', address: '192.0.2.70' },
    { kind: 'admin' },
    { kind: 'admin-at-phone', mac: MAC, address: '192.0.2.7' },
    { kind: 'unverified-external-phones' },
    { kind: 'logins', extension: '1001' },
    { kind: 'logins', extension: '10011' },
    { kind: 'phone', mac: MAC, address: null },
    { kind: 'extension-at-phone', extension: '1002', mac: MAC, address: null },
  ];
  const chosen = (patterns: readonly string[]) =>
    names
      .map(subjectText)
      .filter((name) =>
        patterns.some((pattern) =>
          new RegExp(`^${pattern.replace(/[.|]/g, '\\$&').replaceAll('%', '.*')}$`).test(name),
        ),
      );

  test.each([
    [
      'an extension',
      { extension: '1001' },
      ['extension 1001', `extension 1001@${MAC}|192.0.2.7`, 'logins 1001'],
    ],
    [
      'an address',
      { address: '192.0.2.7' },
      [
        `extension 1001@${MAC}|192.0.2.7`,
        `phone ${MAC}|192.0.2.7`,
        'address 192.0.2.7',
        `admin@${MAC}|192.0.2.7`,
      ],
    ],
    [
      'a phone',
      { mac: MAC },
      [
        `extension 1001@${MAC}|192.0.2.7`,
        `phone ${MAC}|192.0.2.7`,
        `phone ${MAC}|192.0.2.70`,
        `admin@${MAC}|192.0.2.7`,
        `phone ${MAC}`,
        `extension 1002@${MAC}`,
      ],
    ],
  ])('%s', (_what, command, expected) => {
    expect(chosen(subjectPatterns(command))).toEqual(expected);
  });

  test('all', () => {
    expect(chosen(subjectPatterns({ all: true }))).toHaveLength(names.length);
  });
});

describe('active lockouts', () => {
  const counter = (name: string, failures: number, lastAt: number) => ({ subject: name, failures, lastAt });
  const scale = { extensions: 300, maxLoginsPerHour: 20 };

  test('have the end of the wait by the policy of their subject', () => {
    const { free } = ATTEMPT_POLICIES.unverifiedAddress;
    const lockouts = activeLockouts(
      [
        counter('extension 1001', 3, NOW - 1_000),
        counter('extension 1002', 2, NOW - 1_000),
        counter('extension 1003', 3, NOW - 30_000),
        counter(`extension 1001@${MAC}|192.0.2.7`, 4, NOW - 1_000),
        counter('address 192.0.2.7', free, NOW - 1_000),
        counter('unverified-internal-phones', 89, NOW),
        counter('unverified-external-phones', 90, NOW - 60_000),
        counter('logins 1001', 20, NOW - 60_000),
        counter('logins 1002', 20, NOW - 180_000),
        counter('nonsense', 99, NOW),
      ],
      scale,
      NOW,
    );
    expect(lockouts).toEqual([
      { subject: { kind: 'extension', extension: '1001' }, failures: 3, until: NOW + 29_000 },
      { subject: { kind: 'address', address: '192.0.2.7' }, failures: free, until: NOW + 9_000 },
      { subject: { kind: 'unverified-external-phones' }, failures: 90, until: NOW + 23 * 60_000 },
      { subject: { kind: 'logins', extension: '1001' }, failures: 20, until: NOW + 120_000 },
    ]);
  });

  test('do not exist below the minimum of failures or beyond the longest wait', () => {
    const scales = fc.record({ extensions: fc.nat(2_000), maxLoginsPerHour: fc.nat(1_000) });
    fc.assert(
      fc.property(
        subject,
        fc.nat(500),
        fc.nat(86_400_000),
        scales,
        (subjectUnderTest, failures, ago, any) => {
          const { least, longestMs } = lockoutRange(any);
          const counters = [counter(subjectText(subjectUnderTest), failures, NOW - ago)];
          if (activeLockouts(counters, any, NOW).length > 0)
            expect(failures >= least && ago < longestMs).toBe(true);
        },
      ),
    );
  });
});

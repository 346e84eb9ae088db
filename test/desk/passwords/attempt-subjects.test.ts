import {
  ATTEMPT_POLICIES,
  type AttemptSubject,
  parseSubject,
  policyOf,
  subjectPatterns,
  subjectText,
} from '../../../src/desk/passwords/attempt-subjects';
import { activeLockouts, LONGEST_WAIT_MS, MIN_LOCKOUT_FAILURES } from '../../../src/desk/passwords/lockouts';
import { sourceOf } from '../../../src/lib/ip';
import { type Mac, parseMac } from '../../../src/lib/mac';
import fc from '../../fast-check';

const MAC = parseMac('005058000001') as Mac;
const NOW = Date.UTC(2026, 0, 1);

const extension = fc.stringMatching(/^[0-9]{1,20}$/);
const address = fc.oneof(fc.ipV4(), fc.ipV6());
const mac = fc.stringMatching(/^[0-9a-f]{12}$/).map((text) => parseMac(text) as Mac);
const subject: fc.Arbitrary<AttemptSubject> = fc.oneof(
  fc.record({ kind: fc.constant('extension' as const), extension }),
  fc.record({ kind: fc.constant('address' as const), address: address.map(sourceOf) }),
  fc.record({ kind: fc.constant('extension-at-other-phones' as const), extension }),
  fc.constant({ kind: 'admin-at-all-phones' as const }),
  fc.constant({ kind: 'unverified-phones' as const }),
  fc.record({ kind: fc.constant('extension-at-phone' as const), extension, mac, address }),
  fc.record({ kind: fc.constant('phone' as const), mac, address }),
  fc.constant({ kind: 'admin' as const }),
  fc.record({ kind: fc.constant('admin-at-phone' as const), mac, address }),
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
      'phone 005058000001',
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
    { kind: 'unverified-phones' },
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
    ['an extension', { extension: '1001' }, ['extension 1001', `extension 1001@${MAC}|192.0.2.7`]],
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

  test('have the end of the wait by the policy of their subject', () => {
    const { free } = ATTEMPT_POLICIES.unverifiedAddress;
    const lockouts = activeLockouts(
      [
        counter('extension 1001', 3, NOW - 1_000),
        counter('extension 1002', 2, NOW - 1_000),
        counter('extension 1003', 3, NOW - 30_000),
        counter(`extension 1001@${MAC}|192.0.2.7`, 4, NOW - 1_000),
        counter('address 192.0.2.7', free, NOW - 1_000),
        counter('nonsense', 99, NOW),
      ],
      NOW,
    );
    expect(lockouts).toEqual([
      { subject: { kind: 'extension', extension: '1001' }, failures: 3, until: NOW + 29_000 },
      { subject: { kind: 'address', address: '192.0.2.7' }, failures: free, until: NOW + 9_000 },
    ]);
  });

  test('do not exist below the minimum of failures or beyond the longest wait', () => {
    fc.assert(
      fc.property(subject, fc.nat(500), fc.nat(LONGEST_WAIT_MS * 2), (subjectUnderTest, failures, ago) => {
        const waits =
          activeLockouts([counter(subjectText(subjectUnderTest), failures, NOW - ago)], NOW).length > 0;
        if (waits) expect(failures >= MIN_LOCKOUT_FAILURES && ago < LONGEST_WAIT_MS).toBe(true);
      }),
    );
    expect(policyOf({ kind: 'unverified-phones' })).toBe(ATTEMPT_POLICIES.allUnverifiedPhones);
  });
});

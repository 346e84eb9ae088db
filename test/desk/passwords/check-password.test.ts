import type { Extension, HotdeskPin, Mailbox } from '../../../src/desk/model';
import { checkPassword, type PasswordSources } from '../../../src/desk/passwords/check-password';
import { DEFAULT_DESK_SETTINGS, type DeskSettings } from '../../../src/desk/settings';
import { hashPassword, passwordMatches } from '../../../src/lib/passwords';

const directoryWith = (
  mailbox: Mailbox | null | Error,
  hotdeskPin: HotdeskPin | null = null,
): PasswordSources & { readonly queried: string[] } => {
  const queried: string[] = [];
  return {
    queried,
    hotdeskPin: async (extension) => (hotdeskPin?.extension === extension ? hotdeskPin : null),
    directory: {
      mailbox: async (number) => {
        queried.push(number);
        if (mailbox instanceof Error) throw mailbox;
        return mailbox;
      },
    },
  };
};

const WITH_MAILBOX: Extension = { number: '1001', name: 'Alice Adams', mailboxContext: 'default' };
const WITHOUT_MAILBOX: Extension = { number: '1003', name: 'Carol Clark', mailboxContext: null };
const box = (pin: string): Mailbox => ({ number: '1001', context: 'default', pin });

let both: DeskSettings;
const off = DEFAULT_DESK_SETTINGS;

beforeAll(async () => {
  const [userPassword, adminPassword] = await Promise.all([
    hashPassword('desk-user'),
    hashPassword('desk-admin'),
  ]);
  both = { ...DEFAULT_DESK_SETTINGS, userPassword, adminPassword };
});

/** At a known phone, where the Admin password is not locked. */
const ANYWHERE = { adminAllowed: true, isKnownPhone: true };

const WRONG = { refused: 'wrong-password' };

describe('a mailbox', () => {
  test.each([
    ['accepts its PIN', '4711', '4711', 'voicemail-pin'],
    ['refuses another PIN', '4711', '4712', WRONG],
    ['refuses its PIN with extra digits', '4711', '47110', WRONG],
    ['refuses the User Password', '4711', 'desk-user', WRONG],
    ['accepts the Admin password', '4711', 'desk-admin', 'admin-password'],
    ['with an empty PIN refuses an empty password', '', '', WRONG],
    ['with an empty PIN does not fall back to the User Password', '', 'desk-user', WRONG],
    ['with an empty PIN accepts the Admin password', '', 'desk-admin', 'admin-password'],
  ] as const)('%s', async (_title, pin, typed, expected) => {
    expect(await checkPassword(directoryWith(box(pin)), both, WITH_MAILBOX, typed, ANYWHERE)).toEqual(
      expected,
    );
  });

  test.each([
    ['refuses its weak PIN where the phone is not known', '1234', '1234', { refused: 'weak-voicemail-pin' }],
    ['calls another PIN wrong, though its own is weak', '1234', '4711', WRONG],
    ['accepts its other PIN there', '4711', '4711', 'voicemail-pin'],
    ['accepts the Admin password there', '1234', 'desk-admin', 'admin-password'],
  ] as const)('%s', async (_title, pin, typed, expected) => {
    const rights = { adminAllowed: true, isKnownPhone: false };
    const sources = directoryWith(box(pin));
    expect(await checkPassword(sources, both, WITH_MAILBOX, typed, rights)).toEqual(expected);
  });

  test('accepts its weak PIN at a known phone, and anywhere if an admin allows it', async () => {
    const sources = directoryWith(box('1234'));
    expect(await checkPassword(sources, both, WITH_MAILBOX, '1234', ANYWHERE)).toBe('voicemail-pin');
    const everywhere: DeskSettings = { ...both, weakVoicemailPins: 'everywhere' };
    const rights = { adminAllowed: true, isKnownPhone: false };
    expect(await checkPassword(sources, everywhere, WITH_MAILBOX, '1234', rights)).toBe('voicemail-pin');
  });

  test('that cannot be found does not fall back to the User Password', async () => {
    expect(await checkPassword(directoryWith(null), both, WITH_MAILBOX, 'desk-user', ANYWHERE)).toEqual(
      WRONG,
    );
  });

  test('that cannot be read is a fault, neither a refusal nor a login', async () => {
    const broken = directoryWith(new Error('voicemail.conf cannot be read'));
    await expect(checkPassword(broken, both, WITH_MAILBOX, 'desk-user', ANYWHERE)).rejects.toThrow(
      'cannot be read',
    );
  });
});

describe('an extension without a mailbox', () => {
  test.each([
    ['accepts the User Password', 'desk-user', 'user-password'],
    ['accepts the Admin password', 'desk-admin', 'admin-password'],
    ['refuses any other password', '1003', WRONG],
  ] as const)('%s', async (_title, typed, expected) => {
    expect(await checkPassword(directoryWith(box('1003')), both, WITHOUT_MAILBOX, typed, ANYWHERE)).toEqual(
      expected,
    );
  });
});

describe('without passwords in the settings', () => {
  test.each([
    ['the User Password', WITHOUT_MAILBOX, 'desk-user'],
    ['the Admin password', WITH_MAILBOX, 'desk-admin'],
    ['an empty password', WITHOUT_MAILBOX, ''],
  ] as const)('%s is refused', async (_title, extension, typed) => {
    expect(await checkPassword(directoryWith(box('4711')), off, extension, typed, ANYWHERE)).toEqual(WRONG);
  });
});

describe('a hot-desk PIN', () => {
  let hotdeskPin: HotdeskPin;
  beforeAll(async () => {
    hotdeskPin = { extension: '1001', hash: await hashPassword('835279'), mustChange: false, changedAt: 1 };
  });

  test.each([
    ['opens the extension', '835279', 'hotdesk-pin'],
    ['replaces the voicemail PIN', '4711', WRONG],
    ['does not replace the Admin password', 'desk-admin', 'admin-password'],
  ] as const)('%s', async (_title, typed, expected) => {
    const sources = directoryWith(box('4711'), hotdeskPin);
    expect(await checkPassword(sources, both, WITH_MAILBOX, typed, ANYWHERE)).toEqual(expected);
    expect(sources.queried).toEqual([]);
  });

  test('replaces the User Password', async () => {
    const sources = directoryWith(null, { ...hotdeskPin, extension: '1003' });
    expect(await checkPassword(sources, both, WITHOUT_MAILBOX, '835279', ANYWHERE)).toBe('hotdesk-pin');
    expect(await checkPassword(sources, both, WITHOUT_MAILBOX, 'desk-user', ANYWHERE)).toEqual(WRONG);
  });

  test('of another extension is refused', async () => {
    const sources = directoryWith(box('4711'), { ...hotdeskPin, extension: '1002' });
    expect(await checkPassword(sources, both, WITH_MAILBOX, '835279', ANYWHERE)).toEqual(WRONG);
    expect(await checkPassword(sources, both, WITH_MAILBOX, '4711', ANYWHERE)).toBe('voicemail-pin');
  });
});

test('a hash does not contain the password, and differs each time', async () => {
  const [one, other] = await Promise.all([hashPassword('desk-user'), hashPassword('desk-user')]);
  expect(one).not.toContain('desk-user');
  expect(one).not.toBe(other);
  expect(await passwordMatches('desk-user', one)).toBe(true);
  expect(await passwordMatches('desk-user', 'plain$desk-user')).toBe(false);
});

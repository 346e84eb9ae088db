import { hashPassword } from '../../desk/passwords';
import type { DeskSettings } from '../../desk/settings';
import type { Changes } from '../changes';
import { type Operation, operation } from '../operation';
import type { AdminStore } from '../ports';
import { isProblem } from '../problem';
import { settingsChange, settingsShown, showSettings } from '../schemas/settings';
import { withoutUndefined } from '../without-undefined';

interface SettingsParts {
  readonly store: Pick<AdminStore, 'settings'>;
  readonly changes: Changes;
}

const PATH = '/api/v1/settings';

export function settingsOperations({ store, changes }: SettingsParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: PATH,
      id: 'getSettings',
      tag: 'Settings',
      summary: 'The settings of the desk',
      reply: settingsShown,
      problems: [],
      answer: async () => showSettings(await store.settings()),
    }),
    operation({
      method: 'patch',
      path: PATH,
      id: 'changeSettings',
      tag: 'Settings',
      summary: 'Change some settings',
      body: settingsChange,
      reply: settingsShown,
      problems: [],
      async answer({ body, caller }) {
        const change = await hashed(withoutUndefined(body));
        const names = Object.keys(change);
        if (names.length > 0) {
          const made = await changes.make(caller, async (tx) => {
            await tx.writeSettings(change);
            const details = { changed: names.join(' ') };
            return { result: null, note: { action: 'settings-changed', resource: PATH, details } };
          });
          if (made !== null && isProblem(made)) return made;
        }
        return showSettings(await store.settings());
      },
    }),
  ];
}

/** Passwords are kept as hashes only. */
async function hashed(change: Partial<DeskSettings>): Promise<Partial<DeskSettings>> {
  const { userPassword, adminPassword, ...plain } = change;
  const [user, admin] = await Promise.all([hashOrNull(userPassword), hashOrNull(adminPassword)]);
  return {
    ...plain,
    ...(user === undefined ? {} : { userPassword: user }),
    ...(admin === undefined ? {} : { adminPassword: admin }),
  };
}

async function hashOrNull(password: string | null | undefined): Promise<string | null | undefined> {
  return typeof password === 'string' ? hashPassword(password) : password;
}

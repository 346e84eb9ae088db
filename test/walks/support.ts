import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import type { LabApp } from '../lab/lab-app';
import { eventually } from '../test-app';

export function labels(phone: SimulatedPhone): string[] {
  return phone.keys().map(({ label }) => label);
}

/** Presses the first key that opens the login app, and chooses an item of its menu. */
async function openApp(phone: SimulatedPhone, item: string): Promise<void> {
  const key = phone.keys().find(({ opens }) => opens !== null);
  await phone.pressKey(key?.slot ?? 'a key that opens the login app');
  await phone.choose(item);
}

/** Logs in as a user does: key, menu, form. Some phones show one field per page. */
export async function typeLogin(phone: SimulatedPhone, extension: string, password: string): Promise<void> {
  await openApp(phone, 'Login');
  const typed: Readonly<Record<string, string>> = { extension, password };
  for (let page = phone.screen(); page?.kind === 'form'; page = phone.screen()) {
    phone.fill(Object.fromEntries(page.fields.map(({ name }) => [name, typed[name] ?? ''])));
    await phone.submit();
  }
}

/** Logs in, and waits until the session is verified. */
export async function logInAt(
  app: LabApp,
  phone: SimulatedPhone,
  extension: string,
  password: string,
): Promise<void> {
  await typeLogin(phone, extension, password);
  await eventually(async () => (await sessionOf(app, extension))?.state === 'verified', 60_000);
}

export async function logOutAt(phone: SimulatedPhone): Promise<void> {
  await openApp(phone, 'Logout');
}

export async function sessionOf(app: LabApp, extension: string) {
  const [session] = await app.store.activeSessionsOf(extension);
  return session ?? null;
}

/** The contact URIs of an endpoint, from the console of Asterisk. */
export async function contactsOf(app: LabApp, endpoint: string): Promise<string[]> {
  const shown = await app.asterisk.cli('pjsip show contacts');
  return [...shown.matchAll(/Contact:\s+(\S+?)\/(\S+)/g)].flatMap(([, aor, uri]) =>
    aor === endpoint && uri ? [uri] : [],
  );
}

// Logins at simulated phones: they fetch, get their NOTIFY, and register at Asterisk.
import { BRANDS } from '../../phoneapps';
import { createSimulatedPhone } from '../../src/simulator/phone';
import type { SimulatedPhone } from '../../src/simulator/simulated-phone';
import { profileOf } from '../../test/device-profiles';
import { MODEL } from '../phones';
import { readPlan } from './plan';
import {
  type SimulatedPhonesPlan,
  type SimulatedPhonesResult,
  simulatedPhonesPlan,
} from './simulated-phones-plan';

type Login = SimulatedPhonesPlan['logins'][number];

interface PhoneLogin {
  readonly login: Login;
  readonly phone: SimulatedPhone;
}

const REGISTRATION_TIMEOUT_MS = 60_000;

async function main(): Promise<void> {
  const { url, logins, atOnce } = readPlan(simulatedPhonesPlan);
  const phoneLogins = logins.map((login) => ({ login, phone: createPhone(url, login) }));
  try {
    for (const phoneLogin of phoneLogins) await openForm(phoneLogin);
    const result = atOnce ? await Promise.all(phoneLogins.map(logIn)) : await oneByOne(phoneLogins);
    process.stdout.write(JSON.stringify(result));
  } finally {
    await Promise.all(phoneLogins.map(({ phone }) => phone.powerOff()));
  }
}

function createPhone(url: string, { mac, address }: Login): SimulatedPhone {
  const brand = BRANDS.find(({ models }) => MODEL in models);
  if (brand === undefined) throw new Error(`no brand has a ${MODEL}`);
  return createSimulatedPhone({
    brand,
    profile: profileOf(brand),
    model: MODEL,
    mac,
    address,
    url,
    urlFrom: 'config',
  });
}

/** Boots and fills in the form, up to the last OK. */
async function openForm({ phone, login: { extension, pin } }: PhoneLogin): Promise<void> {
  await phone.boot();
  await phone.pressKey('Login Int');
  await phone.choose('Login');
  phone.fill({ extension, password: pin });
}

async function oneByOne(phoneLogins: readonly PhoneLogin[]): Promise<SimulatedPhonesResult> {
  const result: SimulatedPhonesResult = [];
  for (const phoneLogin of phoneLogins) result.push(await logIn(phoneLogin));
  return result;
}

async function logIn({ phone, login: { extension } }: PhoneLogin): Promise<SimulatedPhonesResult[number]> {
  const submittedAt = Date.now();
  await phone.submit();
  const accepted = phone.screen()?.title === 'Logged in';
  if (accepted) await phone.until((it) => it.registered().includes(extension), REGISTRATION_TIMEOUT_MS);
  return { extension, submittedAt, accepted };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

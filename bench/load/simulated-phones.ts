// Simulated phones at which somebody logs in: they fetch, take their NOTIFY, and register at Asterisk.
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

interface Place {
  readonly login: Login;
  readonly phone: SimulatedPhone;
}

const REGISTERED_WITHIN_MS = 60_000;

async function main(): Promise<void> {
  const { url, logins, atOnce } = readPlan(simulatedPhonesPlan);
  const places = logins.map((login) => ({ login, phone: createPhone(url, login) }));
  try {
    for (const place of places) await openForm(place);
    const result = atOnce ? await Promise.all(places.map(logIn)) : await inTurn(places);
    process.stdout.write(JSON.stringify(result));
  } finally {
    await Promise.all(places.map(({ phone }) => phone.powerOff()));
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

/** Up to the moment at which only OK is to be pressed. */
async function openForm({ phone, login: { extension, pin } }: Place): Promise<void> {
  await phone.boot();
  await phone.pressKey('Login Int');
  await phone.choose('Login');
  phone.fill({ extension, password: pin });
}

async function inTurn(places: readonly Place[]): Promise<SimulatedPhonesResult> {
  const result: SimulatedPhonesResult = [];
  for (const place of places) result.push(await logIn(place));
  return result;
}

async function logIn({ phone, login: { extension } }: Place): Promise<SimulatedPhonesResult[number]> {
  const submittedAt = Date.now();
  await phone.submit();
  const accepted = phone.screen()?.title === 'Logged in';
  if (accepted) await phone.until((it) => it.registered().includes(extension), REGISTERED_WITHIN_MS);
  return { extension, submittedAt, accepted };
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

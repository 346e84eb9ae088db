// Phones that log in at the same time, each from its own address. The fetches before are not timed.
import { fileOf, tokenIn } from '../phones';
import { getAs, inFlight, timed } from './as-phones';
import { type LogInPlan, type LogInResult, logInPlan } from './log-in-plan';
import { readPlan } from './plan';

type Login = LogInPlan['logins'][number];
type LoggedInPhone = LogInResult['loggedIn'][number];

async function main(): Promise<void> {
  const plan = readPlan(logInPlan);
  const withForm = await inFlight(plan.logins, plan.inFlight, async (login) => {
    const config = await getAs(login, plan.origin, `/provision/${fileOf(login)}`);
    return { ...login, token: tokenIn(config) };
  });
  const loggedIn: LoggedInPhone[] = [];
  const logins = await timed(withForm, plan.inFlight, async (login) => {
    const isIn = await logIn(plan.origin, login);
    const { mac, address, userAgent, token } = login;
    if (isIn) loggedIn.push({ mac, address, userAgent, token });
    return isIn;
  });
  const logouts = plan.logOutAfterwards
    ? await timed(loggedIn, plan.inFlight, (phone) => logOut(plan.origin, phone))
    : null;
  const result: LogInResult = { logins, logouts, loggedIn };
  process.stdout.write(JSON.stringify(result));
}

async function logIn(origin: string, login: Login & LoggedInPhone): Promise<boolean> {
  const typed = new URLSearchParams({ extension: login.extension, password: login.pin });
  const screen = await getAs(login, origin, `/apps/${login.token}/i/login?${typed}`);
  return screen.includes('Logged in');
}

async function logOut(origin: string, phone: LoggedInPhone): Promise<boolean> {
  const screen = await getAs(phone, origin, `/apps/${phone.token}/i/logout`);
  return screen.includes('Logged out');
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

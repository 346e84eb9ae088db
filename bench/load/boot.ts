// Phones that boot at the same time: each fetches its config from its own address and over its own connection.
import { fileOf } from '../phones';
import { getAs, timed } from './as-phones';
import { bootPlan } from './boot-plan';
import { readPlan } from './plan';

async function main(): Promise<void> {
  const { origin, inFlight, phones } = readPlan(bootPlan);
  const times = await timed(phones, inFlight, async (phone) => {
    const config = await getAs(phone, origin, `/provision/${fileOf(phone)}`);
    return config !== '';
  });
  process.stdout.write(JSON.stringify(times));
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});

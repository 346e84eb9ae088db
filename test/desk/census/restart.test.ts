import { openTestApp } from '../../test-app';
import { openThreePhones, phonesOf } from './three-phones';

const EVERYBODY = ['1001', '1002', '1003'];

test('an instance that starts in the middle of a restore knows what is missing', async () => {
  const before = await openThreePhones();
  const { app } = before;
  const putBack = before.empty('users');
  const after = await openTestApp({}, {}, app);
  try {
    after.stopClock();
    await after.desk.reconcile();
    expect((await after.desk.isLost('1001')) && after.desk.incompletePbx()?.losses).toMatchObject([
      { part: 'users', of: 5 },
      { part: 'devices', of: 5 },
      { part: 'sip', of: 4 },
    ]);
    expect(await after.desk.isLost('1999')).toBe(true);
  } finally {
    await after.close();
    putBack();
    await app.close();
  }
});

test('a restart does not take the last rows of a restore for deletions', async () => {
  const phones = await openThreePhones();
  const { app } = phones;
  for (let number = 2_000; number < 2_040; number += 1)
    app.users.set(String(number), { name: `User ${number}`, pin: null, secret: `secret-of-${number}` });
  await phones.pass(20);
  const putBack = phones.empty('users');
  await phones.pass(20);
  putBack();
  // Three of 45 are no tenth: only the restore that is going on makes them more than deletions.
  for (const number of EVERYBODY) app.users.delete(number);
  await phones.pass(10);
  const after = await openTestApp({}, {}, app);
  try {
    await app.desk.stop();
    after.stopClock();
    await phonesOf(after).pass(60);
    expect(after.desk.incompletePbx()).not.toBeNull();
    expect(await phonesOf(after).loggedIn()).toEqual(EVERYBODY);
  } finally {
    await after.close();
    await app.close();
  }
});

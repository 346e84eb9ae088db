const { existsSync } = require('node:fs');
const path = require('node:path');

/** The slowest suites, slowest first. Started last, they would keep one core busy while the others idle. */
const SLOW_SUITES = [
  // unit
  'trust/observer.test.ts',
  'trust/fortnight.full.test.ts',
  'trust/fuzz-phone-server.test.ts',
  'trust/fuzz-admin-api.test.ts',
  'trust/fuzz-login-form.test.ts',
  'admin/arbitrary-requests.test.ts',
  'phones/screens/titles.test.ts',
  'simulator/parsers/round-trip.test.ts',
  'desk/passwords/attempts.test.ts',
  // lab
  'faults/service-killed.lab.test.ts',
  'faults/bad-phones.full.lab.test.ts',
  'faults/interrupted-statements.full.lab.test.ts',
  'trust/attacker.full.lab.test.ts',
  'walks/both-boots.full.lab.test.ts',
  'docs/fail2ban.lab.test.ts',
  'desk/state-machine.lab.test.ts',
  'walks/two-instances.lab.test.ts',
  'store/desk-store.lab.test.ts',
  'walks/hotdesk-pin.lab.test.ts',
  'desk/race.lab.test.ts',
].map((file) => path.join(__dirname, file));

for (const file of SLOW_SUITES) {
  if (!existsSync(file)) throw new Error(`test/slow-first.cjs lists a suite that does not exist: ${file}`);
}

/** Sorts suites for jest (`--testSequencer`): the slow ones first, the others in jest's order. */
module.exports = class SlowFirst {
  sort(tests) {
    return [...tests].sort((one, other) => rankOf(one) - rankOf(other));
  }
  allFailedTests() {
    throw new Error('slow-first keeps no results of earlier runs');
  }
  cacheResults() {}
};

function rankOf({ path: file }) {
  const rank = SLOW_SUITES.indexOf(file);
  return rank < 0 ? SLOW_SUITES.length : rank;
}

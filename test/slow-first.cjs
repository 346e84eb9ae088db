const path = require('node:path');

/** The longest of both projects: begun last, they would keep one core busy and leave the others idle. */
const SLOW = [
  ...['attempts', 'fuzz-phone-server', 'lockouts', 'fuzz-login-form', 'fuzz-admin-api', 'titles', 'fuzz'],
  ...['service-killed', 'state-machine', 'race', 'two-instances', 'fail2ban'],
];

/** The order of suites for jest (`--testSequencer`): the slow ones first, the others as they come. */
module.exports = class SlowFirst {
  sort(tests) {
    return [...tests].sort((one, other) => placeOf(one) - placeOf(other));
  }
  allFailedTests() {
    throw new Error('this order knows nothing of earlier runs');
  }
  cacheResults() {}
};

function placeOf({ path: file }) {
  const place = SLOW.indexOf(path.basename(file).replace(/(\.full)?(\.lab)?\.test\.ts$/, ''));
  return place < 0 ? SLOW.length : place;
}

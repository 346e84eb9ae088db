/** The layers of docs/architecture.md as a test: `npm run lint` runs it. Types count as imports too. */
const BRAND_SHAPE = '^src/phones/(brands/(brand|format-name|parameters)|screens/screens-profile)\\.ts$';

/** @param {string} name @param {string} comment @param {string} from @param {string[]} may */
const layer = (name, comment, from, may) => ({
  name,
  comment,
  severity: 'error',
  from: { path: from },
  to: { path: '^(src|phoneapps|sql)/', pathNot: [from, '^src/lib/', ...may] },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    {
      name: 'no-circular',
      comment: 'No circle, not even of types.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    layer('lib-is-leaves', 'lib/ imports nothing of ours.', '^src/lib/', []),
    layer('desk-states-ports', 'The domain imports lib only; it states ports.', '^src/desk/', []),
    layer('listeners-know-no-route', 'Sockets, TLS and draining know no route.', '^src/listeners/', [
      '^src/desk/ports/log\\.ts$',
      '^src/config/',
    ]),
    layer('config-is-declared', 'Environment settings.', '^src/config/', []),
    layer('pbx-implements-ports', 'An adapter: implements ports of the desk.', '^src/pbx/', ['^src/desk/']),
    layer('asterisk-implements-ports', 'An adapter: implements ports of the desk.', '^src/asterisk/', [
      '^src/desk/',
    ]),
    layer(
      'store-implements-ports',
      'An adapter: implements ports of the desk and of the admin API.',
      '^src/store/',
      ['^src/desk/', '^src/admin/ports', '^src/config/', '^sql/migrations/'],
    ),
    layer('phones-call-the-desk', 'The phone server; brands are handed in.', '^src/phones/', [
      '^src/desk/',
      '^src/config/',
    ]),
    layer('admin-calls-the-desk', 'The admin API.', '^src/admin/', ['^src/desk/']),
    layer(
      'simulator-proves-the-phones',
      'A phone in software: shares no parser and no writer with phones/.',
      '^src/simulator/',
      ['^src/desk/ports/', BRAND_SHAPE],
    ),
    layer('brands-are-data', 'A brand imports the shape of a brand and helpers.', '^phoneapps/', [
      '^src/phones/brands/',
      '^src/simulator/device-profile',
      '^src/desk/(ports/|model)',
    ]),
    {
      name: 'simulator-has-its-own-xml-reader',
      comment: 'Or it would prove nothing about the one of the phone server.',
      severity: 'error',
      from: { path: '^src/simulator/' },
      to: { path: '^src/lib/xml-reader' },
    },
    {
      name: 'only-the-mains-import-brands',
      comment: 'Everybody else is handed the brands.',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(cli/)?main\\.ts$' },
      to: { path: '^phoneapps/' },
    },
    {
      name: 'demo-and-cli-are-leaves-of-the-tree',
      comment: 'Nobody imports the command line; the demo is loaded by the composition root alone.',
      severity: 'error',
      from: { path: '^(src|phoneapps|sql)/', pathNot: '^src/(app|demo|cli)/' },
      to: { path: '^src/(demo|cli)/' },
    },
    layer('sql-is-alone', 'Migrations import nothing.', '^sql/', []),
    {
      name: 'desk-knows-no-adapter-library',
      severity: 'error',
      from: { path: '^src/desk/' },
      to: { path: 'node_modules/(express|knex|mysql2|asterisk-manager)/' },
    },
    {
      name: 'only-store-pbx-and-app-know-knex',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/(store|pbx|app|demo)/' },
      to: { path: 'node_modules/knex/' },
    },
    {
      name: 'only-asterisk-knows-ami',
      severity: 'error',
      from: { path: '^src/', pathNot: '^src/asterisk/' },
      to: { path: 'node_modules/asterisk-manager/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    includeOnly: { path: '^(src|phoneapps|sql)/|node_modules' },
    moduleSystems: ['cjs', 'es6'],
    enhancedResolveOptions: { extensions: ['.ts', '.d.ts', '.js', '.json'] },
  },
};

/**
 * Two projects: `unit` runs anywhere; `lab` runs against a real MariaDB and a real Asterisk (test/lab).
 * `npm test` (HOTDESK_TESTS=core) leaves out suites named `*.full.test.ts` and `*.full.lab.test.ts`.
 */
const core = process.env.HOTDESK_TESTS === 'core';

const common = {
  testEnvironment: 'node',
  testPathIgnorePatterns: ['/node_modules/', ...(core ? ['\\.full\\.(lab\\.)?test\\.ts$'] : [])],
  // `await import('./x.js')`: Node wants the extension of the compiled file, and here there is only x.ts.
  moduleNameMapper: { '^(\\.{1,2}/.+)\\.js$': ['$1', '$1.js'] },
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { target: 'es2022', parser: { syntax: 'typescript' } }, module: { type: 'commonjs' } },
    ],
  },
};

module.exports = {
  // Guards against a hang. Generous, because a busy machine can be a hundred times slower; no test asserts a time.
  testTimeout: 180_000,
  // How long jest may take to end before it warns that a handle may be open. On a busy machine it takes more than the default
  // of 1 s without any. One that a test left open is still reported.
  openHandlesTimeout: 10_000,
  // How long a worker may take to end before jest kills it and warns. Ending takes 0.2 to 0.4 s on a quiet machine, so that
  // jest's default of 0.5 s warns on a busy one. A handle that a test left open is still reported.
  workerGracefulExitTimeout: 10_000,
  projects: [
    {
      ...common,
      displayName: 'unit',
      setupFiles: ['<rootDir>/test/support/cheap-scrypt.ts'],
      testMatch: ['<rootDir>/test/**/*.test.ts', '!**/*.lab.test.ts'],
    },
    {
      ...common,
      displayName: 'lab',
      testEnvironment: '<rootDir>/test/lab/environment.ts',
      testMatch: ['<rootDir>/test/**/*.lab.test.ts'],
      globalSetup: '<rootDir>/test/lab/report-versions.mjs',
    },
  ],
};

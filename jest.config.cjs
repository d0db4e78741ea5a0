/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/tests/support/environment.cjs',
  testMatch: ['<rootDir>/tests/**/*.test.ts'],
  transform: {
    '\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
    // Parts of ECharts are ES modules alone.
    '/node_modules/(echarts|zrender)/.*\\.js$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'ecmascript' }, target: 'es2023' }, module: { type: 'commonjs' } },
    ],
  },
  transformIgnorePatterns: ['/node_modules/(?!(echarts|zrender)/)'],
  // Every look-up of a global goes through jest's realm: without this, simulations take ten times as long.
  sandboxInjectedGlobals: ['Math'],
  // Of a test that hangs, on whatever machine. What has to be fast is measured in its test.
  testTimeout: 900_000,
  modulePathIgnorePatterns: ['<rootDir>/dist', '<rootDir>/.driftgate', '<rootDir>/.serverless'],
};

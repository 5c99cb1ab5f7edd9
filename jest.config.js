const base = require('@jupyterlab/testutils/lib/jest-config')(__dirname);

// ES modules that Jest must transpile
const esm = [
  '@codemirror',
  '@jupyter/',
  '@jupyterlab/',
  '@lezer',
  '@marijn',
  '@microsoft',
  '@rjsf',
  '@xyflow',
  'crelt',
  'd3-.*',
  'exenv-es6',
  'lib0',
  'lodash-es',
  'nanoid',
  'style-mod',
  'vscode-ws-jsonrpc',
  'w3c-keyname',
  'y-protocols',
  'y-websocket',
  'yjs',
  'zustand'
].join('|');

module.exports = {
  ...base,
  automock: false,
  reporters: ['default'],
  testTimeout: 30000,
  // the built labextension carries a package.json of the same name
  modulePathIgnorePatterns: [
    '<rootDir>/jupyter_ext/',
    '<rootDir>/build/',
    '<rootDir>/.venv/'
  ],
  testRegex: 'src/.*/.*\\.spec\\.tsx?$',
  transformIgnorePatterns: [`/node_modules/(?!${esm}).+`],
  collectCoverageFrom: ['src/**/*.{ts,tsx}', '!src/**/__tests__/**']
};

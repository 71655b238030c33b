// Mistakes only: how code is laid out is nobody's business here.

import js from '@eslint/js';
import globals from 'globals';

const correctness = {
  ...js.configs.recommended.rules,
  'array-callback-return': 'error',
  'consistent-return': 'off',
  eqeqeq: ['error', 'always', { null: 'ignore' }],
  'no-await-in-loop': 'off',
  'no-constructor-return': 'error',
  'no-implicit-globals': 'error',
  'no-promise-executor-return': 'off',
  'no-self-compare': 'error',
  'no-template-curly-in-string': 'error',
  'no-unreachable-loop': 'error',
  'no-unused-vars': ['error', { ignoreRestSiblings: true }],
  'no-var': 'error',
  'prefer-const': 'error',
};

const parserOptions = { ecmaFeatures: { jsx: true } };

export default [
  { ignores: ['build/', '**/target/', '.tools/', '.wrangler/', 'test-results/', '**/node_modules/', '**/*.d.ts'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['*.js', 'scripts/**/*.mjs', 'bench/**/*.{js,mjs}', 'tests/**/*.{js,mjs}'],
    languageOptions: { globals: globals.node },
    rules: correctness,
  },
  {
    files: ['public/**/*.{js,jsx}'],
    languageOptions: { globals: globals.browser, parserOptions },
    rules: correctness,
  },
  { files: ['public/sw.js'], languageOptions: { globals: globals.serviceworker } },
  // A browser test's callbacks run in the page.
  { files: ['tests/browser/**'], languageOptions: { globals: { ...globals.node, ...globals.browser } } },
];

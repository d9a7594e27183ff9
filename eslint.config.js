// Rules for the page's modules and their tests.

import js from '@eslint/js';
import globals from 'globals';

const rules = {
  'max-statements-per-line': ['error', { max: 1 }],
  'one-var': ['error', 'never'],
  complexity: ['error', 15],
  'no-unused-vars': 'error',
  'no-undef': 'error',
};

export default [
  { ignores: ['.venv/', 'venv/', 'workspace/', 'build/', 'dist/', 'shared/', '**/*.min.js'] },
  js.configs.recommended,
  { files: ['ui/**/*.js'], languageOptions: { globals: globals.browser }, rules },
  {
    files: ['tests/**/*.js', '*.js'],
    languageOptions: { globals: { ...globals.browser, ...globals.node } },
    rules,
  },
];

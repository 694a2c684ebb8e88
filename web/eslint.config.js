import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

/** What a folder may not import; the order is ui < shared < features < site. */
function keepOut(files, patterns) {
  return {
    files,
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: patterns.map(([group, message]) => ({ group: [group], message })) },
      ],
    },
  }
}

export default [
  { ignores: ['src/api/generated*/**', 'node_modules/**'] },
  ...vue.configs['flat/recommended'],
  {
    files: ['**/*.ts', '**/*.vue'],
    languageOptions: {
      parser: vueParser,
      parserOptions: { parser: tseslint.parser, sourceType: 'module', extraFileExtensions: ['.vue'] },
    },
    plugins: { '@typescript-eslint': tseslint.plugin },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true }],
      'no-console': 'error',
      eqeqeq: ['error', 'smart'],
      // The formatter owns the layout of templates.
      'vue/max-attributes-per-line': 'off',
      'vue/singleline-html-element-content-newline': 'off',
      'vue/multiline-html-element-content-newline': 'off',
      'vue/html-self-closing': 'off',
      'vue/html-indent': 'off',
      'vue/html-closing-bracket-newline': 'off',
      'vue/first-attribute-linebreak': 'off',
      'vue/require-default-prop': 'off',
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/define-props-declaration': ['error', 'type-based'],
      'vue/no-v-html': 'error',
      'vue/no-bare-strings-in-template': [
        'error',
        {
          allowlist: [
            '·',
            '–',
            '—',
            '/',
            '+',
            '-',
            '×',
            '…',
            '~',
            '(',
            ')',
            '（',
            '）',
            ':',
            '：',
            '%',
            '㎡',
            '广',
            '厦',
            '✓',
            'EN',
            '中文',
            '←',
            '→',
            ',',
            '，',
            '。',
          ],
        },
      ],
    },
  },
  { files: ['**/*.vue'], rules: { 'max-lines': ['error', { max: 250, skipBlankLines: false }] } },
  keepOut(
    ['src/ui/**'],
    [
      ['@/features/**', 'ui knows no product'],
      ['@/shared/**', 'ui knows no product'],
      ['@/i18n/**', 'ui takes words as props'],
      ['@/api/**', 'ui fetches nothing'],
      ['vue-router', 'ui links by slot or href'],
    ],
  ),
  keepOut(['src/shared/**'], [['@/features/**', 'shared pieces know no feature']]),
  keepOut(
    ['src/geometry/**'],
    [
      ['vue', 'geometry is plain TypeScript'],
      ['@/*/**', 'geometry imports nothing of ours'],
    ],
  ),
  { files: ['tests/setup.ts'], rules: { 'no-console': 'off' } },
  { files: ['src/geometry/**'], rules: { 'max-lines': ['error', { max: 400 }] } },
]

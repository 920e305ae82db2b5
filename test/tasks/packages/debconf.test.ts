import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { fakeHost } from '../../../src/authoring/testing.ts'
import { debconfQuestions } from '../../../src/task-lib/packages/debconf-questions.ts'
import debconf from '../../../tasks/packages/debconf.ts'
import { bind } from '../../kit/contract.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// Output of Debconf::Question of debconf 1.5.82.

const AREAS = 'tzdata/Areas\0select\0true\0Etc\0'
const LIST = 'locales/list\0multiselect\0true\0en_US.UTF-8 UTF-8, de_DE.UTF-8 UTF-8\0'
const PASSWORD = 'app/password\0password\0true\0secret\0'
const ASKED = 'app/https\0boolean\0false\0true\0'

const ROWS: readonly TaskRow[] = [
  {
    title: 'an answer is set',
    params: { name: 'tzdata', question: 'tzdata/Areas', vtype: 'select', value: 'Europe' },
    answers: { 'debconf questions of tzdata': AREAS },
    expects: [
      'update debconf:tzdata/tzdata/Areas: {"value":"Etc"} -> {"value":"Europe"}',
      '$ [answer tzdata/Areas of tzdata]',
      '< "tzdata tzdata/Areas select Europe\\n"',
      'outputs: {"msg":"","previous":{"tzdata/Areas":"Etc"},"current":{"tzdata/Areas":"Europe"}}',
    ],
  },
  {
    title: 'an answer that matches is left unchanged',
    params: { name: 'tzdata', question: 'tzdata/Areas', vtype: 'select', value: 'Etc' },
    answers: { 'debconf questions of tzdata': AREAS },
    expects: ['in sync: {"msg":"","current":{"tzdata/Areas":"Etc"}}'],
  },
  {
    title: 'a package that is not installed has no questions',
    params: { name: 'app', question: 'app/https', vtype: 'boolean', value: 'Yes', unseen: true },
    answers: { 'debconf questions of app': '' },
    expects: [
      'create debconf:app/app/https: null -> {"value":"true"}',
      '$ [answer app/https of app]',
      '< "app app/https boolean true\\n"',
      'outputs: {"msg":"","previous":{"app/https":""},"current":{"app/https":"true"}}',
    ],
  },
  {
    title: 'several choices are compared in any order',
    params: {
      name: 'locales',
      question: 'locales/list',
      vtype: 'multiselect',
      value: ['de_DE.UTF-8 UTF-8', 'en_US.UTF-8 UTF-8'],
    },
    answers: { 'debconf questions of locales': LIST },
    expects: ['in sync: {"msg":"","current":{"locales/list":"en_US.UTF-8 UTF-8, de_DE.UTF-8 UTF-8"}}'],
  },
  {
    title: 'a password is set and not shown',
    params: { name: 'app', question: 'app/password', vtype: 'password', value: 'other' },
    answers: { 'debconf questions of app': PASSWORD },
    expects: [
      'update debconf:app/app/password: {} -> {"value":"(set)"}',
      '$ [answer app/password of app]',
      '< "app app/password password other\\n"',
      'outputs: {"msg":"","previous":{"app/password":"***"},"current":{"app/password":"***"}}',
    ],
  },
  {
    title: 'a password that matches is left unchanged',
    params: { name: 'app', question: 'app/password', vtype: 'password', value: 'secret' },
    answers: { 'debconf questions of app': PASSWORD },
    expects: ['in sync: {"msg":"","current":{"app/password":"***"}}'],
  },
  {
    title: 'a question is marked as seen',
    params: { name: 'app', question: 'app/https', vtype: 'seen', value: true },
    answers: { 'debconf questions of app': ASKED },
    expects: [
      'update debconf:app/app/https: {"seen":false} -> {"seen":true}',
      '$ [answer app/https of app]',
      '< "app app/https seen true\\n"',
      'outputs: {"msg":"","previous":{"app/https":"true"},"current":{"app/https":"true"}}',
    ],
  },
  {
    title: 'marking a missing question is an error',
    params: { name: 'app', question: 'app/https', vtype: 'seen', value: true },
    answers: { 'debconf questions of app': '' },
    expects: [
      'error: `app` has no question `app/https`',
      'hint: only a question that exists can be marked as seen: answer it in an earlier task',
    ],
  },
  {
    title: 'an answer of several lines is stored as in debconf',
    params: { name: 'app', question: 'app/text', vtype: 'text', value: 'a\nb' },
    answers: { 'debconf questions of app': 'app/text\0text\0true\0a\nb\0' },
    expects: ['in sync: {"msg":"","current":{"app/text":"a\\\\nb"}}'],
  },
  {
    title: 'all answers of a package are read',
    params: { name: 'app' },
    answers: { 'debconf questions of app': ASKED + PASSWORD },
    expects: ['in sync: {"msg":"","current":{"app/https":"true","app/password":"***"}}'],
  },
  {
    title: 'a host without debconf is an error',
    params: { name: 'app' },
    answers: { 'debconf questions of app': { status: 3 } },
    expects: ['error: the host has no debconf', 'hint: only hosts with Debian packages have it'],
  },
  {
    title: 'a question without an answer is refused',
    params: { name: 'app', question: 'app/https' },
    expects: [
      'refused: vtype: `question`, `vtype` and `value` belong together',
      'refused: value: `question`, `vtype` and `value` belong together',
    ],
  },
  {
    title: 'values that debconf-set-selections would misinterpret are refused',
    params: { name: '-u', question: 'a b', vtype: 'error', value: 'a\r\napp app/x string y' },
    expects: [
      'refused: name: expected the name of a package',
      'refused: question: expected one word',
      'refused: value: expected text without carriage returns',
      'refused: vtype: a question of the type `error` has no answer: expected another type',
    ],
  },
  {
    title: 'an invalid flag is refused',
    params: { name: 'app', question: 'app/https', vtype: 'boolean', value: 'maybe' },
    expects: ['refused: value: expected true or false'],
  },
]

test('the result has the answer, and not all answers that the check after apply reads', async () => {
  const applied = await debconf.apply?.({
    host: fakeHost({}).host,
    params: bind(debconf, { name: 'app', question: 'app/https', vtype: 'boolean', value: 'yes' }),
    environment: {},
  } as never)
  assert.equal(applied, { current: { 'app/https': 'true' } })
})

test('the programs of debconf get the environment of the task', async () => {
  const environment = { DEBCONF_SYSTEMRC: '/srv/debconf.conf' }
  const { text } = debconfQuestions({ name: 'app', environment }).script
  assert.match(text, /^export DEBCONF_SYSTEMRC=\/srv\/debconf.conf\n/)
})

taskRows('debconf', debconf, ROWS)

test.run()

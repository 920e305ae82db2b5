import { test } from 'uvu'
import * as assert from 'uvu/assert'
import homebrewTap from '../../../tasks/packages/homebrew_tap.ts'
import { bind } from '../../kit/contract.ts'
import { type TaskRow, taskRows } from '../../kit/task-rows.ts'

// In the format of `brew tap-info --json` of Homebrew 4.

const BREW = '/home/linuxbrew/.linuxbrew/bin/brew\n'
const RUN = `$ LC_ALL=C HOMEBREW_NO_AUTO_UPDATE=1 ${BREW.trim()}`

function tap(name: string, remote?: string) {
  const [user, repository] = name.split('/')
  const path = `/home/linuxbrew/.linuxbrew/Homebrew/Library/Taps/${user}/homebrew-${repository}`
  const known = { name, user, repo: repository, repository, path, official: false, formula_names: [] }
  if (remote === undefined) return { ...known, installed: false }
  return { ...known, installed: true, remote, custom_remote: false, private: false }
}

const answer = (...taps: readonly object[]) => `${BREW}${JSON.stringify(taps)}\n`

const ROWS: readonly TaskRow[] = [
  {
    title: 'missing taps are added',
    params: { name: 'Hashicorp/homebrew-tap, user/tools' },
    answers: {
      'the taps Hashicorp/homebrew-tap, user/tools': answer(
        tap('hashicorp/tap'),
        tap('user/tools', 'https://github.com/user/homebrew-tools'),
      ),
    },
    expects: [
      'create homebrew_tap:hashicorp/tap: null -> {"url":"https://github.com/hashicorp/homebrew-tap"}',
      `${RUN} tap Hashicorp/homebrew-tap`,
      'outputs: {}',
    ],
  },
  {
    title: 'a tap is added from a URL',
    params: { name: 'user/tools', url: 'https://git.example.com/brew.git' },
    answers: { 'the taps user/tools': answer(tap('user/tools')) },
    expects: [
      'create homebrew_tap:user/tools: null -> {"url":"https://git.example.com/brew.git"}',
      `${RUN} tap user/tools https://git.example.com/brew.git`,
      'outputs: {}',
    ],
  },
  {
    title: 'an existing tap from any URL is in sync',
    params: { name: 'user/tools' },
    answers: { 'the taps user/tools': answer(tap('user/tools', 'https://git.example.com/brew.git')) },
    expects: ['in sync: {}'],
  },
  {
    title: 'a tap with another URL is changed',
    params: { name: 'user/tools', url: 'https://git.example.com/brew.git' },
    answers: { 'the taps user/tools': answer(tap('user/tools', 'https://github.com/user/homebrew-tools')) },
    expects: [
      'update homebrew_tap:user/tools: {"url":"https://github.com/user/homebrew-tools"} -> {"url":"https://git.example.com/brew.git"}',
      `${RUN} tap --custom-remote user/tools https://git.example.com/brew.git`,
      'outputs: {}',
    ],
  },
  {
    title: 'a tap is removed',
    params: { name: ['user/tools', 'hashicorp/tap'], state: 'absent' },
    answers: {
      'the taps user/tools, hashicorp/tap': answer(
        tap('user/tools', 'https://github.com/user/homebrew-tools'),
        tap('hashicorp/tap'),
      ),
    },
    expects: [
      'delete homebrew_tap:user/tools: {"url":"https://github.com/user/homebrew-tools"} -> null',
      `${RUN} untap user/tools`,
      'outputs: {}',
    ],
  },
  {
    title: 'an invalid name is refused',
    params: { name: 'tools' },
    expects: ['refused: name: expected names such as `hashicorp/tap`'],
  },
  {
    title: 'a URL for several taps is refused',
    params: { name: 'a/b,c/d', url: 'https://git.example.com/brew.git' },
    expects: ['refused: url: expected a single name together with `url`'],
  },
  {
    title: 'a host without brew is an error',
    params: { name: 'a/b' },
    answers: { 'the taps a/b': { status: 3 } },
    expects: [
      'error: the host has no `brew`',
      'hint: install Homebrew in an earlier task, or set `path` to the directory of brew',
    ],
  },
]

taskRows('homebrew_tap', homebrewTap, ROWS)

test('the changes of `mayChange` have the names of the plan', async () => {
  const params = bind(homebrewTap, { name: 'Hashicorp/homebrew-tap' })
  assert.equal(await homebrewTap.mayChange?.({ params } as never), [
    { resource: 'homebrew_tap:hashicorp/tap' },
  ])
})

test.run()

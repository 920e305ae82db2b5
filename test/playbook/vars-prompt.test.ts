import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { type Ask, askVariables } from '../../src/ask-variables.ts'
import { InputError } from '../../src/errors.ts'
import { loadPlaybook } from '../../src/playbook/load.ts'
import type { Play } from '../../src/playbook/steps.ts'
import { folderOf, plainVars, problemsOf } from '../kit/project-files.ts'

const taskTypes = ['debug']

function playOf(prompts: string): Play {
  const folder = folderOf({ 'site.yml': `- hosts: all\n  vars: {a: 1, b: 2}\n  vars_prompt:\n${prompts}` })
  const [play] = loadPlaybook(join(folder, 'site.yml'), { taskTypes }).plays
  if (!play) throw new Error('there is no play')
  return play
}

/** Returns answers in order and records the prompts, with a `+` for those whose input is shown. */
function answering(...answers: readonly string[]): { ask: Ask; asked: string[] } {
  const asked: string[] = []
  const ask: Ask = (prompt, isShown) => {
    asked.push(`${isShown ? '+' : ''}${prompt}`)
    const answer = answers[asked.length - 1]
    if (answer === undefined) throw new InputError('there is no terminal to ask for a password')
    return answer
  }
  return { ask, asked }
}

test('variables are prompted for in order, and override those of `vars`', () => {
  const play = playOf(`
    - { name: b, prompt: Which one?, private: no }
    - name: c
    - { name: d, prompt: D, default: 7, private: no, unsafe: yes }
    - { name: e, prompt: E, default: x, confirm: yes }
`)
  const { ask, asked } = answering('{{ a }}', 's3cret', '', 'one', 'two', 'one', 'one')
  assert.equal(plainVars(askVariables(play, new Map(), ask).vars), {
    a: 1,
    b: '{{ a }}',
    c: '!secret s3cret',
    d: '!unsafe 7',
    e: '!secret one',
  })
  assert.equal(asked, [
    '+Which one?: ',
    'input for c: ',
    '+D [7]: ',
    ...['E [x]: ', 'confirm E [x]: ', 'E [x]: ', 'confirm E [x]: '],
  ])
})

test('a variable that `-e` sets is not prompted for, and a listing prompts for none', () => {
  const play = playOf('    - name: b\n    - { name: c, default: z, private: no }\n')
  const { ask, asked } = answering('answer')
  const place = { file: '--extra-vars', line: 1, column: 1 }
  const given = new Map([['b', { kind: 'scalar', value: 'x', place } as const]])
  assert.equal(plainVars(askVariables(play, given, ask).vars), { a: 1, b: 2, c: 'answer' })
  assert.equal(asked, ['+input for c [z]: '])
  assert.equal(plainVars(askVariables(play, new Map(), undefined).vars), { a: 1, b: '!secret ', c: 'z' })
})

test('an answer can be hashed', () => {
  const play = playOf('    - { name: p, encrypt: sha512_crypt, salt: abcdefgh }\n')
  const { vars } = askVariables(play, new Map(), answering('geheim').ask)
  // As printed by `openssl passwd -6 -salt abcdefgh geheim`.
  assert.is(
    plainVars(vars).p,
    '!secret $6$abcdefgh$msgktWxVAbjjh3X7lA5LaM7dS/ZfABJL6T4qcRsnjcOTj0kptUvZcrvrXIoO5fgPA9xz6UnF2To2Y7jGc/IZY/',
  )
  const drawn = askVariables(playOf('    - { name: p, encrypt: md5_crypt }\n'), new Map(), answering('x').ask)
  assert.match(String(plainVars(drawn.vars).p), /^!secret \$1\$[./0-9A-Za-z]{8}\$/)
})

test('without a terminal the default is used; without a default, the error names the variable', () => {
  const ask = answering().ask
  const withDefault = playOf('    - { name: b, default: x, private: no }\n')
  assert.is(plainVars(askVariables(withDefault, new Map(), ask).vars).b, 'x')
  const wrong = playOf('    - name: b\n    - { name: p, encrypt: bcrypt }\n')
  assert.equal(
    problemsOf(() => askVariables(wrong, new Map(), ask)),
    [
      'site.yml:4:13 `vars_prompt` asks for `b`, but there is no terminal to ask for a password (pipe it on standard input, or give it in an encrypted file: `-e @FILE`)',
    ].map(text => text.replace('site.yml', wrong.place.file)),
  )
  const open = playOf('    - { name: b, private: no }\n')
  assert.match(
    problemsOf(() => askVariables(open, new Map(), ask))[0] ?? '',
    /\(give it with `-e b=VALUE`\)$/,
  )
  assert.match(
    problemsOf(() => askVariables(wrong, new Map(), answering('x', 'y').ask))[0] ?? '',
    /:5:15 `encrypt` knows `sha512`, `sha256` and `md5`, got `bcrypt`/,
  )
})

test('all invalid prompts are reported at once with their places', () => {
  const folder = folderOf({
    'site.yml': `- hosts: all
  vars_prompt:
    - x
    - { prompt: x }
    - { name: a-b }
    - { name: a, privat: no }
    - { name: b, private: maybe, confirm: 1 }
    - { name: inventory_hostname }
- hosts: all
  vars_prompt: { name: x }
`,
  })
  const item = '(such as `- {name: release, prompt: "Which release?"}`)'
  assert.equal(
    problemsOf(() => loadPlaybook(join(folder, 'site.yml'), { taskTypes }), folder),
    [
      `site.yml:3:7 an item of \`vars_prompt\` must be a map with \`name\`, got \`x\` ${item}`,
      `site.yml:4:7 an item of \`vars_prompt\` must be a map with \`name\`, got a map ${item}`,
      'site.yml:5:15 `a-b` cannot be the name of a variable (letters, digits and `_`, not beginning with a digit: `a_b`)',
      'site.yml:6:18 an item of `vars_prompt` cannot have `privat` (it has name, prompt, default, encrypt, salt, private, confirm, unsafe, salt_size)',
      'site.yml:7:27 `private` must be true or false, got `maybe`',
      'site.yml:8:15 `vars_prompt` cannot set `inventory_hostname`: Drover sets this variable itself (choose another name)',
      `site.yml:10:16 \`vars_prompt\` must be a list of variables, got a map ${item}`,
    ],
  )
})

test.run()

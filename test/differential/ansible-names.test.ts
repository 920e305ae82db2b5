import { spawnSync } from 'node:child_process'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { FLAGS, INVENTORY_PLUGINS, KEYWORDS } from '../../docs/ansible-names.ts'

const READER = `
import json, os, re, subprocess
import ansible.plugins.inventory
from ansible.playbook.block import Block
from ansible.playbook.handler import Handler
from ansible.playbook.play import Play
from ansible.playbook.role.include import RoleInclude

keywords = {name: list(kind.fattributes) for name, kind in
            [('play', Play), ('role', RoleInclude), ('block', Block), ('task', Handler)]}
folder = os.path.dirname(ansible.plugins.inventory.__file__)
plugins = [name[:-3] for name in os.listdir(folder) if name.endswith('.py') and name != '__init__.py']
text = subprocess.run(['ansible-playbook', '--help'], capture_output=True, text=True).stdout
flags = [re.findall(r'(?<![\\w-])--?[a-zA-Z][\\w-]*', line.split('   ')[0]) for line in text.split('\\n') if re.match(r'  -', line)]
print(json.dumps({'keywords': keywords, 'plugins': plugins, 'flags': flags}))
`

/** Names that ansible-core uses only internally. */
const INTERNAL = ['async_val', 'loop_with']

const { stdout, stderr, status } = spawnSync('/usr/bin/python3', ['-c', READER], {
  encoding: 'utf8',
  env: { ...process.env, COLUMNS: '200' },
})
if (status !== 0) throw new Error(stderr)
const theirs = JSON.parse(stdout) as {
  readonly keywords: Readonly<Record<keyof typeof KEYWORDS.at, readonly string[]>>
  readonly plugins: readonly string[]
  readonly flags: readonly (readonly string[])[]
}

test('docs/ansible-core.md has every keyword of ansible-core, at every level', () => {
  for (const level of ['play', 'role', 'block', 'task'] as const) {
    const all = theirs.keywords[level].filter(name => !INTERNAL.includes(name))
    assert.equal([...KEYWORDS.at[level]].sort(), [...all].sort(), level)
  }
})

test('docs/ansible-core.md has every inventory plugin of ansible-core', () => {
  assert.equal(INVENTORY_PLUGINS.map(({ name }) => name).sort(), [...theirs.plugins].sort())
})

test('docs/ansible-core.md has every option of ansible-playbook', () => {
  const known = FLAGS.flatMap(({ names }) => names)
  assert.equal(
    [...new Set(theirs.flags.flat())].filter(name => !known.includes(name)),
    [],
  )
  const given = new Set(theirs.flags.flat())
  assert.equal(
    known.filter(name => !given.has(name)),
    [],
  )
})

test.run()

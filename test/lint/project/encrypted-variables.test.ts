import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { lintProject } from '../../../src/lint/lint.ts'
import { folderOf } from '../../kit/project-files.ts'

const SEALED = '$ANSIBLE_VAULT;1.1;AES256\n6162\n'
const SITE = `- hosts: web
  tasks:
    - name: Show it
      debug: { msg: "{{ api_key }} {{ api_kex }}" }
`
const INVENTORY = 'web: { hosts: { a: {} } }\n'

/**
 * The findings of `undefined-variable` and the notes; `opened` is the decrypted content of each encrypted
 * file.
 */
async function linted(files: Readonly<Record<string, string>>, opened?: string) {
  const folder = folderOf({ 'site.yml': SITE, 'inventory/hosts.yml': INVENTORY, ...files })
  const { findings, notes } = await lintProject({
    ...{ folder, paths: [], taskFolders: [] },
    ...(opened === undefined ? {} : { decrypt: () => Buffer.from(opened) }),
  })
  const found = findings.filter(({ rule }) => rule === 'undefined-variable').map(({ message }) => message)
  return { found, notes }
}

const undefinedOne = (name: string): string => `nothing in the project defines the variable \`${name}\``

test('an encrypted file without a key disables the rule, with a note', async () => {
  for (const file of ['inventory/group_vars/web.yml', 'secrets/web.age'])
    assert.equal(await linted({ [file]: SEALED }), {
      found: [],
      notes: [
        `\`undefined-variable\` was not applied, because no key decrypts ${file}: give it with \`--identity\` or \`--vault-password-file\``,
      ],
    })
})

test('an encrypted file with a key defines its variables', async () => {
  assert.equal(await linted({ 'inventory/group_vars/web.yml': SEALED }, 'api_key: x'), {
    found: [undefinedOne('api_kex')],
    notes: [],
  })
})

test('an encrypted file that defines no variables does not affect the rule', async () => {
  assert.equal(await linted({ 'sec.yml': SEALED }), {
    found: [undefinedOne('api_key'), undefinedOne('api_kex')],
    notes: [],
  })
})

test.run()

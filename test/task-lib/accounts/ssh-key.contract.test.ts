import { symlinkSync, writeFileSync } from 'node:fs'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import { sshKey } from '../../../src/task-lib/accounts/ssh-key.ts'
import { openLocalSessions, scratch } from '../../kit/local-session.ts'

const KEY = 'ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIDTaRuPK/Cl+sr38B9sann+O95c+toPcPrHiv7Z2qWcd of app'

test('a public key is read; a link in its place is not followed, and a file without a key gives none', async () => {
  const { path, remove } = scratch()
  const sessions = await openLocalSessions()
  try {
    writeFileSync(`${path}/key.pub`, `${KEY}\n`)
    symlinkSync(`${path}/key.pub`, `${path}/link.pub`)
    writeFileSync(`${path}/other.pub`, 'root:$6$hash\n')
    for (const { host, shell } of sessions) {
      const { ssh_public_key, ssh_fingerprint } = await host.ask(sshKey(`${path}/key`))
      assert.is(ssh_public_key, KEY, shell)
      assert.match(String(ssh_fingerprint), /^256 SHA256:\S+ of app \(ED25519\)$/)
      for (const name of ['link', 'other', 'none'])
        assert.equal(await host.ask(sshKey(`${path}/${name}`)), { ssh_key_file: `${path}/${name}` }, shell)
    }
  } finally {
    for (const { close } of sessions) await close()
    remove()
  }
})

test.run()

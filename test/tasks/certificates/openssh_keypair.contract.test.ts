import { execFileSync } from 'node:child_process'
import { chmodSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import keypair from '../../../tasks/certificates/openssh_keypair.ts'
import { holdsContract } from '../../kit/contract.ts'
import { inShells } from '../../kit/in-shells.ts'

const PASSPHRASE = `a "b" $(c) 'é' D_ANSWERS \\`

test('keys are made, kept, mended, replaced and removed, as ssh-keygen reads them', () =>
  inShells(async ({ host }, root) => {
    const path = join(root, 'a "key"')
    const holds = (params: object, expects: 'plan' | 'in-sync') =>
      holdsContract({ type: keypair, host, root, params: { path, ...params }, expects })
    const ed25519 = { type: 'ed25519', comment: "it's $HOME" }
    const { applied } = await holds(ed25519, 'plan')
    assert.is(readFileSync(`${path}.pub`, 'utf8'), `${applied.public_key}\n`)
    assert.is(applied.comment, "it's $HOME")
    assert.equal([statSync(path).mode & 0o7777, statSync(`${path}.pub`).mode & 0o7777], [0o600, 0o644])
    const printed = execFileSync('ssh-keygen', ['-l', '-f', path], { encoding: 'utf8' })
    assert.match(printed, String(applied.fingerprint))
    await holds(ed25519, 'in-sync')
    const key = readFileSync(path, 'utf8')

    rmSync(`${path}.pub`)
    await holds({ type: 'ed25519' }, 'plan')
    writeFileSync(`${path}.pub`, 'ssh-rsa AAAA x\n')
    await holds({ ...ed25519, comment: 'new' }, 'plan')
    assert.match(readFileSync(`${path}.pub`, 'utf8'), / new\n$/)
    assert.is(readFileSync(path, 'utf8'), key)

    await holds({ type: 'ecdsa', regenerate: 'never' }, 'in-sync')
    const refused = await holds({ type: 'ecdsa', regenerate: 'fail' }, 'plan').catch(
      (thrown: unknown) => thrown,
    )
    assert.match(String(refused), 'has another type or size')
    await holds({ type: 'ecdsa', size: 384 }, 'plan')
    const secret = { type: 'ed25519', passphrase: PASSPHRASE }
    const unreadable = await holds(secret, 'plan').catch((thrown: unknown) => thrown)
    assert.match(String(unreadable), 'cannot be read')
    await holds({ ...secret, regenerate: 'full_idempotence' }, 'plan')
    execFileSync('ssh-keygen', ['-y', '-P', PASSPHRASE, '-f', path])
    await holds(secret, 'in-sync')
    await holds({ ...secret, force: true }, 'plan')
    chmodSync(path, 0o400)
    await holds(secret, 'plan')
    await holds({ state: 'absent' }, 'plan')
    assert.not.ok(existsSync(path) || existsSync(`${path}.pub`))
  }))

test.run()

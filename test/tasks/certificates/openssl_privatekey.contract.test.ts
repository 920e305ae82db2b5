import { execFileSync } from 'node:child_process'
import {
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { InSync } from '../../../src/authoring/plan.ts'
import privatekey from '../../../tasks/certificates/openssl_privatekey.ts'
import { holdsContract } from '../../kit/contract.ts'
import { inShells } from '../../kit/in-shells.ts'

const ECC = { type: 'ECC', curve: 'secp256r1' }

test('keys are made, kept, converted, replaced, closed and removed, as openssl reads them', () =>
  inShells(async ({ host }, root) => {
    const path = join(root, "a key's file.pem")
    const holds = (params: object, expects: 'plan' | 'in-sync') =>
      holdsContract({ type: privatekey, host, root, params: { path, ...params }, expects })
    const made = await holds({ ...ECC, return_content: true }, 'plan')
    const key = readFileSync(path, 'utf8')
    assert.is(statSync(path).mode & 0o7777, 0o600)
    const printed = execFileSync('openssl', ['pkey', '-in', path, '-noout', '-text'], { encoding: 'utf8' })
    assert.match(printed, 'prime256v1')
    assert.is(String((made.applied as { privatekey: unknown }).privatekey), '***')
    assert.not.match(JSON.stringify(made.first), 'BEGIN')

    const kept = await holds(ECC, 'in-sync')
    assert.is((kept.first as InSync).outputs.filename, path)
    await holds({ ...ECC, mode: '0640' }, 'plan')
    await holds({ ...ECC, mode: '0640', format: 'pkcs8', format_mismatch: 'convert' }, 'plan')
    const der = (file: string) => execFileSync('openssl', ['pkey', '-in', file, '-outform', 'DER'])
    const old = join(root, 'old')
    writeFileSync(old, key)
    assert.equal(der(path), der(old))
    assert.match(readFileSync(path, 'utf8'), /^-----BEGIN PRIVATE KEY-----/)

    const secret = { passphrase: 'a "b" é', cipher: 'auto' }
    await holds({ ...ECC, ...secret, backup: true }, 'plan')
    execFileSync('openssl', ['pkey', '-in', path, '-passin', `pass:${secret.passphrase}`, '-noout'])
    await holds({ ...ECC, ...secret }, 'in-sync')
    await holds({ ...ECC, ...secret, regenerate: 'always' }, 'plan')

    const link = join(root, 'link')
    symlinkSync(path, link)
    await holds({ path: link, ...ECC, ...secret, mode: '0600' }, 'in-sync')
    assert.ok(lstatSync(link).isSymbolicLink())
    await holds({ state: 'absent', backup: true }, 'plan')
    await holds({ state: 'absent' }, 'in-sync')
    assert.is(readdirSync(root).filter(name => /\.pem\.\d{4}-.*~$/.test(name)).length, 2)
    mkdirSync(path)
    const error = await holds(ECC, 'plan').catch((thrown: unknown) => thrown)
    assert.match(String(error), /expected a file or nothing at .*found a directory/)
  }))

test.run()

import { execFileSync } from 'node:child_process'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import dhparam from '../../../tasks/certificates/openssl_dhparam.ts'
import { holdsContract } from '../../kit/contract.ts'
import { inShells } from '../../kit/in-shells.ts'

test('parameters are made that openssl finds right, and kept', () =>
  inShells(async ({ host }, root) => {
    const path = join(root, 'dh')
    const holds = (params: object, expects: 'plan' | 'in-sync') =>
      holdsContract({ type: dhparam, host, root, params: { path, ...params }, expects })
    const { applied } = await holds({ size: 512, return_content: true }, 'plan')
    assert.match(String(applied.dhparams), /^-----BEGIN DH PARAMETERS-----/)
    execFileSync('openssl', ['dhparam', '-in', path, '-check', '-noout'], { stdio: 'pipe' })
    const text = execFileSync('openssl', ['pkeyparam', '-in', path, '-text', '-noout'], { encoding: 'utf8' })
    assert.match(text, '(512 bit)')
    await holds({ size: 512 }, 'in-sync')
    await holds({ size: 520, backup: true }, 'plan')
    await holds({ size: 520, force: true }, 'plan')
    await holds({ state: 'absent' }, 'plan')
  }))

test.run()

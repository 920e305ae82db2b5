import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import csr from '../../../tasks/certificates/openssl_csr.ts'
import { holdsContract } from '../../kit/contract.ts'
import { inShells } from '../../kit/in-shells.ts'

test('a request is made for keys of each type as openssl reads it, kept, and made again for another key', () =>
  inShells(async ({ host }, root) => {
    const [path, key] = [join(root, 'a "request".csr'), join(root, 'k')]
    const holds = (params: object, expects: 'plan' | 'in-sync') =>
      holdsContract({ type: csr, host, root, params: { path, privatekey_path: key, ...params }, expects })
    const params = {
      subject: { O: 'Größe, "A"', OU: ['a', 'b'], CN: 'x' },
      subject_alt_name: ['DNS:bücher.example', 'IP:::1'],
      ...{ key_usage: 'digitalSignature', basic_constraints: ['CA:TRUE', 'pathlen:0'] },
      create_subject_key_identifier: true,
    }
    for (const options of [
      ['rsa', '-pkeyopt', 'rsa_keygen_bits:1024'],
      ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
      ['ed448'],
    ]) {
      writeFileSync(key, execFileSync('openssl', ['genpkey', '-algorithm', ...options], { stdio: 'pipe' }))
      await holds(params, 'plan')
      await holds(params, 'in-sync')
      const words = ['req', '-in', path, '-noout', '-verify', '-text', '-nameopt', 'utf8']
      const text = execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })
      for (const part of [
        'Größe',
        'DNS:xn--bcher-kva.example, IP Address:0:0:0:0:0:0:0:1',
        'Digital Signature',
        'CA:TRUE, pathlen:0',
        'Subject Key Identifier',
      ])
        assert.match(text, part)
    }
    await holds({ ...params, force: true, backup: true, return_content: true }, 'plan')
    const content = { privatekey_path: undefined, privatekey_content: readFileSync(key, 'utf8') }
    await holds({ ...params, ...content }, 'in-sync')
    await holds({ state: 'absent' }, 'plan')
  }))

test.run()

import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import archive from '../../../tasks/certificates/openssl_pkcs12.ts'
import { holdsContract } from '../../kit/contract.ts'
import { inShells } from '../../kit/in-shells.ts'

const openssl = (...words: readonly string[]) =>
  execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })

test('openssl reads the archive, and an archive of openssl is left alone and parsed', () =>
  inShells(async ({ host, shell }, root) => {
    const [path, key, certificate, pem] = ["it's.p12", 'k', 'c', 'pem'].map(name => join(root, name)) as [
      ...[string, string, string, string],
    ]
    const isRsa = shell === 'sh'
    const kind = isRsa ? ['rsa:1024'] : ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256']
    openssl(
      'req',
      '-x509',
      '-newkey',
      ...kind,
      '-nodes',
      '-keyout',
      key,
      '-out',
      certificate,
      '-subj',
      '/CN=x',
    )
    const holds = (params: object, expects: 'plan' | 'in-sync') =>
      holdsContract({ type: archive, host, root, params: { path, ...params }, expects })
    const params = {
      ...{
        privatekey_path: key,
        certificate_path: certificate,
        friendly_name: 'näme',
        passphrase: 'a "b" $c',
      },
      ...{ iter_size: 1000, encryption_level: isRsa ? 'auto' : 'compatibility2022' },
    }
    await holds(params, 'plan')
    const legacy = isRsa ? [] : ['-legacy']
    const text = openssl('pkcs12', '-in', path, '-nodes', '-passin', `pass:${params.passphrase}`, ...legacy)
    assert.match(text, /friendlyName: n.*me\n/)
    assert.match(text, readFileSync(certificate, 'utf8'))
    openssl(
      ...['pkcs12', '-export', '-in', certificate, '-inkey', key, '-out', path],
      ...['-passout', `pass:${params.passphrase}`, '-name', 'näme'],
    )
    await holds(params, 'in-sync')
    await holds({ action: 'parse', src: path, path: pem, passphrase: params.passphrase }, 'plan')
    assert.ok(readFileSync(pem, 'utf8').endsWith(readFileSync(certificate, 'utf8')))
    writeFileSync(path, 'x')
    await holds({ ...params, force: true, backup: true, return_content: true }, 'plan')
    await holds({ state: 'absent' }, 'plan')
  }))

test.run()

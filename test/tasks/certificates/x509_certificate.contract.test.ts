import { execFileSync } from 'node:child_process'
import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import certificate from '../../../tasks/certificates/x509_certificate.ts'
import { holdsContract } from '../../kit/contract.ts'
import { inShells } from '../../kit/in-shells.ts'

const openssl = (...words: string[]): string =>
  execFileSync('openssl', words, { encoding: 'utf8', stdio: 'pipe' })

const makeKey = (path: string, curve = 'P-256'): string =>
  openssl('genpkey', '-algorithm', 'ec', '-pkeyopt', `ec_paramgen_curve:${curve}`, '-out', path)

const makeRequest = (key: string, path: string, name: string): string =>
  openssl(
    ...['req', '-new', '-key', key, '-out', path, '-subj', `/O=Müller & Söhne/CN=${name}`, '-utf8'],
    ...['-addext', `subjectAltName=DNS:${name}`, '-addext', 'basicConstraints=critical,CA:TRUE'],
  )

test('an authority and its certificates are made as openssl verifies them, kept, and made again for what differs', () =>
  inShells(async ({ host }, root) => {
    const at = (name: string): string => join(root, name)
    makeKey(at('ca.key'), 'P-384')
    makeKey(at('key'))
    makeRequest(at('ca.key'), at('ca.csr'), 'ca')
    makeRequest(at('key'), at('csr'), 'example.org')
    const holds = (params: object, expects: 'plan' | 'in-sync') =>
      holdsContract({ type: certificate, host, root, params: params as Record<string, unknown>, expects })
    const own = {
      path: at('ca.pem'),
      provider: 'selfsigned',
      csr_path: at('ca.csr'),
      privatekey_path: at('ca.key'),
    }
    await holds(own, 'plan')
    await holds(own, 'in-sync')
    const signed = {
      ...{ path: at('a "certificate"'), provider: 'ownca', csr_path: at('csr'), ownca_path: at('ca.pem') },
      ownca_privatekey_path: at('ca.key'),
    }
    await holds({ ...signed, return_content: true }, 'plan')
    await holds(signed, 'in-sync')
    assert.match(openssl('verify', '-CAfile', at('ca.pem'), signed.path), 'OK')
    const text = openssl('x509', '-in', signed.path, '-noout', '-text', '-nameopt', 'utf8')
    for (const part of [
      'O=Müller & Söhne',
      'DNS:example.org',
      'CA:TRUE',
      'Authority Key Identifier',
      'ecdsa-with-SHA256',
    ])
      assert.match(text, part)

    const times = { ownca_not_before: '20300101000000Z', ownca_not_after: '20600101000000Z' }
    await holds({ ...signed, ...times, ignore_timestamps: false, backup: true }, 'plan')
    assert.match(openssl('x509', '-in', signed.path, '-noout', '-enddate'), 'Jan  1 00:00:00 2060')
    await holds({ ...signed, ...times, ignore_timestamps: false }, 'in-sync')
    const bare = {
      ownca_create_authority_key_identifier: false,
      ownca_create_subject_key_identifier: 'never_create',
    }
    await holds({ ...signed, ...bare }, 'plan')
    makeRequest(at('key'), at('csr'), 'example.com')
    await holds(signed, 'plan')
    await holds({ ...own, force: true }, 'plan')
    await holds(signed, 'in-sync')
    makeKey(at('ca.key'), 'P-384')
    makeRequest(at('ca.key'), at('ca.csr'), 'ca')
    await holds({ ...own, selfsigned_digest: 'sha512' }, 'plan')
    await holds(signed, 'plan')
    makeKey(at('key'))
    const error = await holds({ ...own, privatekey_path: at('key') }, 'plan').catch(
      (thrown: unknown) => thrown,
    )
    assert.match(String(error), 'the private key does not belong to the signing request')
    writeFileSync(signed.path, 'no certificate')
    const content = { csr_content: readFileSync(at('csr'), 'utf8'), csr_path: undefined }
    await holds({ ...signed, ...content }, 'plan')
    await holds({ path: signed.path, state: 'absent', backup: true }, 'plan')
  }))

test('a key without a request gets a certificate without a subject', () =>
  inShells(async ({ host }, root) => {
    const [path, key] = [join(root, 'pem'), join(root, 'key')]
    writeFileSync(key, openssl('genpkey', '-algorithm', 'ed25519'))
    const params = { path, provider: 'selfsigned', privatekey_path: key }
    await holdsContract({ type: certificate, host, root, params, expects: 'plan' })
    assert.match(openssl('x509', '-in', path, '-noout', '-text'), 'ED25519')
    await holdsContract({ type: certificate, host, root, params, expects: 'in-sync' })
  }))

test.run()

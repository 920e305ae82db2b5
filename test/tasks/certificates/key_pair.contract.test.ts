import { generateKeyPairSync } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test } from 'uvu'
import * as assert from 'uvu/assert'
import type { Plan } from '../../../src/authoring/plan.ts'
import keyPair from '../../../tasks/certificates/key_pair.ts'
import { issue } from '../../kit/certificates.ts'
import { holdsContract } from '../../kit/contract.ts'
import { type LocalSession, openLocalSessions, scratch } from '../../kit/local-session.ts'

let sessions: readonly LocalSession[] = []
test.before(async () => {
  sessions = await openLocalSessions()
})
test.after(async () => {
  for (const session of sessions) await session.close()
})

async function inShells(body: (session: LocalSession, root: string) => Promise<void>): Promise<void> {
  for (const session of sessions) {
    const { path, remove } = scratch()
    try {
      await body(session, path)
    } catch (error) {
      if (error instanceof Error) error.message = `in ${session.shell}: ${error.message}`
      throw error
    } finally {
      remove()
    }
  }
}

const [old, next] = [issue('old'), issue('next')]
const places = (root: string) => ({
  certificate_path: join(root, 'tls.pem'),
  key_path: join(root, 'tls-key.pem'),
})

test('both are made, replaced together, and mended in what differs', () =>
  inShells(async ({ host }, root) => {
    const holds = (params: object, expects: 'plan' | 'in-sync') =>
      holdsContract({ type: keyPair, host, root, params: { ...places(root), ...params }, expects })
    const { first } = await holds(old, 'plan')
    assert.equal(
      (first as Plan).changes.map(({ resource, action }) => [resource.replace(root, ''), action]),
      [
        ['file:/tls-key.pem', 'create'],
        ['file:/tls.pem', 'create'],
      ],
    )
    await holds(old, 'in-sync')
    await holds({ ...next, key_mode: '0640' }, 'plan')
    assert.is(readFileSync(join(root, 'tls-key.pem'), 'utf8'), next.key)
    assert.is(readFileSync(join(root, 'tls.pem'), 'utf8'), next.certificate)
    assert.is(statSync(join(root, 'tls-key.pem')).mode & 0o7777, 0o640)
    await holds({ ...next, key_mode: '0600' }, 'plan')
    writeFileSync(join(root, 'tls.pem'), old.certificate)
    const mended = await holds(next, 'plan')
    assert.equal(
      (mended.first as Plan).changes.map(({ resource }) => resource),
      [`file:${join(root, 'tls.pem')}`],
    )
  }))

test('where the certificate cannot be put in place, the key is as it was', () =>
  inShells(async ({ host }, root) => {
    const params = { ...places(root), ...next, mode: '0644', key_mode: '0600' }
    const context = { params, host, environment: {}, project: {} as never, isCheckMode: false }
    writeFileSync(join(root, 'tls-key.pem'), old.key)
    const plan = await keyPair.check(context)
    assert.is(plan.kind, 'plan')
    mkdirSync(join(root, 'tls.pem'))
    const error = await Promise.resolve(keyPair.apply?.({ ...context, plan } as never)).catch(
      (thrown: unknown) => thrown,
    )
    assert.match(String(error), /tls\.pem is a directory/)
    assert.is(readFileSync(join(root, 'tls-key.pem'), 'utf8'), old.key)
    rmSync(join(root, 'tls.pem'), { recursive: true })
  }))

const strange = generateKeyPairSync('ec', { namedCurve: 'P-256' }).privateKey.export({
  type: 'pkcs8',
  format: 'pem',
})
for (const [title, params, said] of [
  ['a key of another certificate', { key: String(strange) }, 'the key does not belong to the certificate'],
  ['what is no certificate', { certificate: 'x' }, 'the key does not belong to the certificate'],
  ['two directories', { key_path: '/elsewhere/key.pem' }, /are not in one directory/],
] as const) {
  test(`${title} is refused before anything gets to a host`, () =>
    inShells(async ({ host }, root) => {
      const all = { ...places(root), ...next, mode: '0644', key_mode: '0600', ...params }
      const context = { params: all, host, environment: {}, project: {} as never, isCheckMode: false }
      const error = await keyPair.check(context).catch((thrown: unknown) => thrown)
      if (typeof said === 'string') assert.is((error as Error).message, said)
      else assert.match((error as Error).message, said)
    }))
}

test.run()

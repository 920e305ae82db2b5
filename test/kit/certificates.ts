import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { scratch } from './local-session.ts'

/** Creates a self-signed certificate with its key, both in PEM. */
export function issue(name: string): { certificate: string; key: string } {
  const { path, remove } = scratch()
  const words = `req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=${name}`
  execFileSync('openssl', [...words.split(' '), '-keyout', `${path}/key`, '-out', `${path}/pem`], {
    stdio: 'ignore',
  })
  const [certificate = '', key = ''] = ['pem', 'key'].map(file => readFileSync(join(path, file), 'utf8'))
  remove()
  return { certificate, key }
}

import { createHash } from 'node:crypto'

export type NamedFile = { name: string; content: Buffer }

/** A checksum file as `sha256sum` writes it and as releases carry it, sorted by name. */
export function checksumFile(files: readonly NamedFile[]): string {
  return byName(files)
    .map(({ name, content }) => `${digest('sha256', content)}  ${name}\n`)
    .join('')
}

/** The Release file of a flat apt repository: what apt compares its indexes with. */
export function releaseFile(indexes: readonly NamedFile[], date: Date): string {
  const section = (title: string, algorithm: string) => [
    `${title}:`,
    ...byName(indexes).map(({ name, content }) => ` ${digest(algorithm, content)} ${content.length} ${name}`),
  ]
  const head = [
    'Origin: Drover lab',
    'Suite: lab',
    'Codename: lab',
    `Date: ${date.toUTCString()}`,
    'Acquire-By-Hash: no',
  ]
  return [...head, ...section('MD5Sum', 'md5'), ...section('SHA256', 'sha256')].join('\n') + '\n'
}

const byName = (files: readonly NamedFile[]) => [...files].sort((a, b) => (a.name < b.name ? -1 : 1))

const digest = (algorithm: string, content: Buffer) => createHash(algorithm).update(content).digest('hex')

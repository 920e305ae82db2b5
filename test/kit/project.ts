import { createHash } from 'node:crypto'
import { createReadStream, readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs'
import { isAbsolute, join, relative, resolve } from 'node:path'
import type { LocalEntry, LocalFile, Project } from '../../src/authoring/project.ts'

/** Returns a project whose files and templates are in one directory. Templates are not rendered. */
export function projectIn(directory: string): Project {
  const at = (path: string): string => (isAbsolute(path) ? path : join(directory, path))
  return {
    render: async (template, _, { lineEnd = '\n' } = {}) =>
      readFileSync(at(template), 'utf8').replace(/\r?\n/g, lineEnd),
    template: async path => describeFile(at(path)),
    file: async path => describeFile(at(path)),
    list: async path => listed(at(path), at(path)),
    vars: async ({ file = '' }) => [at(file)],
    variables: async () => new Map(),
    resolve: path => resolve(directory, path),
  }
}

function describeFile(file: string): LocalFile {
  const found = statSync(file)
  return {
    path: file,
    size: found.size,
    mode: (found.mode & 0o7777).toString(8).padStart(4, '0'),
    isDirectory: found.isDirectory(),
    open: () => createReadStream(file),
    read: async () => readFileSync(file),
    sha256: async () => createHash('sha256').update(readFileSync(file)).digest('hex'),
    sha1: async () => createHash('sha1').update(readFileSync(file)).digest('hex'),
    md5: async () => createHash('md5').update(readFileSync(file)).digest('hex'),
  }
}

function listed(root: string, directory: string): LocalEntry[] {
  const entries = readdirSync(directory, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))
  return entries.flatMap((entry): LocalEntry[] => {
    const full = join(directory, entry.name)
    const path = relative(root, full)
    if (entry.isSymbolicLink()) return [{ path, kind: 'link', target: readlinkSync(full), mode: '0777' }]
    const mode = (statSync(full).mode & 0o7777).toString(8).padStart(4, '0')
    if (!entry.isDirectory()) return [{ path, kind: 'file', mode }]
    return [{ path, kind: 'directory', mode }, ...listed(root, full)]
  })
}

import { createHash } from 'node:crypto'
import { Readable } from 'node:stream'
import type { LocalFile, Project } from './project.ts'

/**
 * A project that has these files, by their path below `files/` or `templates/`, and a task that sees these variables. A template is given as
 * it is, not rendered.
 */
export function projectOf(
  files: Readonly<Record<string, string>>,
  variables: Readonly<Record<string, unknown>> = {},
): Project {
  const textOf = (path: string): string => {
    const text = files[path]
    if (text === undefined) throw new Error(`the test has no file \`${path}\``)
    return text
  }
  const file = (path: string): LocalFile => {
    const isDirectory = Object.keys(files).some(name => name.startsWith(`${path}/`))
    const content = Buffer.from(isDirectory ? '' : textOf(path))
    const digest = (algorithm: string) => async () => createHash(algorithm).update(content).digest('hex')
    return {
      ...{ path, mode: isDirectory ? '0755' : '0644', isDirectory, size: content.length },
      ...{ sha256: digest('sha256'), sha1: digest('sha1'), md5: digest('md5'), read: async () => content },
      open: () => Readable.from([content]),
    }
  }
  return {
    render: async template => textOf(template),
    template: async path => file(path),
    file: async path => file(path),
    list: async path =>
      Object.keys(files)
        .filter(name => name.startsWith(`${path}/`))
        .map(name => ({ path: name.slice(path.length + 1), kind: 'file' as const, mode: '0644' }))
        .sort((a, b) => (a.path < b.path ? -1 : 1)),
    vars: async ({ dir, file: name = '' }) => {
      if (dir !== undefined) return Object.keys(files).filter(path => path.startsWith(`${dir}/`))
      textOf(name)
      return [name]
    },
    variables: async names =>
      new Map(names.flatMap(name => (Object.hasOwn(variables, name) ? [[name, variables[name]]] : []))),
    resolve: path => path,
  }
}

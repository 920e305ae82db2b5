import type { Stats } from 'node:fs'
import { dirname, resolve } from 'node:path'
import type { Test } from '../jinja/frame.ts'
import { toText } from '../jinja/text.ts'

/** The functions with which the tests read the controller's disk. */
interface Disk {
  readonly isAbsolute: (path: string) => boolean
  readonly statSync: (path: string) => Stats
  readonly lstatSync: (path: string) => Stats
}

/** Ansible's tests for files on the controller, each under both of its names. */
export function fileTests({ isAbsolute, statSync, lstatSync }: Disk): Readonly<Record<string, Test>> {
  const statOf = (path: unknown): Stats | undefined => orNothing(() => statSync(toText(path)))
  const linkOf = (path: unknown): Stats | undefined => orNothing(() => lstatSync(toText(path)))
  const isDirectory: Test = path => statOf(path)?.isDirectory() ?? false
  const isFile: Test = path => statOf(path)?.isFile() ?? false
  const isLink: Test = path => linkOf(path)?.isSymbolicLink() ?? false
  const isSame: Test = (path, passed) => {
    const [one, other] = [statSync(toText(path)), statSync(passed.text(0, 'other'))]
    return one.ino === other.ino && one.dev === other.dev
  }
  const isMount: Test = path => {
    const [own, parent] = [linkOf(path), statOf(dirname(resolve(toText(path))))]
    if (!own?.isDirectory() || !parent) return false
    return own.dev !== parent.dev || own.ino === parent.ino
  }
  return {
    directory: isDirectory,
    is_dir: isDirectory,
    file: isFile,
    is_file: isFile,
    link: isLink,
    is_link: isLink,
    exists: path => statOf(path) !== undefined,
    link_exists: path => linkOf(path) !== undefined,
    abs: path => isAbsolute(toText(path)),
    is_abs: path => isAbsolute(toText(path)),
    same_file: isSame,
    is_same_file: isSame,
    mount: isMount,
    is_mount: isMount,
  }
}

function orNothing(work: () => Stats): Stats | undefined {
  try {
    return work()
  } catch {
    return undefined
  }
}

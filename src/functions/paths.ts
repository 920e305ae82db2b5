import { realpathSync } from 'node:fs'
import { posix } from 'node:path'
import { expandHome } from '../base/expand-home.ts'
import { type Helper, helper, list, optionHelper, text } from './helper.ts'

/** Helpers for paths, by the rules of Python's `os.path`. Files and folders are those of the controller. */
export const PATH_HELPERS: Readonly<Record<string, Helper>> = {
  basename: helper('basename path', 'the part of a path after the last `/`', value =>
    basename(text('basename', value)),
  ),
  dirname: helper('dirname path', 'the part of a path before the last `/`', value =>
    dirname(text('dirname', value)),
  ),
  splitext: helper('splitext path', 'a list of the path without its extension, and the extension', value =>
    splitext(text('splitext', value)),
  ),
  path_join: helper(
    'path_join list',
    'one path made from the parts; a part that begins with `/` drops all parts before it',
    parts =>
      typeof parts === 'string'
        ? parts
        : pathJoin(list('path_join', parts).map(part => text('path_join', part))),
  ),
  realpath: helper('realpath path', 'the absolute path on the controller, without symbolic links', value =>
    realpath(text('realpath', value)),
  ),
  relpath: optionHelper(
    'relpath path [start=]',
    'the path relative to the current folder of the controller, or to `start`',
    ([value], { start = '.' }) =>
      posix.relative(posix.resolve(text('relpath', start)), posix.resolve(text('relpath', value))) || '.',
  ),
  expanduser: helper(
    'expanduser path',
    'the path with a leading `~` replaced by the home folder on the controller',
    value => expandHome(text('expanduser', value)),
  ),
  expandvars: helper(
    'expandvars text',
    'the text with every `$NAME` and `${NAME}` replaced by that environment variable, if it is set',
    value =>
      text('expandvars', value).replace(
        /\$(?:(\w+)|\{([^}]*)\})/g,
        (whole, name, braced) => process.env[name ?? braced] ?? whole,
      ),
  ),
  win_basename: helper(
    'win_basename path',
    'the last part of a Windows path',
    value => splitWindows(text('win_basename', value))[1],
  ),
  win_dirname: helper(
    'win_dirname path',
    'a Windows path without its last part',
    value => splitWindows(text('win_dirname', value))[0],
  ),
  win_splitdrive: helper(
    'win_splitdrive path',
    'a list of the drive and the rest of a Windows path',
    value => {
      const path = text('win_splitdrive', value)
      const [drive = ''] = DRIVE.exec(path) ?? []
      return [drive, path.slice(drive.length)]
    },
  ),
}

function basename(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function dirname(path: string): string {
  const head = path.slice(0, path.lastIndexOf('/') + 1)
  return /^\/*$/.test(head) ? head : head.replace(/\/+$/, '')
}

/** Splits off the extension, which begins at the last dot of the last part unless only dots precede it there. */
function splitext(path: string): [string, string] {
  const name = basename(path)
  const dot = name.lastIndexOf('.')
  const extension = dot > 0 && /[^.]/.test(name.slice(0, dot)) ? name.slice(dot) : ''
  return [path.slice(0, path.length - extension.length), extension]
}

function pathJoin(parts: readonly string[]): string {
  return parts.reduce((path, part) => {
    if (part.startsWith('/')) return part
    return path === '' || path.endsWith('/') ? path + part : `${path}/${part}`
  })
}

/** Resolves symbolic links in the part of the path that exists; the rest is kept. */
function realpath(path: string): string {
  const whole = posix.resolve(path)
  for (let known = whole; ; known = posix.dirname(known)) {
    try {
      return posix.join(realpathSync(known), whole.slice(known.length))
    } catch {
      if (known === '/') return whole
    }
  }
}

const DRIVE = /^(?:[A-Za-z]:|[\\/]{2}[^\\/]+[\\/][^\\/]+(?=[\\/]|$))/

function splitWindows(path: string): [string, string] {
  const [drive = ''] = DRIVE.exec(path) ?? []
  const rest = path.slice(drive.length)
  const [, head = '', tail = ''] = /^(.*[\\/])?([^\\/]*)$/s.exec(rest) ?? []
  return [drive + (/^[\\/]*$/.test(head) ? head : head.replace(/[\\/]+$/, '')), tail]
}

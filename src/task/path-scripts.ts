import { joinShell, type ShellText, sh } from '../host/shell.ts'
import { type Attributes, setAttributes } from './attributes.ts'
import { INTO_PLACE } from './place-on-host.ts'
import { PROTECTED } from './protected-paths.ts'
import { type TreeChange, treeScript } from './tree-attributes.ts'

/** What is done to a path: plain data, made by a check and carried out by `pathScript`. */
export type PathPlan =
  | { readonly do: 'delete'; readonly path: string }
  | ({ readonly do: 'make directory'; readonly path: string; readonly mode: string } & Attributes)
  | {
      readonly do: 'link'
      readonly path: string
      readonly src: string
      readonly force: boolean
      readonly owner?: string
      readonly group?: string
    }
  | { readonly do: 'hard-link'; readonly path: string; readonly src: string; readonly force: boolean }
  | ({ readonly do: 'make'; readonly path: string; readonly mode: string } & Attributes & Times)
  | ({
      readonly do: 'set attributes of'
      readonly path: string
      readonly isLink: boolean
      readonly tree?: TreeChange
    } & Attributes &
      Times)

/** What `touch` is told of a file's times. */
export interface Times {
  /** `now` or a time as `YYYYMMDDhhmm.SS`; absent leaves it. */
  readonly modified?: string | undefined
  readonly accessed?: string | undefined
}

/** The script that carries a path plan out. */
export function pathScript(data: PathPlan): ShellText {
  if (data.do === 'delete') return removeScript(data.path)
  if (data.do === 'make directory') return directoryScript(data)
  if (data.do === 'link' || data.do === 'hard-link') return linkScript(data)
  if (data.do === 'make') return createScript(data)
  const { path } = data
  return joinShell([
    data.isLink
      ? sh``
      : sh`[ -e ${path} ] || { echo ${`${path} is not there; \`state: touch\` or \`state: directory\` makes it`} >&2; exit 1; }`,
    guarded(setAttributes(path, data, { isLink: data.isLink })),
    ...(data.tree ? [treeScript(path, data.tree)] : []),
    ...touchScripts(path, data),
  ])
}

/** Refuses once more by the real path, which links in the text of a path can hide. */
function removeScript(path: string): ShellText {
  return sh`p=${path}
if [ -d "$p" ] && [ ! -L "$p" ]; then
  real=$(cd -P "$p" 2>/dev/null && pwd) || real=$p
  for s in ${[...PROTECTED]}; do
    [ "$real" = "$s" ] && { echo "$p is $real, a system directory, and is not deleted" >&2; exit 1; }
  done
fi
rm -rf -- "$p"`
}

/** Parents that are missing get mode 0755 and the same owner; the directory is private until it has its own mode. */
function directoryScript({ path, mode, owner, group }: PathPlan & { do: 'make directory' }): ShellText {
  const account = `${owner ?? ''}${group === undefined ? '' : `:${group}`}`
  return joinShell([
    sh`p=${path} account=${account}
make() {
  [ -d "$1" ] && return
  case $1 in /*/*) make "\${1%/*}" || return;; esac
  mkdir -m 0755 -- "$1" || [ -d "$1" ] || return
  [ -z "$account" ] || chown -- "$account" "$1"
}
case $p in /*/*) make "\${p%/*}" || exit;; esac
mkdir -m 0700 -- "$p" || exit`,
    guarded(setAttributes(path, { mode, owner, group })),
  ])
}

/** Makes the link beside its place and renames it there, so that the path always leads somewhere. */
function linkScript(data: PathPlan & { do: 'link' | 'hard-link' }): ShellText {
  const { do: kind, path, src, force } = data
  return joinShell([
    INTO_PLACE,
    sh`p=${path} src=${src}
d=\${p%/*}
t=$d/.drover-link-$$
[ -d "\${d:-/}" ] || { echo "the directory $d does not exist" >&2; exit 1; }
case $src in /*) at=$src;; *) at=$d/$src;; esac`,
    kind === 'link' && force
      ? sh``
      : sh`[ -e "$at" ] || { echo "$src, which the link shall lead to, is not there" >&2; exit 1; }`,
    sh`rm -f "$t"
trap 'rm -f "$t"' EXIT
ln ${kind === 'link' ? sh`-s` : sh``} -- "$src" "$t" || exit
into_place "$t" "$p" || exit`,
    ...(data.do === 'link' ? [guarded(setAttributes(path, data, { isLink: true }))] : []),
  ])
}

function createScript({ path, mode, owner, group, ...times }: PathPlan & { do: 'make' }): ShellText {
  return joinShell([
    sh`umask 077
(set -C; : > ${path}) || exit`,
    guarded(setAttributes(path, { mode, owner, group })),
    ...touchScripts(path, times),
  ])
}

function touchScripts(path: string, { modified, accessed }: Times): ShellText[] {
  const one = (flag: ShellText, time: string | undefined): ShellText[] => {
    if (time === undefined) return []
    return [
      time === 'now'
        ? sh`touch -c ${flag} -- ${path} || exit`
        : sh`touch -c ${flag} -t ${time} -- ${path} || exit`,
    ]
  }
  if (modified === accessed) return one(sh``, modified)
  return [...one(sh`-a`, accessed), ...one(sh`-m`, modified)]
}

function guarded(script: ShellText): ShellText {
  return script.text === '' ? script : sh`{ ${script}; } || exit`
}

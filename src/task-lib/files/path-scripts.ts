import { accountOf } from '../../remote/files/atomic-write.ts'
import { joinShell, type ShellText, sh } from '../../shell/quote.ts'
import { type Attributes, attributeSteps, setAttributes } from './attributes.ts'
import { PROTECTED } from './protected-paths.ts'
import { type SecurityAttributes, securityOf } from './security.ts'
import { INTO_PLACE, makeDirectories, nameOf, parentOf, privateFolder } from './staging.ts'
import { type TreeChange, treeScript } from './tree-attributes.ts'

/** The plan for a path, which a check returns and `pathScript` turns into a script. Plain data. */
export type PathPlan =
  | { readonly do: 'delete'; readonly path: string }
  | ({ readonly do: 'make directory'; readonly path: string; readonly mode: string } & Attributes & Times)
  | ({
      readonly do: 'link'
      readonly path: string
      readonly src: string
      readonly force: boolean
      readonly owner?: string
      readonly group?: string
      /** The plan for the target of the link, which is applied afterwards. */
      readonly behind?: PathPlan
    } & SecurityAttributes)
  | {
      readonly do: 'hard-link'
      readonly path: string
      readonly src: string
      readonly force: boolean
      readonly behind?: PathPlan
    }
  | ({ readonly do: 'make'; readonly path: string; readonly mode: string } & Attributes & Times)
  | ({
      readonly do: 'set attributes of'
      readonly path: string
      readonly isLink: boolean
      readonly tree?: TreeChange
    } & Attributes &
      Times)

/** The times that `touch` sets. */
interface Times {
  /** `now`, or a time as `YYYYMMDDhhmm.SS`; absent if it does not change. */
  readonly modified?: string | undefined
  readonly accessed?: string | undefined
}

/** Returns the script that applies the plan for a path. `host` is the name of the host. */
export function pathScript(data: PathPlan, host: string): ShellText {
  if (data.do === 'delete') return removeScript(data.path)
  if (data.do === 'make directory') return directoryScript(data, host)
  if (data.do === 'link' || data.do === 'hard-link') {
    const link = linkScript(data, host)
    const own = data.do === 'link' ? setAttributes(data.path, securityOf(data), { isLink: true }) : sh``
    const more = [
      ...(own.text === '' ? [] : [guarded(own)]),
      ...(data.behind ? [pathScript(data.behind, host)] : []),
    ]
    return more.length === 0 ? link : joinShell([sh`(`, link, sh`) || exit`, ...more])
  }
  if (data.do === 'make') return createScript(data, host)
  const { path } = data
  return joinShell([
    data.isLink
      ? sh``
      : sh`[ -e ${path} ] || { echo ${`${path} does not exist; \`state: touch\` or \`state: directory\` creates it`} >&2; exit 1; }`,
    guarded(setAttributes(path, data, { isLink: data.isLink, next: touchSteps(data) })),
    ...(data.tree ? [treeScript(path, data.tree)] : []),
  ])
}

/**
 * Returns the script that deletes a path. It checks the real path against the protected directories again, because
 * links can hide it.
 */
function removeScript(path: string): ShellText {
  return sh`p=${path}
if [ -d "$p" ] && [ ! -L "$p" ]; then
  real=$(cd -P "$p" 2>/dev/null && pwd) || real=$p
  for s in ${[...PROTECTED]}; do
    [ "$real" = "$s" ] && { echo "$p is $real, a system directory, and is not deleted" >&2; exit 1; }
  done
fi
[ -d ${parentOf(path)} ] || exit 0
d_enter ${parentOf(path)} && rm -rf -- ${`./${nameOf(path)}`}`
}

/** Returns the script that creates a directory. Missing parents get mode 0755 and the same owner. */
function directoryScript(data: PathPlan & { do: 'make directory' }, host: string): ShellText {
  const { path, mode } = data
  return joinShell([
    makeDirectories({ path, mode, account: accountOf(data) }, host),
    guarded(setAttributes(path, securityOf(data), { next: touchSteps(data) })),
  ])
}

/**
 * Returns the script that creates a link. The link is created next to its path and renamed, so that the path exists
 * at all times.
 */
function linkScript(data: PathPlan & { do: 'link' | 'hard-link' }, host: string): ShellText {
  const { do: kind, path, src, force } = data
  const account = data.do === 'link' ? accountOf(data) : undefined
  const at = src.startsWith('/') ? src : `../${src}`
  return joinShell([
    INTO_PLACE,
    privateFolder(host, parentOf(path)),
    sh`${kind === 'link' && force ? sh`:` : sh`[ -e ${at} ]`} || { echo ${`${src}, the target of the link, does not exist`} >&2; exit 1; }
ln ${kind === 'link' ? sh`-s` : sh``} -- ${kind === 'link' ? src : at} new || exit
${account === undefined ? sh`` : sh`chown -h -- ${account} new || exit`}
into_place new ${`../${nameOf(path)}`} || exit`,
  ])
}

/**
 * Returns the script that creates an empty file. It is created in a private folder and then moved, so that default
 * ACLs of the directory and other users cannot affect it.
 */
function createScript(data: PathPlan & { do: 'make' }, host: string): ShellText {
  const { path, mode } = data
  const steps = [...attributeSteps(data), sh`d_check_mode ${mode} ${path}`, ...touchSteps(data)]
  const place = `../${nameOf(path)}`
  return joinShell([
    privateFolder(host, parentOf(path)),
    sh`(umask 077; : >new) && d_pinned=./new || exit
${joinShell(steps, ' && ')} || exit
if test -e ${place} || test -L ${place}; then d_report_moved ${path}; exit 1; fi
d_rename new ${place} || exit`,
  ])
}

function touchSteps({ modified, accessed }: Times): ShellText[] {
  const one = (flag: ShellText, time: string | undefined): ShellText[] => {
    if (time === undefined) return []
    return [
      time === 'now'
        ? sh`d_run_pinned touch -c ${flag} -- "$d_pinned"`
        : sh`d_run_pinned touch -c ${flag} -t ${time} -- "$d_pinned"`,
    ]
  }
  if (modified === accessed) return one(sh``, modified)
  return [...one(sh`-a`, accessed), ...one(sh`-m`, modified)]
}

function guarded(script: ShellText): ShellText {
  return script.text === '' ? script : sh`{ ${script}; } || exit`
}

import type { Change, Json } from '../../authoring/plan.ts'
import type { ReadHost } from '../../remote/host.ts'
import type { UserState } from '../../remote/probes/accounts.ts'
import { fileState } from '../../remote/probes/files/file.ts'
import { sh } from '../../shell/quote.ts'
import type { Unknown } from '../../values/unknown.ts'

/**
 * The wanted properties of a home directory. In a dry run, reading a param with an unknown value throws
 * UnknownValueError.
 */
export interface HomeParams {
  readonly home?: string | undefined
  readonly create_home: boolean
  readonly move_home: boolean
}

/**
 * Returns the script that creates a user's home directory as useradd does. The mode comes from `umask` or, without
 * it, from /etc/login.defs. The content is copied from `skeleton`, by default /etc/skel.
 */
export function homeScript(
  name: string,
  {
    skeleton = '/etc/skel',
    umask,
  }: { readonly skeleton?: string | undefined; readonly umask?: string | undefined },
) {
  return sh`u=${name} k=${skeleton} o=${umask ?? ''}; h=$(getent passwd "$u"); h=\${h%:*}; h=\${h##*:}; test ! -d "$h" || exit 0
m= n=
while read -r k v r; do case $k in HOME_MODE) m=$v;; UMASK) n=$v;; esac; done </etc/login.defs 2>/dev/null
[ -z "$o" ] || { n=$o; m=; }
(umask 022; mkdir -p -- "\${h%/*}") && (umask "\${n:-022}"; mkdir -- "$h") && { [ ! -d "$k" ] || cp -R "$k/." "$h"; } || exit
test -z "$m" || chmod -- "$m" "$h" || exit
chown -R -- "$u:$(id -gn -- "$u")" "$h"`
}

/** Returns the predicted change for a new home directory. */
export function homeMade(path: string, owner: string, group: Json | Unknown): Change {
  const after = { state: 'directory', owner, group }
  return { resource: `file:${path}`, action: 'create', before: null, after }
}

/** Returns the predicted changes for a home directory that is moved. The content of the new one is unknown. */
export function homeMoved(from: string, to: string): Change[] {
  return [
    { resource: `file:${from}`, action: 'delete', before: {}, after: null },
    { resource: `file:${to}`, action: 'create', before: null, after: { state: 'something' } },
  ]
}

/** The home directory of Debian's system users that have none. It is never created. Source: base-passwd. */
export const NEVER_THERE = '/nonexistent'

/** Whether the home directory has to be created. False if `move_home` creates it by moving the old one. */
export async function lacksHome(host: ReadHost, params: HomeParams, seen: UserState): Promise<boolean> {
  const home = params.home ?? seen.home
  if (!params.create_home || home === NEVER_THERE || home === '') return false
  if (home === seen.home) return !seen.hasHome
  if (params.move_home && seen.hasHome) return false
  const state = await host.ask(fileState(home))
  return (state?.leadsTo ?? state)?.kind !== 'directory'
}
